import type { EventsOfHour, Source } from '@signal-hooks/client';

const HOUR_MS = 3_600_000;
/** Hours that are shown. */
const HOURS = 24;
/** Sources with a colour of their own; the others share the last one. */
const MOST_SERIES = 5;

/** A source, or all those without a colour of their own. */
interface Series {
  /** null: the others. */
  readonly name: string | null;
  readonly total: number;
}

/** How many events came to each source in each of the last hours. */
export interface Hours {
  /** The busiest first. */
  readonly series: readonly Series[];
  /** The oldest first; `counts` are in the order of {@link series}. */
  readonly hours: readonly { readonly at: Date; readonly counts: readonly number[] }[];
  readonly total: number;
  readonly rejections: number;
}

/** The beginning of the first hour that is shown. @param now milliseconds since 1970 */
export const firstHour = (now: number): number =>
  Math.floor(now / HOUR_MS) * HOUR_MS - (HOURS - 1) * HOUR_MS;

/**
 * Counts by hour and source, as a picture shows them.
 * @param rows as the gateway counts: hours in which nothing happened are left out
 * @param now milliseconds since 1970
 */
export function arrangeHours(
  rows: readonly EventsOfHour[],
  sources: readonly Source[],
  now: number,
): Hours {
  const first = firstHour(now);
  const shown = rows.filter(({ at }) => Date.parse(at) >= first);
  const totals = new Map<string, number>();
  for (const { source_id, events } of shown) {
    totals.set(source_id, (totals.get(source_id) ?? 0) + events);
  }
  const ids = [...totals].filter(([, total]) => total > 0).sort(([, a], [, b]) => b - a);
  const own = ids.length > MOST_SERIES ? ids.slice(0, MOST_SERIES - 1) : ids;
  const others = ids.slice(own.length);
  const names = new Map(sources.map(({ id, name }) => [id, name]));
  const series: Series[] = own.map(([id, total]) => ({ name: names.get(id) ?? id, total }));
  if (others.length > 0) series.push({ name: null, total: sum(others.map(([, total]) => total)) });
  const place = new Map(ids.map(([id], at) => [id, Math.min(at, series.length - 1)]));
  const hours = Array.from({ length: HOURS }, (_, at) => ({
    at: new Date(first + at * HOUR_MS),
    counts: series.map(() => 0),
  }));
  for (const { at, source_id, events } of shown) {
    const counts = hours[Math.floor((Date.parse(at) - first) / HOUR_MS)]?.counts;
    const where = place.get(source_id);
    if (counts !== undefined && where !== undefined) counts[where] = (counts[where] ?? 0) + events;
  }
  return {
    series,
    hours,
    total: sum(series.map(({ total }) => total)),
    rejections: sum(shown.map(({ rejections }) => rejections)),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
