import { GatewayError } from '../../errors.ts';
import type { KnownProvider, Providers } from '../../providers.ts';
import type { ProviderDeps } from './deps.ts';

/** All of them: those of this project, the presets, and the user's own. */
export async function listProviders({ directory }: ProviderDeps): Promise<Providers> {
  await directory.refresh();
  return directory.providers;
}

/** @throws {GatewayError} `provider_not_found` */
export async function getProvider({ directory }: ProviderDeps, id: string): Promise<KnownProvider> {
  await directory.refresh();
  const known = directory.providers.known(id);
  if (known === undefined) throw new GatewayError('provider_not_found');
  return known;
}
