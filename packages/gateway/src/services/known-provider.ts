import { didYouMean, type Provider } from '@signal-hooks/catalogue';
import type { Directory } from '../directory.ts';
import { GatewayError } from '../errors.ts';
import { invalid } from './invalid.ts';

/**
 * A provider that somebody named. Refresh the directory first.
 * @throws {GatewayError} `invalid_request` if there is none, `conflict` if its definition cannot be used
 */
export function providerOf({ providers }: Directory, id: string): Provider {
  const provider = providers.get(id);
  if (provider !== undefined) return provider;
  if (providers.own.has(id)) throw new GatewayError('conflict', providers.problemOf(id));
  throw unknown(id, providers.ids());
}

/**
 * Refuses to look for what a provider has sent that nobody knows: an empty list would look as if
 * nothing had happened.
 * @param id null: there is nothing to check
 * @throws {GatewayError} `invalid_request`
 */
export function checkProviderId(directory: Directory, id: string | null): void {
  if (id === null || directory.providers.ids().includes(id)) return;
  // Another version may know it.
  const sources = [...directory.sources(), ...directory.unusableSources()];
  if (sources.some(({ source }) => source.provider === id)) return;
  throw unknown(id, directory.providers.ids());
}

const unknown = (id: string, ids: readonly string[]): GatewayError =>
  invalid([{ path: 'provider', message: `There is no such provider.${didYouMean(id, ids)}` }]);
