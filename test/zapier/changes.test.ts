import { addSource } from '../support/sources.ts';
import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import { until } from '../support/until.ts';
import type { Zap } from '../support/zapier-hooks.ts';
import { type Fixture, startFixture } from './fixture.ts';
import { testSilence } from './secrets.ts';

/** What happens to Zaps when something is changed at the gateway, or asked for twice. */
let fixture: Fixture;
let sourceId: string;
const signal = (number: number) => fixture.happen('siggnal', 'signal', number);
const subjectsOf = (zap: Zap): unknown[] => zap.items.map((item) => item.subject_id);

beforeAll(async () => {
  fixture = await startFixture();
  sourceId = (await addSource(fixture.api, fixture.emulator, 'siggnal', 'Siggnal')).id;
}, INSTALL_LIMIT_MS);
afterEach(() => fixture?.tidyUp());
afterAll(() => fixture?.close());

test('the secret of a Zap is not rotated: it would refuse every later delivery', async () => {
  const zap = await fixture.zapOn('siggnal_signal');
  const { id } = zap.subscribeData;
  const rotated = await fixture.api.call('POST', `/v1/subscriptions/${id}/rotate-secret`, {});
  expect([rotated.status, rotated.json.code]).toEqual([409, 'conflict']);
  expect(rotated.json.detail).toContain('switch the Zap off and on in Zapier');
  await signal(1);
  await zap.settled(1);
  expect([subjectsOf(zap), zap.failures]).toEqual([['sig_000001'], []]);
  await zap.turnOff();
});

test('the editor’s test finds events behind those that cannot be read any more', async () => {
  const zap = await fixture.zapOn('new_signal');
  for (const number of [2, 3, 4]) await signal(number);
  await zap.settled(3);
  await fixture.testGateway.storeUnreadable(sourceId, 30);
  const found = (await zap.test()).map((item) => item.subject_id);
  expect(found).toEqual(['sig_000004', 'sig_000003', 'sig_000002']);
  await zap.turnOff();
});

test('the same address subscribed twice has one subscription', async () => {
  const zap = await fixture.zapOn('siggnal_signal');
  const { id, user, authData } = fixture.connection;
  // Zapier has missed the answer and asks again.
  const bundle = { authData, inputData: {}, meta: {}, targetUrl: zap.url };
  const method = 'triggers.siggnal_signal.operation.performSubscribe';
  const again = (await fixture.zapier.runtime.execute(method, bundle, {
    user,
    connection: id,
  })) as Zap['subscribeData'];
  const live = await fixture.api.all('/v1/subscriptions');
  expect(live.map((row) => (row as { id: string }).id)).toEqual([again.id]);
  const old = await fixture.api.get(`/v1/subscriptions/${zap.subscribeData.id}`);
  expect([old.json.status, old.json.status_reason]).toEqual(['ended', `Replaced by ${again.id}.`]);
  await fixture.api.call('DELETE', `/v1/subscriptions/${again.id}`);
  await zap.turnOff();
});

test('a test of the subscription starts nothing: its event is invented', async () => {
  const zap = await fixture.zapOn('siggnal_signal');
  const { json } = await fixture.api.call(
    'POST',
    `/v1/subscriptions/${zap.subscribeData.id}/test`,
    {},
  );
  expect(json.delivered).toBe(true);
  await signal(5);
  await zap.settled(1);
  expect(zap.hits).toHaveLength(2);
  expect([subjectsOf(zap), zap.failures]).toEqual([['sig_000005'], []]);
  await zap.turnOff();
});

test('Send Test Event reaches a subscriber, and a Zap drops it: it is marked', async () => {
  const zap = await fixture.zapOn('new_signal');
  const { id } = zap.subscribeData;
  const send = (subscription: unknown) =>
    fixture.run('creates.send_test_event', { subscription_id: subscription });
  expect(await send(id)).toEqual({
    ...{ id, delivered: true, http_status: 200, error: null },
    duration_ms: expect.any(Number),
  });
  zap.faults.push(500);
  expect(await send(id)).toMatchObject({
    ...{ delivered: false, http_status: 500, error: 'http_status' },
  });
  await signal(9);
  await zap.settled(1);
  expect(zap.hits.map(({ headers }) => headers['signal-hooks-test'])).toEqual([
    ...['true', 'true', undefined],
  ]);
  expect([subjectsOf(zap), zap.failures]).toEqual([['sig_000009'], []]);
  await zap.turnOff();
  await expect(send(id)).rejects.toMatchObject({ details: { status: 409 } });
});

test('Replay Events Since brings what came while a Zap was off', async () => {
  const since = new Date().toISOString();
  const zap = await fixture.zapOn('siggnal_signal');
  await signal(10);
  await zap.settled(1);
  await zap.turnOff();
  await signal(11);
  await zap.turnOn();
  const { id } = zap.subscribeData;
  const [page] = await fixture.zapier.choices(
    ...([fixture.connection, 'creates.replay_events_since', 'subscription_id'] as const),
  );
  const today = /^Zapier: New Siggnal Signal, active, made \d{4}-\d\d-\d\d$/;
  expect(page?.results).toEqual([{ id, label: expect.stringMatching(today) }]);
  const replay = await fixture.run('creates.replay_events_since', {
    ...{ subscription_id: id, since, states: null },
  });
  expect(replay).toMatchObject({ subscription_id: id, since });
  // The new subscription had neither; nothing else has come since.
  expect((await zap.settled(3)).map((item) => item.subject_id)).toEqual([
    ...['sig_000010', 'sig_000010', 'sig_000011'],
  ]);
  // There is nothing left that it has missed.
  const again = await fixture.run('creates.replay_events_since', { subscription_id: id, since });
  const { id: replayId } = again as { readonly id: string };
  const done = await until(
    async () => (await fixture.api.get(`/v1/replays/${replayId}`)).json,
    ({ status }) => status === 'done',
  );
  expect(done.deliveries).toBe(0);
  await zap.turnOff();
});

test('another format at the gateway halts with what to do, instead of blank rows', async () => {
  const zap = await fixture.zapOn('siggnal_signal');
  const path = `/v1/subscriptions/${zap.subscribeData.id}`;
  for (const format of ['standard', 'raw']) {
    expect((await fixture.api.call('PATCH', path, { format })).status).toBe(200);
    await signal(format === 'raw' ? 6 : 7);
  }
  const failures = await until(
    () => zap.failures,
    ({ length }) => length === 2,
  );
  for (const { name, message } of failures) {
    expect([name, message]).toEqual(['HaltedError', expect.stringMatching(/Set it back to flat/)]);
  }
  expect(zap.items).toEqual([]);
  await zap.turnOff();
});

test('a source that was removed is named, instead of an empty list', async () => {
  const source = await fixture.api.post('/v1/sources', { provider: 'siggnal', name: 'Old' });
  const input = { source_id: source.json.id };
  const zap = fixture.zapier.zap({ trigger: 'new_signal', connection: fixture.connection, input });
  expect(await zap.test()).toEqual([]);
  await fixture.api.call('DELETE', `/v1/sources/${source.json.id}`);
  const message = expect.stringContaining('Source: There is no such source.');
  await expect(zap.test()).rejects.toMatchObject({ details: { status: 422 }, message });
  await expect(zap.turnOn()).rejects.toMatchObject({ details: { status: 422 }, message });
});

test('what an earlier step has made for text is taken by every field', async () => {
  const zap = await fixture.zapOn('siggnal_signal', {
    source_id: null,
    priority_at_least: null,
    filter_field: 'company_tax_id',
    filter_op: 'in',
    filter_value: [7701234567, true],
  });
  await signal(8);
  await zap.settled(1);
  expect(subjectsOf(zap)).toEqual(['sig_000008']);
  await zap.turnOff();
});

test('each of more than five hundred sources can be chosen', async () => {
  const made = Array.from({ length: 520 }, (_, at) => `Account ${at}`);
  for (const name of made) await fixture.api.post('/v1/sources', { provider: 'signal-ark', name });
  const pages = await fixture.zapier.choices(
    fixture.connection,
    'triggers.signal_ark_event',
    'source_id',
  );
  expect(pages.map(({ results }) => results.length)).toEqual([500, 20]);
  const labels = pages.flatMap(({ results }) => results.map(({ label }) => label));
  expect(labels.sort()).toEqual([...made].sort());
  expect(await fixture.labels('triggers.siggnal_signal', 'source_id')).toEqual(['Siggnal']);
});

testSilence(() => fixture, 'HaltedError');
