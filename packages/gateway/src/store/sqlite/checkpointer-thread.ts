import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CheckpointerData } from './checkpointer.ts';

/** From this size of the log on it is moved to the database file, in bytes. */
const CHECKPOINT_FROM = 16 * 1024 * 1024;
const CHECKPOINT_EVERY_MS = 100;
/** Only a connection that has written that often gets a thread for its log. */
const BUSY_FROM = 100;

/** Starts `checkpointer.ts` for a database once it is busy, and ends it. */
export class CheckpointerThread {
  readonly #path: string;
  #worker: Worker | null = null;
  #syncs = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** To be called after each sync. A thread that could not start, or has failed, is started again. */
  countSync(): void {
    this.#syncs += 1;
    if (this.#syncs % BUSY_FROM === 0) this.#worker ??= this.#start();
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    worker.ref();
    const ended = once(worker, 'exit');
    worker.postMessage('close');
    await ended;
  }

  #start(): Worker {
    // The sources run as they are, too: then the neighbour is no .js file.
    const file = import.meta.url.endsWith('.ts') ? './checkpointer.ts' : './checkpointer.js';
    const workerData: CheckpointerData = {
      path: this.#path,
      fromBytes: CHECKPOINT_FROM,
      everyMs: CHECKPOINT_EVERY_MS,
    };
    const worker = new Worker(new URL(file, import.meta.url), { workerData });
    // Without it everything goes on: the writer's own checkpoints do its work.
    worker
      .on('error', () => undefined)
      .once('exit', () => {
        this.#worker = null;
      });
    worker.unref();
    return worker;
  }
}
