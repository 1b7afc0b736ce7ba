import {
  asObject,
  asText,
  type Headers,
  headerOf,
  type JsonObject,
  parsePayload,
  verifyDelivery,
} from '@signal-hooks/catalogue';
import type { Arrival, Outcome, RawRequest } from './trigger.ts';

/** Verifies a delivery of the gateway (Standard Webhooks) and reads it in its format. */
export function receiveDelivery(
  { body, headers, receivedAt }: RawRequest,
  secrets: readonly string[],
  format: string,
): Outcome {
  const now = Math.floor(receivedAt / 1000);
  const verified = verifyDelivery(secrets, body, headers, now);
  if (!verified.ok) return refusal(verified.code);
  const { id: eventId, isTest, replayedAt } = verified;
  const parsed = parsePayload(body);
  if (!parsed.ok) {
    return { kind: 'unreadable', code: parsed.code, message: parsed.explanation, eventId };
  }
  const { eventType, record, payload } = readBody(eventId, parsed.payload, receivedAt, format);
  const delivery = {
    delivery_attempt: attemptIn(headers),
    delivery_is_last_attempt: isLastAttempt(headers),
    delivery_is_replay: replayedAt !== null,
    delivery_replayed_at: replayedAt === null ? null : new Date(replayedAt).toISOString(),
    delivery_is_test: isTest,
    delivery_event_url: eventUrlIn(headers, eventId),
  };
  const arrival: Arrival = {
    kind: isTest ? 'ping' : 'event',
    eventType,
    record: { ...record, ...delivery },
    payload,
  };
  return { kind: 'events', arrivals: [arrival] };
}

/** How often the gateway has tried, this time included; null if it does not say. Not signed. */
function attemptIn(headers: Headers): number | null {
  const attempt = headerOf(headers, 'signal-hooks-attempt') ?? '';
  return /^[1-9]\d{0,5}$/.test(attempt) ? Number(attempt) : null;
}

/** Whether the gateway gives up if this attempt fails; null if it does not say. Not signed. */
function isLastAttempt(headers: Headers): boolean | null {
  const word = headerOf(headers, 'signal-hooks-last-attempt');
  return word === 'true' || word === 'false' ? word === 'true' : null;
}

/** Where people see the event at the gateway; null if it does not say. Not signed. */
function eventUrlIn(headers: Headers, eventId: string): string | null {
  const url = URL.parse(headerOf(headers, 'signal-hooks-event-url') ?? '');
  const isOfEvent = url?.pathname.endsWith(`/events/${eventId}`) ?? false;
  return url !== null && isOfEvent && /^https?:$/.test(url.protocol) ? url.href : null;
}

function readBody(
  eventId: string,
  content: JsonObject,
  receivedAt: number,
  format: string,
): Pick<Arrival, 'eventType' | 'record' | 'payload'> {
  if (format === 'raw') {
    const received_at = new Date(receivedAt).toISOString();
    const record = { event_id: eventId, received_at, payload: content };
    return { eventType: '', record, payload: content };
  }
  const { raw, ...record } = format === 'flat' ? content : asObject(content.data);
  return { eventType: asText(record.event_type), record, payload: raw };
}

function refusal(code: string): Outcome {
  const message =
    code === 'timestamp_out_of_tolerance'
      ? 'The delivery is more than five minutes old or from the future. Check the clocks of n8n and of the gateway.'
      : 'The delivery’s signature is missing or does not fit. Only the gateway this node subscribed at can send here.';
  return { kind: 'refused', code, message };
}
