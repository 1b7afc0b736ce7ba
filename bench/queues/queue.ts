/** A queue in a PostgreSQL database, as it is used by a program that wants it fast. */
export interface Queue {
  readonly name: string;
  /** Adds jobs with these contents; resolves when all are stored. */
  add(contents: readonly string[]): Promise<void>;
  /** Takes as many jobs as that, does nothing, and notes that they are done; resolves when all are noted. */
  work(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Jobs that are added, taken or noted in one call, where a queue has such a call. */
export const BATCH = 100;
/** Calls under way at once. */
const AT_ONCE = 8;

/** Calls a function with 0, 1, … until one more is too many, several at once. */
export async function inLanes(
  count: number,
  call: (at: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await call(next - 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** Cuts into batches. */
export const batchesOf = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / BATCH) }, (_, at) =>
    items.slice(at * BATCH, (at + 1) * BATCH),
  );
