import { storageFinding } from '../src/commands/doctor/storage.ts';

type State = Parameters<typeof storageFinding>[0];

const state = (forecast: Partial<State['forecast']>, rest: Partial<State> = {}): State => ({
  ...{ measuredAt: 0, database: 'sqlite', usedBytes: 6e9, fileBytes: 7e9, reusableBytes: 1e9 },
  ...{ events: 3_000_000, recentEvents: 280_000, oldestAt: 0 },
  ...{ bytesPerEvent: 2060, eventsPerDay: 40_000 },
  ...{ retentionDays: 90, retentionBytes: null, payloadDays: null, diskFreeBytes: 1e9, ...rest },
  forecast: { outcome: 'unknown', days: null, at: null, mostBytes: null, ...forecast },
});

const EACH = '3,000,000 events of 2.1 kB each, deliveries included; 40,000 a day.';

test.each([
  [
    { outcome: 'levels_off', mostBytes: 7.38e9 },
    ['fine', `${EACH} It comes to 7.4 GB: then as much is deleted by age as comes.`],
  ],
  [
    { outcome: 'oldest_deleted', days: 0.4, mostBytes: 2e10 },
    [
      'fine',
      `${EACH} In less than a day it comes to 20.0 GB: then the oldest go (SIGNAL_HOOKS_RETENTION_BYTES).`,
    ],
  ],
  [
    { outcome: 'disk_full', days: 400.7 },
    ['fine', `${EACH} In 400 days the disk is full, and nothing can be stored.`],
  ],
  [
    { outcome: 'disk_full', days: 12.2 },
    [
      'attention',
      `${EACH} In 12 days the disk is full, and nothing can be stored. Make room, or keep less: SIGNAL_HOOKS_RETENTION_DAYS, SIGNAL_HOOKS_RETENTION_BYTES.`,
    ],
  ],
  [{}, ['fine', `${EACH} Nothing limits it.`]],
] as const)('the line of a forecast: %j', (forecast, [is, says]) => {
  expect(storageFinding(state(forecast))).toEqual({ is, what: 'room', says });
});

test('with few events nothing is foretold', () => {
  const few = state({}, { events: 99, bytesPerEvent: null });
  expect(storageFinding(few).says).toBe('99 events: too little to say for how long there is room.');
});
