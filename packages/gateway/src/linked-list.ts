/** What an item of a {@link LinkedList} carries for it. */
export interface Linked<Item> {
  next: Item | null;
  previous: Item | null;
}

/**
 * Items in the order in which they were added, each in one list at a time.
 *
 * For what comes and goes with every request, instead of a `Set`: V8 replaces the table of a `Set`
 * again and again as entries come and go, and each old table refers to the one after it. Once one of
 * them is in the old generation, it keeps alive all tables after it with what was in them, until the
 * next full collection: everything that was ever added is moved to the old generation.
 */
export class LinkedList<Item extends Linked<Item>> {
  #first: Item | null = null;
  #last: Item | null = null;

  get first(): Item | null {
    return this.#first;
  }

  add(item: Item): void {
    const last = this.#last;
    item.previous = last;
    if (last === null) this.#first = item;
    else last.next = item;
    this.#last = item;
  }

  /** The item must be in this list. */
  delete(item: Item): void {
    const { next, previous } = item;
    if (previous === null) this.#first = next;
    else previous.next = next;
    if (next === null) this.#last = previous;
    else next.previous = previous;
    // A removed item must not keep alive those that came after it.
    item.next = null;
    item.previous = null;
  }

  toArray(): Item[] {
    const items: Item[] = [];
    for (let item = this.#first; item !== null; item = item.next) items.push(item);
    return items;
  }
}
