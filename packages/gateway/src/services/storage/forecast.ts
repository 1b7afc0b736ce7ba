import type { Millis } from '../../domain.ts';

/** What a forecast is made of; sizes in bytes. */
export interface StorageNumbers {
  readonly usedBytes: number;
  /** Null: too few events to tell. */
  readonly bytesPerEvent: number | null;
  /** Null: too short a time to tell. */
  readonly eventsPerDay: number | null;
  /** What is free on the disk and in the database; null: not known. */
  readonly freeBytes: number | null;
  readonly retentionDays: number | null;
  readonly retentionBytes: number | null;
}

/** What comes of it if everything goes on as lately. */
export interface Forecast {
  readonly outcome: (typeof OUTCOMES)[number];
  /** Until then; null: it does not come to that. */
  readonly days: number | null;
  readonly at: Millis | null;
  /** The most that will be stored, as far as is known. */
  readonly mostBytes: number | null;
}

/** What can come of it. */
export const OUTCOMES = ['unknown', 'levels_off', 'oldest_deleted', 'disk_full'] as const;

const DAY_MS = 24 * 3600_000;
/** Nobody plans for longer. */
const MOST_DAYS = 36_500;

const UNKNOWN: Forecast = { outcome: 'unknown', days: null, at: null, mostBytes: null };

/** Compares what age leaves, what the limit of size leaves, and what there is room for: the least of them comes true. */
export function forecastOf(numbers: StorageNumbers, now: Millis): Forecast {
  const { usedBytes, bytesPerEvent, eventsPerDay, freeBytes, retentionDays, retentionBytes } =
    numbers;
  if (bytesPerEvent === null || eventsPerDay === null) return UNKNOWN;
  const perDay = eventsPerDay * bytesPerEvent;
  const isEndless = retentionDays === null && perDay > 0;
  const byAge = isEndless ? Number.POSITIVE_INFINITY : perDay * (retentionDays ?? 0);
  const bySize = retentionBytes ?? Number.POSITIVE_INFINITY;
  const room = freeBytes === null ? Number.POSITIVE_INFINITY : usedBytes + freeBytes;
  const most = Math.min(bySize, room);
  // Without any bound nothing can be said.
  if (isEndless && most === Number.POSITIVE_INFINITY) return UNKNOWN;
  if (byAge <= most) {
    const mostBytes = Math.round(Math.min(Math.max(byAge, usedBytes), most));
    return { outcome: 'levels_off', days: null, at: null, mostBytes };
  }
  const days = Math.min(MOST_DAYS, Math.max(0, most - usedBytes) / perDay);
  return {
    outcome: bySize <= room ? 'oldest_deleted' : 'disk_full',
    days: Math.round(days * 10) / 10,
    at: Math.round(now + days * DAY_MS),
    mostBytes: Math.round(most),
  };
}
