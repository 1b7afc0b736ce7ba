import type { DeliveriesOfHour } from '@signal-hooks/client';

/** Days that are shown, today included. */
export const DAYS = 14;

/** What came of the attempts of a day, in the viewer's zone. */
export interface Day {
  readonly at: Date;
  /** Delivered, to be tried again, given up. */
  readonly counts: readonly [delivered: number, retried: number, failed: number];
}

/** When the first day that is shown begins. */
export function firstDay(now: Date): Date {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - (DAYS - 1));
  return day;
}

/** Adds up the hours of each day. @param rows as the gateway counts: by hours of UTC */
export function arrangeDays(rows: readonly DeliveriesOfHour[], now: Date): readonly Day[] {
  const first = firstDay(now);
  return Array.from({ length: DAYS }, (_, index) => {
    const at = new Date(first);
    at.setDate(first.getDate() + index);
    const ofDay = rows.filter((row) => new Date(row.at).toDateString() === at.toDateString());
    const sum = (count: (row: DeliveriesOfHour) => number): number =>
      ofDay.reduce((total, row) => total + count(row), 0);
    return {
      at,
      counts: [
        sum(({ delivered }) => delivered),
        sum(({ retried }) => retried),
        sum(({ failed }) => failed),
      ],
    };
  });
}
