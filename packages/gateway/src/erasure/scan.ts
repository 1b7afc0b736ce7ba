import type { Directory } from '../directory.ts';
import type { Millis, StoredEvent } from '../domain.ts';
import type { Pieces } from '../pieces.ts';
import { EVERY_EVENT, type Store } from '../store/store.ts';
import { isOfPerson, type Wanted } from './matches.ts';

/** What {@link scanPage} works with. */
export interface ErasureScanDeps {
  readonly store: Store;
  readonly directory: Directory;
  /** Maps records without holding up the event loop. */
  readonly pieces: Pieces;
}

/** Events that were looked at. */
export interface ScannedPage {
  readonly events: number;
  /** Those that are of the person. */
  readonly found: readonly string[];
  /** When the last one was received; null: there was none. */
  readonly reachedAt: Millis | null;
  /** Where to go on; null: there are no more. */
  readonly next: string | null;
  /** Right after the last event; null: there was none. */
  readonly position: string | null;
}

/** Events that are read at once, and most bytes of their bodies. */
const BATCH = 250;
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Looks at the next events of all sources, in order of arrival.
 * @param position where to go on; null: at the beginning
 * @param before only events received before then
 */
export async function scanPage(
  { store, directory, pieces }: ErasureScanDeps,
  wanted: Wanted,
  position: string | null,
  before: Millis,
): Promise<ScannedPage> {
  const query = { ...EVERY_EVENT, until: before };
  const request = { cursor: position, limit: BATCH, maxBytes: BATCH_BYTES, oldestFirst: true };
  const { items, cursors, next } = await store.events.list(query, request);
  const fits = async (event: StoredEvent): Promise<boolean> => {
    const origin = await directory.originOf(event.sourceId);
    return pieces.run(() => isOfPerson(origin, event, wanted));
  };
  const found: string[] = [];
  for (const event of items) if (await fits(event)) found.push(event.id);
  return {
    events: items.length,
    found,
    reachedAt: items.at(-1)?.receivedAt ?? null,
    next,
    position: next ?? cursors.at(-1) ?? null,
  };
}
