import {
  headerOf,
  type JsonObject,
  type Provider,
  readStoredBody,
  type SignalRecord,
  signReplayMark,
  signStandard,
  signTestMark,
  toRecord,
} from '@signal-hooks/catalogue';
import type { Millis, StoredEvent, Subscription } from '../domain.ts';
import { providerHeaderNames } from '../provider-headers.ts';
import type { Origin } from '../ready.ts';
import { slackMessage } from '../slack.ts';
import type { AttemptError } from './schedule.ts';
import { eventMessage } from './slack-text.ts';
import type { ExpiringKey } from './target.ts';

/** A request to a subscriber cannot be made; the code goes into the delivery log. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
  readonly code: AttemptError;

  constructor(code: AttemptError, message: string) {
    super(message);
    this.code = code;
  }
}

/** How a subscription wants the content. */
export type ContentForm = Pick<Subscription, 'format' | 'includeRaw'>;

/** What a subscriber gets of an event: the same for every subscriber and attempt. */
export interface DeliveryContent {
  readonly body: Uint8Array;
  /** `content-type`, and for `raw` the provider's own headers. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Maps a stored event to its record. The mapping is done whenever it is needed, so a better
 * one, and a new name of the source, reach old events too; the type is the one that was stored. Where
 * the payload is not kept any more, it has what is known without it.
 * @throws {BuildError} `event_unreadable` if the stored bytes are no payload
 */
export function recordOf({ provider, source }: Origin, event: StoredEvent): SignalRecord {
  return toRecord(
    provider,
    { type: event.type, payload: payloadOf(provider, event) },
    { event_id: event.id, source, received_at: new Date(event.receivedAt).toISOString() },
  );
}

function payloadOf(provider: Provider, { payloadGone, body, headers }: StoredEvent): JsonObject {
  if (payloadGone !== null) return {};
  const parsed = readStoredBody(provider, body, headerOf(headers, 'content-type'));
  if (parsed.ok) return parsed.payload;
  throw new BuildError('event_unreadable', parsed.explanation);
}

/**
 * Builds what is sent of an event.
 *
 * - `standard`: `{type, timestamp, data}` as Standard Webhooks has it; `data` is the record and
 *   `timestamp` is when it happened, or was received where the provider does not say.
 * - `flat`: the record itself.
 * - `raw`: the provider's bytes, with its content type, its signature and the headers it is
 *   known to send, so that it can be verified once more. An `Authorization` header is a
 *   secret of the source and is never passed on.
 * - `slack`: a message for people, as incoming webhooks of Slack take it.
 *
 * The record has the provider's payload as `raw` only for those who ask for it.
 *
 * @param record that of the event, where it is known already
 * @throws {BuildError} if the stored event cannot be read
 */
export function buildContent(
  origin: Origin,
  event: StoredEvent,
  { format, includeRaw }: ContentForm,
  record: () => SignalRecord = () => recordOf(origin, event),
): DeliveryContent {
  if (format === 'raw') {
    return { body: event.body, headers: providerHeaders(origin.provider, event) };
  }
  if (format === 'slack') {
    const { text, link } = eventMessage(record());
    return jsonContent(slackMessage(text, link));
  }
  const { raw, ...fields } = record();
  const data = includeRaw ? { ...fields, raw } : fields;
  const content =
    format === 'flat'
      ? data
      : { type: event.type, timestamp: data.occurred_at ?? data.received_at, data };
  return jsonContent(JSON.stringify(content));
}

const jsonContent = (json: string): DeliveryContent => ({
  body: Buffer.from(json, 'utf8'),
  headers: { 'content-type': 'application/json' },
});

function providerHeaders(provider: Provider, event: StoredEvent): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': headerOf(event.headers, 'content-type') ?? 'application/json',
  };
  for (const name of providerHeaderNames(provider)) {
    const value = headerOf(event.headers, name);
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}

/** What the headers of one attempt are made of. */
export interface HeaderParts {
  readonly content: DeliveryContent;
  readonly eventId: string;
  readonly deliveryId: string;
  /** 1, 2, … */
  readonly attempt: number;
  /** If it fails, the delivery is given up. */
  readonly isLastAttempt: boolean;
  /** Where people see the event; null: nowhere. */
  readonly eventUrl: string | null;
  /** When somebody asked for the delivery once more. */
  readonly replayedAt: Millis | null;
  /** The event is invented. */
  readonly isTest: boolean;
  /** The newest first. */
  readonly keys: readonly ExpiringKey[];
  readonly now: Millis;
  /** The time that decides which secrets have expired: a clock that jumps ahead ends none. */
  readonly cautiousNow: Millis;
  /** The gateway's version. */
  readonly version: string;
}

/**
 * All headers of one attempt, signed by Standard Webhooks with every secret that has not
 * expired, the newest first. The signature is fresh for each attempt; `webhook-id` is the
 * event's id and stays the same, so that a subscriber can recognise a repeat.
 * @throws {BuildError} `secret_missing` if every secret has expired
 */
export function buildHeaders(parts: HeaderParts): Record<string, string> {
  const { content, eventId, now, replayedAt } = parts;
  const keys = parts.keys
    .filter(({ until }) => until === null || until > parts.cautiousNow)
    .map(({ key }) => key);
  if (keys.length === 0) {
    throw new BuildError('secret_missing', 'The subscription has no valid signing secret.');
  }
  const timestamp = Math.floor(now / 1000);
  return {
    ...content.headers,
    'user-agent': `Signal-Hooks/${parts.version}`,
    ...signStandard(eventId, timestamp, content.body, keys),
    'signal-hooks-delivery': parts.deliveryId,
    'signal-hooks-attempt': String(parts.attempt),
    'signal-hooks-last-attempt': String(parts.isLastAttempt),
    ...(parts.eventUrl !== null && { 'signal-hooks-event-url': parts.eventUrl }),
    ...(replayedAt !== null && signReplayMark(eventId, timestamp, keys, replayedAt)),
    ...(parts.isTest && signTestMark(eventId, timestamp, keys)),
  };
}
