import { digestOf } from './digest.ts';
import type { HandshakeAnswer } from './handshake.ts';
import type { Headers } from './headers.ts';
import { type JsonObject, type PayloadCode, parsePayload } from './json.ts';
import type { Identity, Provider } from './provider.ts';
import type { SignalRecord } from './record/record.ts';
import type { WebhookRequest } from './request.ts';
import type { Credentials } from './signature/credentials.ts';
import { createVerifier, type VerifyCode } from './signature/verify.ts';

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
 * then tell type, identity and ping.
 */
export function createReceiver(provider: Provider, credentials: Credentials): Receiver {
  const verify = createVerifier(provider.signature, credentials);
  return (request, now) => {
    const { body, headers } = request;
    const verification = verify(request, now);
    if (!verification.ok) return { ok: false, stage: 'verify', code: verification.code };
    const parsed = parsePayload(body);
    if (!parsed.ok) return { ...parsed, stage: 'parse' };
    const event = { ...readEvent(provider, parsed.payload, headers), body };
    return { ok: true, events: [event], answer: null };
  };
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

/** Maps a received event to its record. */
export function toRecord(
  provider: Provider,
  event: Pick<ReceivedEvent, 'type' | 'payload'>,
  added: { readonly event_id: string; readonly received_at: string },
): SignalRecord {
  return provider.mapRecord(event.payload, {
    event_id: added.event_id,
    provider: provider.id,
    event_type: event.type,
    received_at: added.received_at,
  });
}
