import { useMemo } from 'react';
import { usePreferences } from './preferences.tsx';

/** Writes times and numbers as the viewer reads them, in the zone of the browser. */
export interface Format {
  /** The time of day if it is today, else with the day. */
  readonly time: (at: Date) => string;
  /** Such as 27 Nov. */
  readonly day: (at: Date) => string;
  /** Everything, with the zone's name. */
  readonly fullTime: (at: Date) => string;
  readonly number: (value: number) => string;
  readonly bytes: (value: number) => string;
  /** Such as 350 ms, 12 s, 3 min, 2 h, 5 d. */
  readonly duration: (milliseconds: number) => string;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
  ['millisecond', 1],
] as const;

/** @param language a tag such as `en` */
export function createFormat(language: string, now: () => Date = () => new Date()): Format {
  const options = {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  } as const;
  const timeOfDay = new Intl.DateTimeFormat(language, options);
  const dayAndTime = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    ...options,
  });
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'long' });
  const number = new Intl.NumberFormat(language);
  const unit = (value: number, name: string, digits = 0): string =>
    new Intl.NumberFormat(language, {
      ...{ style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits },
    }).format(value);
  return {
    time: (at) => (at.toDateString() === now().toDateString() ? timeOfDay : dayAndTime).format(at),
    day: (at) => day.format(at),
    fullTime: (at) => full.format(at),
    number: (value) => number.format(value),
    bytes: (value) => {
      if (value < 1000) return unit(value, 'byte');
      if (value < 1e6) return unit(value / 1000, 'kilobyte', 1);
      return value < 1e9 ? unit(value / 1e6, 'megabyte', 1) : unit(value / 1e9, 'gigabyte', 1);
    },
    duration: (milliseconds) => {
      const [name, size] = UNITS.find(([, least]) => milliseconds >= least) ?? ['millisecond', 1];
      return unit(milliseconds / size, name);
    },
  };
}

/** {@link createFormat} in the viewer's language. */
export function useFormat(): Format {
  const { language } = usePreferences();
  return useMemo(() => createFormat(language), [language]);
}
