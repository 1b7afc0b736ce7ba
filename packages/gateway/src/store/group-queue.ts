/** How a {@link GroupQueue} divides what waits. */
export interface GroupLimits<Job> {
  /** Most of one group, as the sum of `weigh`; a job that is heavier alone goes alone. */
  readonly limit: number;
  readonly weigh: (job: Job) => number;
  /** Groups that may be under way at once. */
  readonly maxUnderWay: number;
  /** Jobs that must wait before a further group sets out beside another: small groups cost more each. */
  readonly parallelGroupThreshold: number;
}

/**
 * Gathers jobs into groups: those that are added while one group is under way make the next.
 * Under load groups grow by themselves, and a single job waits for nobody, unless it says that it may.
 */
export class GroupQueue<Job> {
  readonly #write: (group: readonly Job[]) => Promise<readonly Job[]>;
  readonly #limits: GroupLimits<Job>;
  #waiting: Job[] = [];
  /** How many of these want to be written now; the others go with them. */
  #urgent = 0;
  #timer: NodeJS.Timeout | null = null;
  #scheduled = false;
  #underWay = 0;
  /** Those who wait until there is nothing left to do. */
  #draining: (() => void)[] = [];

  /**
   * @param write does a group, in the order in which its jobs came, and never rejects; resolves
   *   with the jobs that are to be tried again before all others
   */
  constructor(write: (group: readonly Job[]) => Promise<readonly Job[]>, limits: GroupLimits<Job>) {
    this.#write = write;
    this.#limits = limits;
  }

  /** @param mayWaitMs how long it may wait for others, in milliseconds, before it makes a group by itself */
  add(job: Job, mayWaitMs = 0): void {
    this.#waiting.push(job);
    if (mayWaitMs === 0) this.#urgent += 1;
    else if (this.#waiting.length >= this.#limits.limit) this.#hurry();
    else this.#timer ??= setTimeout(this.#hurry, mayWaitMs);
    this.#schedule();
  }

  /** What waits waits no longer. */
  readonly #hurry = (): void => {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#urgent = this.#waiting.length;
    this.#schedule();
  };

  /** Resolves when nothing is waiting or under way any more. */
  drain(): Promise<void> {
    this.#hurry();
    if (this.#waiting.length === 0 && this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#draining.push(resolve);
    });
  }

  /** Sees to it that what waits is written: with the end of this turn, or of a group under way. */
  #schedule(): void {
    const { maxUnderWay, parallelGroupThreshold } = this.#limits;
    if (this.#urgent === 0 || this.#scheduled || this.#underWay >= maxUnderWay) return;
    if (this.#underWay > 0 && this.#urgent < parallelGroupThreshold) return;
    this.#scheduled = true;
    setImmediate(this.#flush);
  }

  readonly #flush = async (): Promise<void> => {
    this.#scheduled = false;
    const group = this.#waiting.splice(0, this.#countOfNext());
    // Where not all could go, the rest has waited long enough.
    this.#urgent = this.#waiting.length;
    this.#underWay += 1;
    const again = await this.#write(group);
    this.#underWay -= 1;
    this.#waiting = again.length > 0 ? [...again, ...this.#waiting] : this.#waiting;
    this.#urgent += again.length;
    if (this.#waiting.length > 0) this.#schedule();
    else if (this.#underWay === 0) for (const resolve of this.#draining.splice(0)) resolve();
  };

  #countOfNext(): number {
    const { limit, weigh } = this.#limits;
    let weight = 0;
    const end = this.#waiting.findIndex((job, at) => {
      weight += weigh(job);
      return at > 0 && weight > limit;
    });
    return end === -1 ? this.#waiting.length : end;
  }
}
