import type { Headers, Provider } from '@signal-hooks/catalogue';
import { providerHeaderNames } from '../provider-headers.ts';

/** Headers that are kept with an event besides the provider's own. */
const ALWAYS_KEPT = ['content-type', 'user-agent'];

/** The provider's own headers: what the `raw` format hands on, and what tells an event's type. */
export function keptHeaders(provider: Provider, headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  const keep = (name: string): void => {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value;
  };
  ALWAYS_KEPT.forEach(keep);
  providerHeaderNames(provider).forEach(keep);
  return kept;
}

/** Those of an item of a list: it is JSON, whatever the list was in, and its signature covers more than the item. */
export function itemHeaders(provider: Provider, headers: Headers): Record<string, string> {
  const { [provider.signature.header]: _signature, ...kept } = keptHeaders(provider, headers);
  return { ...kept, 'content-type': 'application/json' };
}
