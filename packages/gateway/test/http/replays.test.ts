import { verifyDelivery } from '@signal-hooks/catalogue';
import { send } from '../../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../../test/support/siggnal.ts';
import { until } from '../../../../test/support/until.ts';
import { startReplays } from '../../src/replay/worker.ts';
import { type Fake, type Harness, type Reply, startFake, startHarness } from './harness.ts';

const SECRET = 'secret-of-the-replay-test';

let harness: Harness;
let subscriber: Fake;
let status: number;
let ingestUrl: string;
let stopReplays: () => Promise<void>;

beforeEach(async () => {
  status = 200;
  harness = await startHarness({ deliver: true });
  subscriber = await startFake(() => [status]);
  const { ready } = await harness.services.sources.add({ provider: 'siggnal', secrets: [SECRET] });
  ingestUrl = `${harness.url}/in/${ready.source.id}`;
  stopReplays = startReplays({ ...harness, log: silent, settleMs: 10, pollMs: 20 });
});
afterEach(async () => {
  await stopReplays();
  await Promise.all([harness.close(), subscriber.close()]);
});

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const post = (path: string, body: object = {}): Promise<Reply> =>
  harness.call('POST', path, { body });
const happen = async (...ids: string[]): Promise<void> => {
  for (const id of ids) {
    const body = signalBody(id);
    expect((await send(ingestUrl, { body, headers: signedHeaders(SECRET, body) })).status).toBe(
      200,
    );
  }
};
const subscribe = async (more: object = {}): Promise<{ id: string; secret: string }> =>
  (await post('/v1/subscriptions', { target_url: `${subscriber.url}/hook`, ...more })).json;
const subjects = (): string[] =>
  subscriber.requests.map(({ body }) => JSON.parse(body).data.subject_id);
const ended = (id: string) =>
  until(
    async () => (await harness.call('GET', `/v1/replays/${id}`)).json,
    (replay) => replay.status !== 'running' && replay.pending === 0,
  );

/** Of the first request. */
function expectReplay(secret: string): void {
  const [first] = subscriber.requests;
  const now = Math.floor(Date.now() / 1000);
  const body = Buffer.from(first?.body ?? '');
  expect(verifyDelivery([secret], body, first?.headers ?? {}, now)).toMatchObject({
    ...{ ok: true, isTest: false, replayedAt: expect.any(Number) },
  });
}

test('what came before a subscription is delivered to it, in order, marked and signed', async () => {
  await happen('sig_1', 'sig_2', 'sig_3');
  const { id, secret } = await subscribe({ max_concurrency: 1 });
  const { status: code, json } = await post(`/v1/subscriptions/${id}/backfill`);
  expect([code, json.count]).toEqual([200, null]);
  expect(json.replay).toMatchObject({
    ...{ status: 'running', subscription_id: id, states: ['never_sent'], deliveries: 0 },
  });
  expect(await ended(json.replay.id)).toMatchObject({ status: 'done', events: 3, deliveries: 3 });
  expect(subjects()).toEqual(['sig_1', 'sig_2', 'sig_3']);
  expectReplay(secret);
  const [delivery] = (await harness.call('GET', '/v1/deliveries')).json.data;
  expect(delivery.replay_id).toBe(json.replay.id);
  // Once more adds nothing: everything was sent.
  const again = await post(`/v1/subscriptions/${id}/backfill`);
  expect(await ended(again.json.replay.id)).toMatchObject({ status: 'done', deliveries: 0 });
});

test('a dry run counts by types, filter and time, and delivers nothing', async () => {
  await happen('sig_1', 'sig_2', 'sig_3');
  const { id } = await subscribe({ filter: [{ field: 'subject_id', op: 'ne', value: 'sig_1' }] });
  const count = async (body: object = {}) =>
    (await post(`/v1/subscriptions/${id}/backfill`, { ...body, dry_run: true })).json;
  expect(await count()).toEqual({
    replay: null,
    count: { events: 3, deliveries: 2, without_payload: 0, next_cursor: null },
  });
  const only = [{ field: 'subject_id', op: 'eq', value: 'sig_2' }];
  expect((await count({ filter: only })).count).toMatchObject({ events: 3, deliveries: 1 });
  expect((await count({ event_types: ['role.created'] })).count.events).toBe(0);
  const [{ received_at: at }] = (await harness.call('GET', '/v1/events?limit=1')).json.data;
  expect((await count({ since: at })).count).toMatchObject({ events: 1, deliveries: 1 });
  expect((await count({ until: at })).count).toMatchObject({ events: 2, deliveries: 1 });
  expect((await harness.call('GET', '/v1/replays')).json.data).toEqual([]);
  expect(subscriber.requests).toEqual([]);
});

test('failed deliveries are made once more, at the rate asked for', async () => {
  status = 500;
  const { id } = await subscribe();
  await happen('sig_1', 'sig_2', 'sig_3');
  const byStatus = async (wanted: string) =>
    (await harness.call('GET', `/v1/deliveries?status=${wanted}&limit=100`)).json.data;
  // Ten attempts are too many to wait for.
  await until(
    async () => byStatus('pending'),
    (rows: { attempt_count: number }[]) => rows.every(({ attempt_count: n }) => n > 0),
  );
  for (const { id: deliveryId } of await byStatus('pending')) {
    const attempt = { deliveryId, number: 10, at: 1, durationMs: 1, httpStatus: 500 };
    await harness.store.deliveries.record([
      { attempt: { ...attempt, error: 'http_status', response: null }, status: 'failed', dueAt: 1 },
    ]);
  }
  status = 200;
  subscriber.requests.length = 0;
  const startedAt = performance.now();
  const { json } = await post('/v1/replays', { subscription_id: id, max_per_second: 5 });
  expect(await ended(json.replay.id)).toMatchObject({ status: 'done', deliveries: 3 });
  // The rate is kept to from step to step: three of five in a second take more than half of one.
  expect(performance.now() - startedAt).toBeGreaterThan(550);
  expect(new Set(subjects())).toEqual(new Set(['sig_1', 'sig_2', 'sig_3']));
});

test('cancelling takes back what was not attempted, and a cancelled one stays so', async () => {
  await happen('sig_1', 'sig_2');
  const { id } = await subscribe();
  await harness.call('PATCH', `/v1/subscriptions/${id}`, { body: { status: 'paused' } });
  const { json } = await post(`/v1/subscriptions/${id}/backfill`);
  await until(
    async () => (await harness.call('GET', `/v1/replays/${json.replay.id}`)).json,
    (replay) => replay.status === 'done' && replay.pending === 2,
  );
  for (const _ of [1, 2]) {
    const { json: cancelled } = await post(`/v1/replays/${json.replay.id}/cancel`);
    expect(cancelled).toMatchObject({ status: 'cancelled', pending: 0, deliveries: 2 });
  }
  expect((await harness.call('GET', '/v1/deliveries')).json.data).toEqual([]);
  const { count } = (await post(`/v1/subscriptions/${id}/backfill`, { dry_run: true })).json;
  expect(count.deliveries).toBe(2);
  expect((await post('/v1/replays/rpl_none/cancel')).json.code).toBe('replay_not_found');
});

test('with since, a subscription gets everything from then on, each once', async () => {
  await happen('sig_old');
  const since = new Date(harness.now() + 1).toISOString();
  await until(
    () => harness.now(),
    (now) => now > Date.parse(since),
  );
  await happen('sig_1');
  await subscribe({ since });
  await happen('sig_2');
  const [{ id }] = (await harness.call('GET', '/v1/replays')).json.data;
  // It also covers what another gateway takes that does not know the subscription yet.
  harness.advance(10_000);
  expect(await ended(id)).toMatchObject({ status: 'done', deliveries: 1 });
  await until(subjects, (all) => all.length === 2);
  expect(new Set(subjects())).toEqual(new Set(['sig_1', 'sig_2']));
});

test('it ends with its subscription', async () => {
  await happen('sig_1');
  const { id } = await subscribe();
  await stopReplays();
  const { json } = await post(`/v1/subscriptions/${id}/backfill`);
  await harness.call('DELETE', `/v1/subscriptions/${id}`);
  stopReplays = startReplays({ ...harness, log: silent, settleMs: 10, pollMs: 20 });
  expect(await ended(json.replay.id)).toMatchObject({
    ...{ status: 'cancelled', status_reason: 'The subscription has ended.', deliveries: 0 },
  });
  expect((await post(`/v1/subscriptions/${id}/backfill`)).status).toBe(409);
});

test.each<[object, string]>([
  [{ states: [] }, 'states'],
  [{ states: ['pending'] }, 'states.0'],
  [{ since: '2030-01-01T00:00:00Z' }, 'since'],
  [{ since: 'yesterday' }, 'since'],
  [{ filter: [{ field: 'nothing', op: 'eq', value: 1 }] }, 'filter.0.field'],
  [{ max_per_second: 0 }, 'max_per_second'],
  [{ source_id: 'src_none' }, 'source_id'],
  [{ provider: 'none' }, 'provider'],
  [{ dry_run: true, cursor: 'nonsense' }, 'cursor'],
])('%j is refused', async (body, path) => {
  const { status: code, json } = await post('/v1/replays', body);
  expect([code, json.fields?.[0]?.path]).toEqual([422, path]);
});

describe('one event is sent', () => {
  const WANTS_NOTHING = { filter: [{ field: 'subject_id', op: 'eq', value: 'sig_none' }] };
  const eventIds = async (): Promise<string[]> =>
    (await harness.call('GET', '/v1/events')).json.data.map(({ id }: { id: string }) => id);
  const sent = (id: string, to?: string): Promise<Reply> =>
    post(`/v1/events/${id}/send`, to === undefined ? {} : { subscription_id: to });
  const delivered = (id: string) =>
    until(
      async () => (await harness.call('GET', `/v1/deliveries/${id}`)).json,
      (delivery) => delivery.status === 'delivered',
    );

  test('to a subscription that it was never sent to, whatever its filter, marked and signed', async () => {
    await happen('sig_1');
    const [event = ''] = await eventIds();
    const { id, secret } = await subscribe(WANTS_NOTHING);
    const { status: code, json } = await sent(event, id);
    expect(code).toBe(200);
    expect(json.deliveries).toMatchObject([
      { event_id: event, subscription_id: id, status: 'pending', replay_id: null },
    ]);
    const [delivery] = json.deliveries;
    await delivered(delivery.id);
    expectReplay(secret);
    // Once more: the same delivery again.
    const again = await sent(event, id);
    expect(again.json.deliveries).toMatchObject([{ id: delivery.id, status: 'pending' }]);
    await until(
      () => subscriber.requests.length,
      (count) => count === 2,
    );
    expect(subjects()).toEqual(['sig_1', 'sig_1']);
  });

  test('to all that it fits or was sent to; what is pending stays as it is', async () => {
    const had = await subscribe();
    await happen('sig_1');
    const [event = ''] = await eventIds();
    await until(
      () => subscriber.requests.length,
      (count) => count === 1,
    );
    const fits = await subscribe();
    await subscribe(WANTS_NOTHING);
    const ended = await subscribe();
    await harness.call('DELETE', `/v1/subscriptions/${ended.id}`);
    const { json } = await sent(event);
    const to = json.deliveries.map((each: { subscription_id: string }) => each.subscription_id);
    expect(to.sort()).toEqual([had.id, fits.id].sort());
    await until(
      () => subscriber.requests.length,
      (count) => count === 3,
    );
  });

  test('not where that would be wrong, and it is said why', async () => {
    await happen('sig_1');
    const [event = ''] = await eventIds();
    const refused = async (id: string, to?: string) => {
      const { status: code, json } = await sent(id, to);
      return [code, json.code, json.detail];
    };
    const other = await subscribe({ provider: 'signals' });
    expect(await refused(event, other.id)).toEqual([
      ...[409, 'conflict', 'The subscription is for another source or provider.'],
    ]);
    const paused = await subscribe();
    await harness.call('PATCH', `/v1/subscriptions/${paused.id}`, { body: { status: 'paused' } });
    expect((await sent(event, paused.id)).status).toBe(200);
    expect(await refused(event, paused.id)).toEqual([
      ...[409, 'conflict', 'The delivery is still pending; it needs no replay.'],
    ]);
    expect((await sent(event)).json.deliveries).toEqual([]);
    await harness.call('DELETE', `/v1/subscriptions/${paused.id}`);
    expect((await refused(event, paused.id))[2]).toContain('The subscription has ended.');
    expect((await refused(event, 'sub_none'))[1]).toBe('subscription_not_found');
    expect((await refused('evt_none'))[1]).toBe('event_not_found');
    const places = await harness.store.payloads.look(0, 10);
    await harness.store.payloads.expire(places.map(({ seq }) => seq));
    expect((await refused(event))[2]).toContain('The payload of the event has expired');
    const token = await harness.token('events:read');
    const path = `/v1/events/${event}/send`;
    expect((await harness.call('POST', path, { body: {}, token })).status).toBe(403);
  });
});
