import type { EventType, Provider, SampleObject, SampleValue, Wire } from './provider.ts';
import type { SigningKey } from './signature/credentials.ts';

/** A provider's definition of an event type, that of its ping too; undefined if there is none. */
export function findEvent(provider: Provider, type: string): EventType | undefined {
  if (Object.hasOwn(provider.events, type)) return provider.events[type];
  return provider.ping?.type === type ? provider.ping : undefined;
}

/**
 * The headers of a request as the provider sends it: its own, and the signature over the body.
 * @param event what is sent, and when
 * @param key what the sender signs with; without the one its scheme needs nothing is signed
 * @param authorization the whole `Authorization` header, where the user asked for one
 */
export function requestHeaders(
  { wire, signature }: Provider,
  event: Parameters<Wire['headers']>[0] & { readonly at: Date },
  body: Uint8Array,
  key: SigningKey,
  authorization?: string,
): Record<string, string> {
  const timestamp = signature.timestampAt(event.at);
  return {
    'content-type': 'application/json',
    'user-agent': wire.userAgent,
    ...wire.headers(event),
    ...signature.sign([key], body, { id: event.deliveryId, timestamp }),
    ...(authorization === undefined ? {} : { authorization }),
  };
}

/** Writes a sample payload as the bytes a provider puts on the wire. */
export function encodePayload(payload: SampleObject, encoding: Wire['encoding']): Buffer {
  const text = write(payload);
  return Buffer.from(encoding === 'php' ? asPhp(text) : text, 'utf8');
}

/** JSON, with bigints as plain digits. */
function write(value: SampleValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value as SampleObject);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`).join(',')}}`;
}

/** PHP's json_encode escapes slashes and everything beyond ASCII. */
function asPhp(text: string): string {
  return text
    .replaceAll('/', '\\/')
    .replace(
      /[\u0080-\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
