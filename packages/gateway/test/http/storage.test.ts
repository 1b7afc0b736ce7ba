import { addAccounts, event } from '../store/contract/fixtures.ts';
import { type Harness, startHarness } from './harness.ts';

const DAY = 24 * 3600_000;
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  await addAccounts(harness.store);
});
afterAll(() => harness.close());

test('GET /v1/storage says what is stored, what an event takes, and what comes of it', async () => {
  const now = harness.now();
  const body = Buffer.alloc(7900, 'x');
  const events = Array.from({ length: 200 }, (_, at) =>
    event(`evt_${at}`, { receivedAt: now - (at < 60 ? 20 * DAY : 2 * DAY), body }),
  );
  await harness.store.events.append(events);
  const { status, json } = await harness.call('GET', '/v1/storage');
  expect(status).toBe(200);
  expect(json).toMatchObject({
    database: 'sqlite',
    events: 200,
    oldest_event_at: new Date(now - 20 * DAY).toISOString(),
    events_per_day: 20,
    retention_days: 90,
    retention_bytes: null,
    forecast: { outcome: 'levels_off', days: null, at: null },
  });
  // A body fills a page of 8 kB; the indexes take a little more.
  expect(json.bytes_per_event).toBeGreaterThan(8000);
  expect(json.bytes_per_event).toBeLessThan(9500);
  expect(json.forecast.most_bytes).toBe(json.bytes_per_event * 20 * 90);
  expect(json.disk_free_bytes).toBeGreaterThan(0);
});

test('every token may ask, and nobody without one', async () => {
  expect((await harness.call('GET', '/v1/storage', { token: null })).status).toBe(401);
});
