import { FORM_TYPE } from './form.ts';
import type { EventType, Provider, SampleObject, SampleValue, Wire } from './provider.ts';
import type { SigningKey } from './signature/credentials.ts';

/** A provider's definition of an event type, that of its ping too; undefined if there is none. */
export function findEvent(provider: Provider, type: string): EventType | undefined {
  if (Object.hasOwn(provider.events, type)) return provider.events[type];
  return provider.ping?.type === type ? provider.ping : undefined;
}

/** A request as it is sent. */
interface Sent {
  readonly at: Date;
  /** The whole address it is sent to; where that is signed, it must be given. */
  readonly url?: string;
}

/**
 * The headers of a request as the provider sends it: its own, and the signature over the body.
 * @param event what is sent, when and where
 * @param body as {@link encodeRequest} writes it, or given by the user
 * @param key what the sender signs with; without the one its scheme needs nothing is signed
 * @param authorization the whole `Authorization` header, where the user asked for one
 */
export function requestHeaders(
  provider: Provider,
  event: Parameters<Wire['headers']>[0] & Sent,
  body: Uint8Array,
  key: SigningKey,
  authorization?: string,
): Record<string, string> {
  const { wire, signature } = provider;
  const contentType = contentTypeOf(provider, body);
  const message = {
    id: event.deliveryId,
    timestamp: signature.timestampAt(event.at),
    contentType,
    ...(event.url !== undefined && { url: event.url }),
  };
  return {
    'content-type': contentType,
    'user-agent': wire.userAgent,
    ...wire.headers(event),
    ...signature.sign([key], body, message),
    ...(authorization === undefined ? {} : { authorization }),
  };
}

/** What a body is: of a provider that sends forms, what begins like JSON is none. */
function contentTypeOf({ body }: Provider, bytes: Uint8Array): string {
  const mayBeForm = body?.accepts?.includes('form') === true;
  const isJson = /^\s*[[{]/.test(Buffer.from(bytes.subarray(0, 100)).toString('latin1'));
  return mayBeForm && !isJson ? FORM_TYPE : 'application/json';
}

/** Writes a sample payload as the bytes that are kept of an event: JSON, or a form. */
export function encodeEvent({ body, wire }: Provider, payload: SampleObject): Buffer {
  const sendsForm = body?.accepts?.[0] === 'form' && body.each === undefined;
  return sendsForm ? writeForm(payload) : encodePayload(payload, wire.encoding);
}

/** Writes a sample payload as the body of a request with one event. */
export function encodeRequest(provider: Provider, payload: SampleObject): Buffer {
  const { body, wire } = provider;
  if (body?.each === undefined) return encodeEvent(provider, payload);
  const keys = body.each === '' ? [] : body.each.split('.');
  const whole = keys.reduceRight<SampleValue>((inner, key) => ({ [key]: inner }), [payload]);
  if (body.accepts?.[0] === 'form') return writeForm(whole as SampleObject);
  return encodeJson(whole, wire.encoding);
}

/** A form's parameters; what is more than texts and lists of them is one, `payload`, as JSON. */
function writeForm(payload: SampleObject): Buffer {
  const isScalar = (value: SampleValue): boolean => typeof value !== 'object' || value === null;
  const values = Object.entries(payload).map(([name, value]): [string, readonly SampleValue[]] => [
    name,
    Array.isArray(value) ? value : [value],
  ]);
  const isFlat = values.every(([, items]) => items.every(isScalar));
  const parameters: [string, string][] = isFlat
    ? values.flatMap(([name, items]) =>
        items.map((item): [string, string] => [name, String(item ?? '')]),
      )
    : [['payload', write(payload)]];
  return Buffer.from(new URLSearchParams(parameters).toString(), 'utf8');
}

/** Writes a sample payload as JSON, as the provider writes it. */
export const encodePayload = (payload: SampleObject, encoding: Wire['encoding']): Buffer =>
  encodeJson(payload, encoding);

function encodeJson(value: SampleValue, encoding: Wire['encoding']): Buffer {
  const text = write(value);
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
