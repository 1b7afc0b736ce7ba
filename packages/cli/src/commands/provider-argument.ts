import { didYouMean, findProvider, PROVIDERS, type Provider } from '@signal-hooks/catalogue';
import { Argument } from 'commander';
import { UsageError } from '../usage-error.ts';

/** `<provider>`, with the choices in the help. */
export function providerArgument(): Argument {
  return new Argument('<provider>', `one of ${Object.keys(PROVIDERS).join(', ')}`);
}

/** @throws {UsageError} if there is no provider of that name */
export function providerOf(id: string): Provider {
  const provider = findProvider(id);
  if (provider !== undefined) return provider;
  throw new UsageError(
    `"${id}" is no provider.${didYouMean(id, Object.keys(PROVIDERS))} Choose one of: ${Object.keys(PROVIDERS).join(', ')}`,
  );
}
