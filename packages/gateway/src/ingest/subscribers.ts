import { type ReceivedEvent, type SignalRecord, toRecord } from '@signal-hooks/catalogue';
import type { Millis } from '../domain.ts';
import type { Pieces } from '../pieces.ts';
import type { ReadySource } from '../ready.ts';

/** Filters that are tried between two looks at the clock. */
const FILTERS_AT_ONCE = 16;

/**
 * The ids of the subscriptions whose filter an event passes. The record is mapped once, and only
 * if a filter asks for it; the filters are tried in pieces.
 * @param id the event's
 * @param now when it was received
 */
export async function subscribersOf(
  { source, provider, subscriptions }: ReadySource,
  event: ReceivedEvent,
  id: string,
  now: Millis,
  pieces: Pieces,
): Promise<string[]> {
  let record: SignalRecord | null = null;
  const subject = {
    sourceId: source.id,
    provider: provider.id,
    type: event.type,
    get record() {
      const added = { event_id: id, received_at: new Date(now).toISOString() };
      record ??= toRecord(provider, event, added);
      return record;
    },
  };
  const ids: string[] = [];
  for (let at = 0; at < subscriptions.length; at += FILTERS_AT_ONCE) {
    const some = subscriptions.slice(at, at + FILTERS_AT_ONCE);
    const fitting = await pieces.run(() => some.filter(({ matches }) => matches(subject)));
    for (const { subscription } of fitting) ids.push(subscription.id);
  }
  return ids;
}
