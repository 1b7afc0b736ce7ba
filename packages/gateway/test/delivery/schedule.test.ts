import {
  type AttemptResult,
  asksToSlowDown,
  classifyStatus,
  createSchedule,
  MAX_RETRY_AFTER_MS,
  parseRetryAfter,
  RETRY_WAITS_MS,
} from '../../src/delivery/schedule.ts';

const NOW = Date.UTC(2026, 3, 25, 14, 30);
const failure = (fields: Partial<AttemptResult> = {}): AttemptResult => ({
  httpStatus: 500,
  error: 'http_status',
  response: null,
  durationMs: 1,
  retryAfterMs: null,
  ...fields,
});
/** Milliseconds until the retry after an attempt; null if there is none. */
const wait = (
  schedule: ReturnType<typeof createSchedule>,
  attempts: number,
  result: AttemptResult = failure(),
): number | null => {
  const verdict = schedule(result, attempts, NOW);
  return verdict.kind === 'retry' ? verdict.dueAt - NOW : null;
};

describe('createSchedule', () => {
  test('ten attempts over three days, by the Standard Webhooks schedule', () => {
    const schedule = createSchedule({ jitter: 0 });
    const waits = Array.from({ length: 10 }, (_, at) => wait(schedule, at + 1));
    const [s, m, h] = [1000, 60_000, 3_600_000];
    const published = [5 * s, 5 * m, 30 * m, 2 * h, 5 * h, 10 * h, 14 * h, 20 * h, 24 * h];
    expect(waits).toEqual([...published, null]);
    expect(schedule(failure(), 10, NOW)).toEqual({ kind: 'failed' });
  });

  test('waits vary by a fifth either way', () => {
    for (const [random, factor] of [
      [0, 0.8],
      [0.5, 1],
      [1, 1.2],
    ] as const) {
      const schedule = createSchedule({ random: () => random });
      expect(wait(schedule, 2)).toBe(Math.round(300_000 * factor));
    }
  });

  test('waits and their scale can be given', () => {
    const schedule = createSchedule({ retryWaitsMs: [100, 200], timeScale: 0.1, jitter: 0 });
    expect([1, 2, 3].map((attempts) => wait(schedule, attempts))).toEqual([10, 20, null]);
  });

  test('success, the end and a forbidden address', () => {
    const schedule = createSchedule({ jitter: 0 });
    expect(schedule(failure({ httpStatus: 200, error: null }), 1, NOW).kind).toBe('delivered');
    expect(schedule(failure({ httpStatus: 410, error: 'gone' }), 1, NOW).kind).toBe('ended');
    const forbidden = failure({ httpStatus: null, error: 'address_forbidden' });
    expect(wait(schedule, 1, forbidden)).toBe(RETRY_WAITS_MS[0]);
  });

  test('Retry-After puts a retry off, and never brings it forward', () => {
    const schedule = createSchedule({ jitter: 0, timeScale: 0.5 });
    expect(wait(schedule, 1, failure({ retryAfterMs: 60_000 }))).toBe(60_000);
    expect(wait(schedule, 4, failure({ retryAfterMs: 60_000 }))).toBe(3_600_000);
  });
});

test('classifyStatus', () => {
  expect([200, 204, 299].map(classifyStatus)).toEqual([null, null, null]);
  expect([301, 304, 308].map(classifyStatus)).toEqual(['redirect', 'redirect', 'redirect']);
  expect([400, 404, 429, 503].map(classifyStatus)).toEqual(Array(4).fill('http_status'));
  expect(classifyStatus(410)).toBe('gone');
});

test('asksToSlowDown', () => {
  for (const httpStatus of [429, 502, 504]) {
    expect(asksToSlowDown(failure({ httpStatus }))).toBe(true);
  }
  expect(asksToSlowDown(failure({ httpStatus: null, error: 'timeout' }))).toBe(true);
  expect(asksToSlowDown(failure({ httpStatus: 503, retryAfterMs: 5 }))).toBe(true);
  expect(asksToSlowDown(failure({ httpStatus: 503 }))).toBe(false);
  expect(asksToSlowDown(failure({ httpStatus: null, error: 'refused' }))).toBe(false);
  expect(asksToSlowDown(failure({ httpStatus: 200, error: null }))).toBe(false);
});

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  [['3', '4'], 3000],
  ['Sat, 25 Apr 2026 14:31:00 GMT', 60_000],
  ['Sat, 25 Apr 2026 14:29:00 GMT', 0],
  ['99999999', MAX_RETRY_AFTER_MS],
  ['9'.repeat(400), MAX_RETRY_AFTER_MS],
  ['Sun, 25 Apr 2027 14:31:00 GMT', MAX_RETRY_AFTER_MS],
  ['-5', null],
  ['1.5', null],
  ['tomorrow', null],
  ['2026-04-25', null],
  ['', null],
  [undefined, null],
])('parseRetryAfter %p', (value, expected) => {
  expect(parseRetryAfter(value, NOW)).toBe(expected);
});
