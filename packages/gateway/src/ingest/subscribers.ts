import { type ReceivedEvent, type SignalRecord, toRecord } from '@signal-hooks/catalogue';
import type { FilterSubject } from '../delivery/filter.ts';
import type { Millis, Subscription } from '../domain.ts';
import type { Pieces } from '../pieces.ts';
import type { ReadySource } from '../ready.ts';

/** Filters that are tried between two looks at the clock. */
const FILTERS_AT_ONCE = 16;

/** The subscriptions whose filter an event passes. The filters are tried in pieces. */
export async function subscribersOf(
  { subscriptions }: ReadySource,
  subject: Subject,
  pieces: Pieces,
): Promise<Subscription[]> {
  const found: Subscription[] = [];
  for (let at = 0; at < subscriptions.length; at += FILTERS_AT_ONCE) {
    const some = subscriptions.slice(at, at + FILTERS_AT_ONCE);
    const fitting = await pieces.run(() => some.filter(({ matches }) => matches(subject)));
    for (const { subscription } of fitting) found.push(subscription);
  }
  return found;
}

/**
 * An event as filters see it. Its record is mapped once, and only if somebody asks for it. A class: an object literal with a getter has a hidden class of its own at every
 * event, which fills the old generation and costs a third of what an event costs.
 */
export class Subject implements FilterSubject {
  readonly sourceId: string;
  readonly provider: string;
  readonly type: string;
  readonly #map: () => SignalRecord;
  #record: SignalRecord | null = null;

  /**
   * @param id the event's
   * @param now when it was received
   */
  constructor({ source, provider }: ReadySource, event: ReceivedEvent, id: string, now: Millis) {
    this.sourceId = source.id;
    this.provider = provider.id;
    this.type = event.type;
    this.#map = () =>
      toRecord(provider, event, {
        event_id: id,
        source,
        received_at: new Date(now).toISOString(),
      });
  }

  get record(): SignalRecord {
    this.#record ??= this.#map();
    return this.#record;
  }
}
