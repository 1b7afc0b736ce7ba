import type { Millis } from './domain.ts';
import type { PayloadPlace, PayloadStore } from './store/payloads.ts';

/** Events that are looked at in one go; their bodies are not read. */
const LOOK = 1000;
/** Most payloads, and most bytes of bodies, that go in one transaction. */
const PIECE = 100;
const PIECE_BYTES = 8 * 1024 * 1024;
/** All are looked at again this often: some had deliveries to be made, which have ended since. */
const AGAIN_MS: Millis = 3600_000;
/** Events that seem to be received later than this were received by a wrong clock; they stop nothing. */
const AHEAD_MS: Millis = 24 * 3600_000;

/** Walks along the events and drops the payloads of those that are old enough. Keeps its place in memory only. */
export class PayloadExpiry {
  readonly #payloads: PayloadStore;
  /** The last event that was looked at. */
  #after = 0;
  #startedAt: Millis = Number.NEGATIVE_INFINITY;
  #found: number[] = [];

  constructor(payloads: PayloadStore) {
    this.#payloads = payloads;
  }

  /** Begins anew, if it is an hour ago. @param elapsed by the clock that nobody sets */
  begin(elapsed: Millis): void {
    if (elapsed - this.#startedAt < AGAIN_MS) return;
    this.#startedAt = elapsed;
    this.#after = 0;
  }

  /**
   * Does a piece of work.
   * @param before payloads of events received before then go
   * @returns how many went; null: there is nothing more to look at for now
   */
  async step(before: Millis, now: Millis): Promise<number | null> {
    if (this.#found.length > 0) return this.#payloads.expire(this.#found.splice(0, PIECE));
    const places = await this.#payloads.look(this.#after, LOOK);
    const end = places.findIndex(
      ({ receivedAt }) => receivedAt >= before && receivedAt < now + AHEAD_MS,
    );
    const looked = end === -1 ? places : places.slice(0, end);
    const old = looked.filter((place) => !place.isGone && place.receivedAt < before);
    const taken = firstOf(old);
    const last = taken.length < old.length ? taken.at(-1) : looked.at(-1);
    if (last === undefined) return null;
    this.#after = last.seq;
    this.#found = taken.map(({ seq }) => seq);
    return 0;
  }
}

/** As many as make a piece by their bytes; at least one. */
function firstOf(places: readonly PayloadPlace[]): readonly PayloadPlace[] {
  let bytes = 0;
  const end = places.findIndex((place) => {
    bytes += place.bytes;
    return bytes > PIECE_BYTES;
  });
  return end === -1 ? places : places.slice(0, Math.max(1, end));
}
