import type { Provider } from '@signal-hooks/catalogue';

const known = new Map<string, readonly string[]>();

/**
 * The headers that a provider's definition names, in lower case: its signature, and what it sends
 * besides. Only these are its own; anything else may have been added on the way, and may tell who
 * sits behind which proxy.
 */
export function providerHeaderNames(provider: Provider): readonly string[] {
  const names = known.get(provider.id) ?? namesOf(provider);
  known.set(provider.id, names);
  return names;
}

function namesOf({ signature, wire }: Provider): string[] {
  const sent = wire.headers({ type: '', deliveryId: '' });
  const names = [...signature.headers, ...Object.keys(sent)].map((name) => name.toLowerCase());
  return [...new Set(names)].filter((name) => name !== 'authorization');
}
