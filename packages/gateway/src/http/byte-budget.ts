import { type Linked, LinkedList } from '../linked-list.ts';

/** How a {@link ByteBudget} divides memory. */
export interface BudgetLimits {
  /** Most bytes that may be reserved at once. */
  readonly bytes: number;
  /** How long a holder may make no progress before another one may take its place. */
  readonly patienceMs: number;
  /** Progress that keeps a holder's place, in bytes per second. */
  readonly minBytesPerSecond: number;
}

/** Bytes that somebody may use until they are released. */
export interface Reservation {
  /** Asks for more. False: there is not enough, and nothing changed. */
  grow(bytes: number): boolean;
  /** Notes that so many bytes have moved. */
  progress(bytes: number): void;
  /** From now on nothing is waited for: it can no longer be evicted. */
  keep(): void;
  /** Gives everything back; once more does nothing. */
  release(): void;
}

/**
 * A bound on what many connections hold in memory together.
 *
 * What is reserved stays reserved until it is released, unless somebody else needs the place and
 * the holder is slower than the minimum: then the slowest one is evicted. So connections that
 * are kept open cannot keep others out for longer than the patience.
 */
export class ByteBudget {
  readonly #limits: BudgetLimits;
  readonly #holders = new LinkedList<Holder>();
  #used = 0;

  constructor(limits: BudgetLimits) {
    this.#limits = limits;
  }

  /** Bytes reserved now. */
  get used(): number {
    return this.#used;
  }

  /**
   * @param evict called if the place is given to another one; it has been released by then
   * @returns null if there is not enough
   */
  reserve(bytes: number, evict: () => void): Reservation | null {
    if (!this.#makeRoom(bytes, null)) return null;
    const holder = new Holder(this.#limits, this.#change, bytes, evict);
    this.#holders.add(holder);
    this.#used += bytes;
    return holder;
  }

  /** Grows what somebody holds, or releases it all. */
  readonly #change = (holder: Holder, more: number | 'release'): boolean => {
    if (holder.isReleased) return false;
    if (more === 'release') {
      holder.isReleased = true;
      this.#holders.delete(holder);
      this.#used -= holder.bytes;
      return true;
    }
    if (!this.#makeRoom(more, holder)) return false;
    holder.bytes += more;
    this.#used += more;
    return true;
  };

  #makeRoom(bytes: number, asker: Holder | null): boolean {
    const missing = (): number => this.#used + bytes - this.#limits.bytes;
    if (missing() <= 0) return true;
    const now = performance.now();
    const late = this.#holders
      .toArray()
      .filter((holder) => holder !== asker && holder.deadline < now)
      .sort((a, b) => a.deadline - b.deadline);
    const freed = late.reduce((sum, holder) => sum + holder.bytes, 0);
    if (freed < missing()) return false;
    for (const holder of late) {
      if (missing() <= 0) break;
      holder.release();
      holder.evict();
    }
    return true;
  }
}

/** A class rather than closures: there is one for every request. */
class Holder implements Reservation, Linked<Holder> {
  next: Holder | null = null;
  previous: Holder | null = null;
  isReleased = false;
  bytes: number;
  /** When its place may be given to another one; moved on by progress. */
  deadline: number;
  readonly evict: () => void;
  readonly #limits: BudgetLimits;
  readonly #change: (holder: Holder, more: number | 'release') => boolean;

  constructor(
    limits: BudgetLimits,
    change: (holder: Holder, more: number | 'release') => boolean,
    bytes: number,
    evict: () => void,
  ) {
    this.#limits = limits;
    this.#change = change;
    this.bytes = bytes;
    this.evict = evict;
    this.deadline = performance.now() + limits.patienceMs;
  }

  grow(more: number): boolean {
    return this.#change(this, more);
  }

  progress(moved: number): void {
    const { patienceMs, minBytesPerSecond } = this.#limits;
    const now = performance.now();
    const bought = (moved / minBytesPerSecond) * 1000;
    this.deadline = Math.min(now + patienceMs, Math.max(now, this.deadline) + bought);
  }

  keep(): void {
    this.deadline = Number.POSITIVE_INFINITY;
  }

  release(): void {
    this.#change(this, 'release');
  }
}

/** The bounds of one gateway. */
export interface TrafficBudgets {
  /** Bodies of requests of up to {@link SMALL_BODY_BYTES}: large ones cannot keep them out. */
  readonly small: ByteBudget;
  /** All other bodies of requests. */
  readonly large: ByteBudget;
  /** Answers that wait to be read. */
  readonly answers: ByteBudget;
}

/** Bodies up to this size have a budget of their own: nearly all events, and the API's requests. */
export const SMALL_BODY_BYTES: number = 256 * 1024;

const MIB = 1024 * 1024;
const BODY_PATIENCE = { patienceMs: 2000, minBytesPerSecond: 64 * 1024 };

/** @param maxBodyBytes the largest single body; at least two of them fit at once */
export function createBudgets(maxBodyBytes: number): TrafficBudgets {
  return {
    small: new ByteBudget({ bytes: 24 * MIB, ...BODY_PATIENCE }),
    large: new ByteBudget({ bytes: Math.max(48 * MIB, 2 * maxBodyBytes), ...BODY_PATIENCE }),
    answers: new ByteBudget({ bytes: 32 * MIB, patienceMs: 5000, minBytesPerSecond: 32 * 1024 }),
  };
}
