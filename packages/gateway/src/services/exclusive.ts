/**
 * Runs changes of one row one after the other: a row is read, changed and written as a
 * whole, and asking a provider takes seconds.
 */
export class Exclusive {
  /** The end of each row's queue; never rejects. */
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs `change` when every earlier one of the same id has ended, whether well or not. */
  async run<Result>(id: string, change: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(id) ?? Promise.resolve();
    const running = before.then(change);
    const tail = running.catch(() => undefined);
    this.#tails.set(id, tail);
    try {
      return await running;
    } finally {
      if (this.#tails.get(id) === tail) this.#tails.delete(id);
    }
  }
}
