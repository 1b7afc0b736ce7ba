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
 * Under load groups grow by themselves, and a single job waits for nobody.
 */
export class GroupQueue<Job> {
  readonly #write: (group: readonly Job[]) => Promise<readonly Job[]>;
  readonly #limits: GroupLimits<Job>;
  #waiting: Job[] = [];
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

  add(job: Job): void {
    this.#waiting.push(job);
    this.#schedule();
  }

  /** Resolves when nothing is waiting or under way any more. */
  drain(): Promise<void> {
    if (this.#waiting.length === 0 && this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#draining.push(resolve);
    });
  }

  /** Sees to it that what waits is written: with the end of this turn, or of a group under way. */
  #schedule(): void {
    const { maxUnderWay, parallelGroupThreshold } = this.#limits;
    if (this.#scheduled || this.#underWay >= maxUnderWay) return;
    if (this.#underWay > 0 && this.#waiting.length < parallelGroupThreshold) return;
    this.#scheduled = true;
    setImmediate(this.#flush);
  }

  readonly #flush = async (): Promise<void> => {
    this.#scheduled = false;
    const group = this.#waiting.splice(0, this.#countOfNext());
    this.#underWay += 1;
    const again = await this.#write(group);
    this.#underWay -= 1;
    if (again.length > 0) this.#waiting = [...again, ...this.#waiting];
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
