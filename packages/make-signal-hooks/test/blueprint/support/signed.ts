import { spawnSync } from 'node:child_process';
import {
  encodePayload,
  findEvent,
  PROVIDERS,
  type Provider,
  parsePayload,
  readEvent,
  requestHeaders,
  signStandard,
  toRecord,
} from '@signal-hooks/catalogue';
import type { Request } from './run.ts';

/** The providers whose signature a Make scenario can check itself; the others come through a gateway. */
export const DIRECT_PROVIDERS: readonly Provider[] = Object.values(PROVIDERS).filter(
  ({ signature }) => signature.isSymmetric,
);

export const SECRET = 'a secret of Ünïcode';
/** 24 bytes, 0 to 23. */
export const GATEWAY_SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX';
export const AT = new Date('2026-04-25T14:30:00.000Z');

/** The body's HMAC by the `openssl` of the command line; null where it is not installed. */
export function opensslHmac(body: string, secret: string): Buffer | null {
  const { status, stdout } = spawnSync('openssl', ['dgst', '-sha256', '-hmac', secret, '-binary'], {
    input: body,
  });
  return status === 0 ? stdout : null;
}

/** The same with a key that is given in hex: for keys that are no text. */
export function opensslHmacBytes(body: string, key: Buffer): Buffer | null {
  const { status, stdout } = spawnSync(
    'openssl',
    ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${key.toString('hex')}`, '-binary'],
    { input: body },
  );
  return status === 0 ? stdout : null;
}

/** A sample of the catalogue as the provider sends it. */
export function sent(
  provider: Provider,
  type: string,
  { sequence = 1, attempt = 1, at = AT, headers = {} as Record<string, string> } = {},
): Request {
  const sample = findEvent(provider, type)?.sample({ sequence, at: AT });
  if (sample === undefined) throw new Error(`no event ${type}`);
  const payload = provider.wire.perAttempt(sample, attempt, at);
  return signed(provider, encodePayload(payload, provider.wire.encoding).toString(), {
    ...requestHeaders(provider, { type, deliveryId: 'del_1', payload, at }, Buffer.alloc(0), {}),
    ...headers,
  });
}

/** A body as the provider sends it. */
export function signed(
  provider: Provider,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Request {
  const bytes = Buffer.from(body);
  const event = { type: '', deliveryId: '', at: AT };
  const signature = requestHeaders(provider, event, bytes, { secret: SECRET });
  const name = provider.signature.header;
  return { body, headers: { ...headers, [name]: signature[name] ?? '' } };
}

/** A record as the gateway delivers it. */
export function delivered(
  record: Readonly<Record<string, unknown>>,
  { at = AT, secrets = [GATEWAY_SECRET] } = {},
): Request {
  const body = JSON.stringify(record);
  const seconds = Math.floor(at.getTime() / 1000);
  return {
    body,
    headers: { ...signStandard(String(record.event_id), seconds, Buffer.from(body), secrets) },
  };
}

/** The catalogue's record of a request. */
export function recordOf(provider: Provider, { body, headers }: Request) {
  const parsed = parsePayload(Buffer.from(body));
  if (!parsed.ok) throw new Error('not readable');
  const event = readEvent(provider, parsed.payload, headers);
  const added = { event_id: 'evt_1', received_at: '2026-04-25T14:30:02.000Z' };
  return { event, record: toRecord(provider, event, added) };
}
