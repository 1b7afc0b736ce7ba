import { didYouMean, type Provider } from '@signal-hooks/catalogue';
import { ask, isTerminal } from '../confirm.ts';
import { readKey } from '../read-file.ts';
import { UsageError } from '../usage-error.ts';

/** What checks a source's requests, as it was given. */
export interface CredentialOptions {
  readonly secret: readonly string[];
  readonly key: readonly string[];
  readonly unsigned?: boolean;
}

/** What was given, read. */
export interface GivenCredentials {
  readonly secrets: readonly string[];
  readonly publicKeys: readonly string[];
}

/**
 * The secrets and keys that were given. Where the provider makes its own, there must be one: a
 * secret is asked for where somebody can answer. One that is shown only once the address was entered
 * is given later.
 * @param retry the command to give it to
 * @throws {UsageError} if there is none, or a file cannot be read
 */
export async function readGiven(
  provider: Provider,
  { secret, key, unsigned }: CredentialOptions,
  retry: string,
): Promise<GivenCredentials> {
  const { registration, setup, name, signature } = provider;
  const publicKeys = await Promise.all(key.map(readKey));
  const isNeeded = registration.secretFrom === 'provider' && !registration.secretNeedsUrl;
  if (!isNeeded || secret.length + key.length > 0 || unsigned === true) {
    return { secrets: secret, publicKeys };
  }
  if (signature.isSymmetric && isTerminal()) {
    return { secrets: [await askForSecret(name)], publicKeys };
  }
  const option = signature.isSymmetric ? '--secret …' : '--key <file>';
  const step = setup.steps[0] === undefined ? '' : ` ${setup.steps[0]}`;
  throw new UsageError(
    `${name} makes the ${signature.credential} itself.${step} Then: ${retry} ${option}`,
  );
}

/** Asks for a provider's secret. @throws {UsageError} if nothing is answered */
export async function askForSecret(provider: string): Promise<string> {
  const secret = await ask(`The secret of ${provider}: `);
  if (secret === '') throw new UsageError('Nothing was changed.');
  return secret;
}

/** Reads `key=value`. @throws {UsageError} if it is none, or the provider has no such setting */
export function settingsOf(
  pairs: readonly string[],
  { name, settings }: { readonly name: string; readonly settings: readonly { key: string }[] },
): Record<string, string> {
  const known = settings.map(({ key }) => key);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`"${pair}" is no setting. Write --set key=value.`);
      const key = pair.slice(0, at);
      if (!known.includes(key)) {
        const all = known.length === 0 ? 'It has none.' : `It has ${known.join(', ')}.`;
        throw new UsageError(`${name} has no setting "${key}".${didYouMean(key, known)} ${all}`);
      }
      return [key, pair.slice(at + 1)];
    }),
  );
}
