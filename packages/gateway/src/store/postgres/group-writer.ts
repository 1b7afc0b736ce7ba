import { GatewayError } from '../../errors.ts';
import { GroupQueue } from '../group-queue.ts';

/** A call that waits for its commit. */
interface Job<Call, Result> {
  readonly call: Call;
  /** When it came, by the clock that never jumps. */
  readonly since: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** How a {@link GroupWriter} works. */
export interface GroupWriterOptions<Call, Result> {
  /** Writes several calls in one transaction; resolves with their results after its commit. */
  readonly write: (calls: readonly Call[]) => Promise<readonly Result[]>;
  /** How much a call takes of a group. */
  readonly weigh: (call: Call) => number;
  /** A call that has waited longer than this is not begun any more: its caller has given up, or will. */
  readonly timeoutMs: number;
  /** How long a call may wait for others, in milliseconds, before it makes a group by itself. */
  readonly mayWaitMs: number;
}

/** Most of one group: calls, and what they weigh beyond one. */
const LIMIT = 256;

/**
 * Writes calls of one kind in groups, each in one transaction: those that are made while one is
 * under way make the next. One that cannot be stored fails alone.
 */
export class GroupWriter<Call, Result> {
  readonly #options: GroupWriterOptions<Call, Result>;
  readonly #queue: GroupQueue<Job<Call, Result>>;

  constructor(options: GroupWriterOptions<Call, Result>) {
    this.#options = options;
    this.#queue = new GroupQueue((group) => this.#write(group), {
      limit: LIMIT,
      weigh: ({ call }) => options.weigh(call),
      maxUnderWay: 2,
      parallelGroupThreshold: 8,
    });
  }

  /** @throws GatewayError what the call's own fault is, else `unavailable` */
  write(call: Call): Promise<Result> {
    return new Promise((resolve, reject) => {
      const job = { call, since: performance.now(), resolve, reject };
      this.#queue.add(job, this.#options.mayWaitMs);
    });
  }

  /** Resolves when nothing is waiting any more. */
  drain(): Promise<void> {
    return this.#queue.drain();
  }

  async #write(group: readonly Job<Call, Result>[]): Promise<readonly []> {
    const earliest = performance.now() - this.#options.timeoutMs;
    const jobs = group.filter(({ since }) => since >= earliest);
    for (const job of group) {
      if (job.since < earliest) job.reject(new GatewayError('unavailable', TOO_LATE));
    }
    if (jobs.length > 0) await this.#attempt(jobs);
    return [];
  }

  async #attempt(jobs: readonly Job<Call, Result>[]): Promise<void> {
    try {
      const results = await this.#options.write(jobs.map(({ call }) => call));
      jobs.forEach((job, at) => {
        job.resolve(results[at] as Result);
      });
    } catch (error) {
      const isOwnFault = !(error instanceof GatewayError && error.code === 'unavailable');
      if (jobs.length > 1 && isOwnFault) {
        // Faulty ones are rare, and the good ones need not pay for them.
        for (const job of jobs) await this.#attempt([job]);
      } else for (const job of jobs) job.reject(error);
    }
  }
}

const TOO_LATE = 'The database takes too long.';
