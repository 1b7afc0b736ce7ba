import { GatewayError } from '../../errors.ts';
import type { OwnProvider, UnusableProvider } from '../../providers.ts';
import type { ProviderDeps } from './deps.ts';

/**
 * A provider of the user's own, usable or not.
 * @throws {GatewayError} `provider_not_found`, or `conflict` if it is not the user's to change
 */
export async function ownProvider(
  { directory }: ProviderDeps,
  id: string,
): Promise<OwnProvider | UnusableProvider> {
  await directory.refresh();
  const own = directory.providers.own.get(id);
  if (own !== undefined) return own;
  const other = directory.providers.get(id);
  if (other === undefined) throw new GatewayError('provider_not_found');
  throw new GatewayError(
    'conflict',
    `${other.name} comes with the gateway. To have it otherwise, add a source with a definition of your own: it may start from the preset.`,
  );
}
