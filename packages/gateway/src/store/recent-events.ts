import type { StoredEvent } from '../domain.ts';

/** Most bytes of bodies that are kept, besides the newest. */
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_EVENTS = 256;

/**
 * The events that were read last. The deliveries of one event to fifty subscriptions share its
 * body in memory, and it is read once.
 */
export class RecentEvents {
  readonly #events = new Map<string, StoredEvent>();
  #bytes = 0;

  get(id: string): StoredEvent | undefined {
    return this.#events.get(id);
  }

  /** @returns the event that was read */
  keep(event: StoredEvent): StoredEvent {
    // Two that have not found it may have read it at the same time.
    this.#bytes += event.body.length - (this.#events.get(event.id)?.body.length ?? 0);
    this.#events.set(event.id, event);
    for (const [oldest, { body }] of this.#events) {
      if (this.#events.size <= MAX_EVENTS && this.#bytes <= MAX_BYTES) break;
      if (this.#events.size === 1) break;
      this.#events.delete(oldest);
      this.#bytes -= body.length;
    }
    return event;
  }
}
