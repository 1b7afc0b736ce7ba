import type { Provider, ProviderId } from '../provider.ts';
import { siggnal } from './siggnal.ts';
import { signals } from './signals.ts';

/** Every provider, by id. */
export const PROVIDERS: Readonly<Record<ProviderId, Provider>> = { siggnal, signals } as never;

/** Looks a provider up by its id; undefined if there is none of that name. */
export function findProvider(id: string): Provider | undefined {
  return Object.hasOwn(PROVIDERS, id) ? PROVIDERS[id as ProviderId] : undefined;
}
