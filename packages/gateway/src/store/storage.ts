/** How much is stored: what both databases do alike. */
import type { Millis } from '../domain.ts';

/** What a database holds. Counts of events are estimates where there are many. */
export interface StorageMeasure {
  /** Bytes that rows and their indexes take, without what an empty database takes. */
  readonly usedBytes: number;
  /** Bytes of the database on disk. */
  readonly fileBytes: number;
  /** Bytes of it that what comes next takes before it grows; null: not known. */
  readonly reusableBytes: number | null;
  readonly events: number;
  /** How many of them were received since the time that was asked for. */
  readonly recentEvents: number;
  /** When the oldest one was received; null: there is none. */
  readonly oldestAt: Millis | null;
}

/** How much is stored. Cheap however many events there are. See {@link Store}. */
export interface StorageStore {
  /** As {@link StorageMeasure.usedBytes}. */
  usedBytes(): Promise<number>;
  /** @param since from when on events are recent */
  measure(since: Millis): Promise<StorageMeasure>;
}

/** An event's number, which grows in order of arrival, and when it was received. */
interface Place {
  readonly seq: number;
  readonly receivedAt: Millis;
}

/** The table of events, as far as counting needs it. */
export interface Numbered {
  /** The first event from a number on; null: there is none. */
  from(seq: number): Promise<Place | null>;
  /** The highest number; null: there are no events. */
  last(): Promise<number | null>;
  /** How many of these numbers are those of events. */
  countAmong(seqs: readonly number[]): Promise<number>;
}

/** Numbers that are looked at for an estimate: with half of them gone it is usually right to within 5 %. */
export const SAMPLE = 500;

/** Counts events by looking at a few. */
export async function countEvents(
  events: Numbered,
  since: Millis,
): Promise<Pick<StorageMeasure, 'events' | 'recentEvents' | 'oldestAt'>> {
  const [first, last] = await Promise.all([events.from(0), events.last()]);
  if (first === null || last === null) return { events: 0, recentEvents: 0, oldestAt: null };
  const start = await firstSince(events, first, last, since);
  return {
    events: await estimate(events, first.seq, last),
    recentEvents: await estimate(events, start, last),
    oldestAt: first.receivedAt,
  };
}

/** How many events have a number from `first` to `last`; exact where these are few. */
async function estimate(events: Numbered, first: number, last: number): Promise<number> {
  const seqs = sampleOf(first, last, SAMPLE);
  if (seqs.length === 0) return 0;
  return Math.round(((await events.countAmong(seqs)) / seqs.length) * (last - first + 1));
}

/** All whole numbers from `first` to `last`, or one by chance of each of `most` parts. */
export function sampleOf(first: number, last: number, most: number): number[] {
  const count = last - first + 1;
  if (count <= most) return Array.from({ length: Math.max(0, count) }, (_, at) => first + at);
  const part = count / most;
  return Array.from({ length: most }, (_, at) => first + Math.floor((at + Math.random()) * part));
}

/** The number of the first event that was received since a time, by halving; after the last one if none was. */
async function firstSince(
  events: Numbered,
  first: Place,
  last: number,
  since: Millis,
): Promise<number> {
  let [low, high] = [first.seq, last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const place = await events.from(middle);
    if (place === null || place.receivedAt >= since) high = middle;
    else low = place.seq + 1;
  }
  return low;
}
