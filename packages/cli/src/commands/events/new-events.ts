import type { GatewayEvent } from '@signal-hooks/client';

/**
 * An event is listed by when it was received, and is stored a moment later: within this time it may still
 * come in behind others that are listed already.
 */
const LATE_MS = 5000;

/** Finds out which events of each look at a list are new. */
export class NewEvents {
  #since: string | undefined;
  #known: ReadonlySet<string> = new Set();

  /** @param since the time from which on all events are new, if it is given */
  constructor(since?: string) {
    this.#since = since;
  }

  /** What the next look is to list: events received from then on. */
  get since(): string | undefined {
    return this.#since;
  }

  /**
   * @param events all that are listed, the newest first
   * @returns those that no look has had before, the oldest first
   */
  take<Event extends Pick<GatewayEvent, 'id' | 'received_at'>>(events: readonly Event[]): Event[] {
    const [newest] = events;
    if (newest === undefined) return [];
    const fresh = events.toReversed().filter(({ id }) => !this.#known.has(id));
    this.#known = new Set(events.map(({ id }) => id));
    // By the gateway's clock alone: this machine's may be another one.
    const from = new Date(Date.parse(newest.received_at) - LATE_MS).toISOString();
    if (this.#since === undefined || from > this.#since) this.#since = from;
    return fresh;
  }
}
