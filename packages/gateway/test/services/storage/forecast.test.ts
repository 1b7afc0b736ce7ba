import { forecastOf, type StorageNumbers } from '../../../src/services/storage/forecast.ts';

const NOW = Date.UTC(2026, 10, 27);

/** 1,000 events of 2 kB a day: 2 MB. 100 MB are used, 900 MB are free. */
const numbers = (rest: Partial<StorageNumbers> = {}): StorageNumbers => ({
  usedBytes: 100_000_000,
  bytesPerEvent: 2000,
  eventsPerDay: 1000,
  freeBytes: 900_000_000,
  retentionDays: null,
  retentionBytes: null,
  ...rest,
});

describe('forecastOf', () => {
  it.each([
    ['the disk is full, without any retention', {}, ['disk_full', 450, 1_000_000_000]],
    [
      'what comes is balanced by what is deleted by age',
      { retentionDays: 90 },
      ['levels_off', null, 180_000_000],
    ],
    [
      'the disk is full before the oldest are old enough',
      { retentionDays: 900 },
      ['disk_full', 450, 1_000_000_000],
    ],
    [
      'the limit of size comes before the disk and before age',
      { retentionDays: 90, retentionBytes: 150_000_000 },
      ['oldest_deleted', 25, 150_000_000],
    ],
    [
      'there is less room on the disk than the limit of size allows',
      { retentionBytes: 5_000_000_000 },
      ['disk_full', 450, 1_000_000_000],
    ],
    [
      'the limit is reached already',
      { retentionBytes: 90_000_000 },
      ['oldest_deleted', 0, 90_000_000],
    ],
    ['nothing comes', { eventsPerDay: 0 }, ['levels_off', null, 100_000_000]],
    ['too few events are known', { bytesPerEvent: null }, ['unknown', null, null]],
    ['too short a time is known', { eventsPerDay: null }, ['unknown', null, null]],
    [
      'nobody knows the disk, and nothing else ends it',
      { freeBytes: null },
      ['unknown', null, null],
    ],
    [
      'nobody knows the disk',
      { freeBytes: null, retentionBytes: 200_000_000 },
      ['oldest_deleted', 50, 200_000_000],
    ],
  ] as const)('%s', (_, rest, [outcome, days, mostBytes]) => {
    const at = days === null ? null : NOW + days * 86_400_000;
    expect(forecastOf(numbers(rest), NOW)).toEqual({ outcome, days, at, mostBytes });
  });
});
