import type { Provider, ProviderId } from '../provider.ts';
import { salesiq } from './salesiq.ts';
import { siggnal } from './siggnal.ts';
import { signalArk } from './signal-ark.ts';
import { signals } from './signals.ts';
import { sigsentry } from './sigsentry.ts';

/** Every provider, by id. */
export const PROVIDERS: Readonly<Record<ProviderId, Provider>> = {
  siggnal,
  'signal-ark': signalArk,
  signals,
  sigsentry,
  salesiq,
};

/** Looks a provider up by its id; undefined if there is none of that name. */
export function findProvider(id: string): Provider | undefined {
  return Object.hasOwn(PROVIDERS, id) ? PROVIDERS[id as ProviderId] : undefined;
}
