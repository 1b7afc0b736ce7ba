/**
 * Whether something of one subscription may wait in the log. As long as it may, what comes for the
 * subscription waits there too, behind it; only then is an attempt made from memory.
 *
 * It is not known at first, and is found out by a look at the log. Looks are numbered.
 */
export class Backlog {
  #isEmpty = false;
  /** The number of the look that was under way, or the last one, when something went to the log. */
  #since = 0;
  /** What is on its way to the log: no look sees it yet. */
  #onItsWay = 0;

  get isEmpty(): boolean {
    return this.#isEmpty && this.#onItsWay === 0;
  }

  /** Something is about to be stored for the log alone. */
  begin(): void {
    this.#onItsWay += 1;
  }

  /** It was stored, or was not. */
  end(look: number): void {
    this.#onItsWay -= 1;
    this.note(look);
  }

  /** There may be something in the log. */
  note(look: number): void {
    this.#isEmpty = false;
    this.#since = look;
  }

  /** A look has left nothing in the log; what came while it was under way it may not have seen. */
  clear(look: number): void {
    if (this.#onItsWay === 0 && this.#since < look) this.#isEmpty = true;
  }
}
