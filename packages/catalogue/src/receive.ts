import { type BodyItem, type ParsedBody, parseBody } from './body.ts';
import { digestOf } from './digest.ts';
import type { HandshakeAnswer } from './handshake.ts';
import { MAX_UNSIGNED_BODY } from './handshakes.ts';
import { type Headers, headerOf } from './headers.ts';
import { type JsonObject, type PayloadCode, parsePayload, type Refused, refuse } from './json.ts';
import type { Identity, Provider } from './provider.ts';
import type { RecordSource, SignalRecord } from './record/record.ts';
import type { WebhookRequest } from './request.ts';
import type { Credentials } from './signature/credentials.ts';
import { secretsOf } from './signature/hmac.ts';
import { createVerifier, type Verifier, type VerifyCode } from './signature/verify.ts';

/** A verified and readable message of a provider. */
export interface ReceivedEvent {
  readonly type: string;
  readonly identity: Identity;
  /** Only a test of the connection; nothing happened. */
  readonly ping: boolean;
  readonly payload: JsonObject;
  /** The bytes to keep: the request's body, or one item's of a list. */
  readonly body: Uint8Array;
}

/** What became of a request. */
export type Received =
  | {
      readonly ok: true;
      /** One, but where a provider sends lists: of those each item, or none. */
      readonly events: readonly ReceivedEvent[];
      /** Null, or what the sender is to be answered; then there are no events. */
      readonly answer: HandshakeAnswer | null;
    }
  | { readonly ok: false; readonly stage: 'verify'; readonly code: VerifyCode }
  | {
      readonly ok: false;
      readonly stage: 'parse';
      readonly code: PayloadCode;
      readonly explanation: string;
    };

/** Verifies and reads one request of a source. @param now seconds since 1970 */
export type Receiver = (request: WebhookRequest, now: number) => Received;

/** Longest event type that is taken from a payload; longer ones are cut. */
const MAX_TYPE = 100;
/** Identities longer than this are hashed, so that a payload cannot bloat an index. */
const MAX_IDENTITY = 200;

/**
 * Prepares the receiving of one source's requests: verify over the raw bytes, then parse,
 * then tell type, identity and ping. Handshakes that need no signature come first.
 */
export function createReceiver(provider: Provider, credentials: Credentials): Receiver {
  const { body, handshake, signature } = provider;
  const verify = createVerifier(signature, credentials);
  if (body !== undefined || handshake !== null || signature.readsBody) {
    return receiveAny(provider, credentials, verify);
  }
  return (request, now) => {
    const verification = verify(request, now);
    if (!verification.ok) return { ok: false, stage: 'verify', code: verification.code };
    const parsed = parsePayload(request.body);
    if (!parsed.ok) return { ...parsed, stage: 'parse' };
    const item = { payload: parsed.payload, body: request.body };
    const event = eventOf(provider, item, request.headers);
    return { ok: true, events: [event], answer: null };
  };
}

/** Where a body is more than one JSON object, or is read for other things than its event too. */
function receiveAny(provider: Provider, credentials: Credentials, verify: Verifier): Receiver {
  const { body: definition = {}, handshake, signature } = provider;
  const secrets = secretsOf(credentials, signature.definition.secret);
  return (request, now) => {
    const { body, headers, method } = request;
    let parsed: ParsedBody | undefined;
    const read = (): ParsedBody => {
      parsed ??= parseBody(definition, body, headerOf(headers, 'content-type'));
      return parsed;
    };
    const readWhole = (): JsonObject | null => {
      if (body.length === 0) return {};
      const all = read();
      return all.ok ? all.whole : null;
    };
    const before = handshake?.unsigned(request, () =>
      body.length > MAX_UNSIGNED_BODY ? null : readWhole(),
    );
    if (before) return { ok: true, events: [], answer: before };
    const verification = verify(request, now, undefined, () => {
      const all = read();
      return all.ok ? { ok: true, payload: all.whole } : all;
    });
    if (!verification.ok) {
      const { code } = verification;
      // The time is in the body, and that cannot be read although its signature fits.
      if (signature.readsBody && code === 'timestamp_missing' && parsed?.ok === false) {
        return { ...parsed, stage: 'parse' };
      }
      return { ok: false, stage: 'verify', code };
    }
    const secret = verification.by === signature.kind ? secrets[verification.credential] : null;
    const answer = handshake?.signed(request, readWhole, secret ?? null) ?? null;
    if (answer !== null) return { ok: true, events: [], answer };
    if (method === 'GET') return { ...NO_EVENT, stage: 'parse' };
    const all = read();
    if (!all.ok) return { ...all, stage: 'parse' };
    const events = all.items.map((item) => eventOf(provider, item, headers));
    return { ok: true, events, answer: null };
  };
}

const NO_EVENT: Refused = refuse('payload_empty', 'A GET request carries no event.');

/** Copied key by key: a spread costs as much as reading the event. */
function eventOf(provider: Provider, { payload, body }: BodyItem, headers: Headers): ReceivedEvent {
  const { type, identity, ping } = readEvent(provider, payload, headers);
  return { type, identity, ping, payload, body };
}

/** Tells what a verified payload is. */
export function readEvent(
  provider: Provider,
  payload: JsonObject,
  headers: Headers,
): Omit<ReceivedEvent, 'body'> {
  const identity = provider.identity(payload, headers);
  return {
    type: provider.eventType(payload, headers).slice(0, MAX_TYPE),
    identity:
      identity.key.length > MAX_IDENTITY ? { ...identity, key: digestOf(identity.key) } : identity,
    ping: provider.isPing(payload, headers),
    payload,
  };
}

/**
 * Maps a received event to its record.
 * @param added `source`: the gateway's that took it; absent or null where there is none
 */
export function toRecord(
  provider: Provider,
  event: Pick<ReceivedEvent, 'type' | 'payload'>,
  added: {
    readonly event_id: string;
    readonly received_at: string;
    readonly source?: RecordSource | null;
  },
): SignalRecord {
  return provider.mapRecord(event.payload, {
    event_id: added.event_id,
    source: added.source ?? null,
    provider: provider.id,
    event_type: event.type,
    received_at: added.received_at,
  });
}
