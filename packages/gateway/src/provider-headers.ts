import type { Provider, ProviderDefinition } from '@signal-hooks/catalogue';

const known = new WeakMap<Provider, readonly string[]>();

/**
 * The headers that a provider's definition names, in lower case: its signature's, what it sends
 * besides, and what any of its expressions reads. Only these are its own; anything else may have
 * been added on the way, and may tell who sits behind which proxy. A header that carries the secret
 * itself is not among them.
 */
export function providerHeaderNames(provider: Provider): readonly string[] {
  const names = known.get(provider) ?? namesOf(provider);
  known.set(provider, names);
  return names;
}

function namesOf({ signature, wire, definition }: Provider): string[] {
  const sent = wire.headers({ type: '', deliveryId: '' });
  const read = new Set([...signature.headers, ...Object.keys(sent)]);
  for (const part of PARTS) collectHeaders(definition[part], read);
  const secrets = ['authorization', 'cookie'];
  if (definition.signature.algorithm === 'token') secrets.push(signature.header);
  return [...new Set([...read].map((name) => name.toLowerCase()))].filter(
    (name) => !secrets.includes(name),
  );
}

/** The parts of a definition that hold expressions and conditions. */
const PARTS = [
  'eventType',
  'identity',
  'common',
  'fields',
  'handshakes',
  'ping',
] as const satisfies readonly (keyof ProviderDefinition)[];

/** Finds every `{ header }`. Samples may have such a key too: they are no expressions. */
function collectHeaders(part: unknown, found: Set<string>): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (key === 'sample') continue;
    if (key === 'header' && typeof value === 'string') found.add(value);
    else collectHeaders(value, found);
  }
}
