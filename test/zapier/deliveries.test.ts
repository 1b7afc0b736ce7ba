import type { Api } from '../support/api.ts';
import { addSource } from '../support/sources.ts';
import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import { until } from '../support/until.ts';
import { postDelivery } from '../support/zapier-forgery.ts';
import type { Item, Zap } from '../support/zapier-hooks.ts';
import { type Fixture, startFixture } from './fixture.ts';
import { testSilence } from './secrets.ts';

interface DeliveryRow {
  readonly id: string;
  readonly event_id: string;
  readonly status: string;
  readonly attempt_count: number;
}

/** The deliveries of a Zap's subscription at the gateway, newest first. */
const deliveriesOf = (api: Api, { subscribeData }: Zap): Promise<DeliveryRow[]> =>
  api.all(`/v1/deliveries?subscription_id=${subscribeData.id}`);

const idsOf = (items: readonly Item[]): unknown[] => items.map((item) => item.subject_id);
const statusesOf = ({ hits }: Zap): unknown[] => hits.map(({ status }) => status);

let fixture: Fixture;
/** Each test has numbers of its own. */
const signal = (number: number, how?: Parameters<Fixture['happen']>[3]) =>
  fixture.happen('siggnal', 'signal', number, how);

beforeAll(async () => {
  fixture = await startFixture();
  await addSource(fixture.api, fixture.emulator, 'siggnal', 'Siggnal');
}, INSTALL_LIMIT_MS);
afterEach(() => fixture?.tidyUp());
afterAll(() => fixture?.close());

test('what the provider sends again starts the Zap once', async () => {
  const zap = await fixture.zapOn('siggnal_signal');
  const lost = await signal(1, { faults: { loseAnswer: true } });
  expect(lost.attempts.map(({ failure, status }) => failure ?? status)).toEqual([
    'answer_lost',
    200,
  ]);
  const twice = await signal(2, { faults: { duplicate: true } });
  expect(twice.attempts.map(({ status }) => status)).toEqual([200, 200]);
  await fixture.delivered();
  expect(idsOf(await zap.settled(2)).sort()).toEqual(['sig_000001', 'sig_000002']);
  expect(zap.hits).toHaveLength(2);
  await zap.turnOff();
});

test('what the gateway sends again starts the Zap once', async () => {
  const zap = await fixture.zapOn('siggnal_signal');
  // Refused; then accepted, but the answer is lost; then accepted.
  zap.faults.push(500, 'lost');
  await signal(3);
  await fixture.delivered();
  expect(idsOf(await zap.settled(1))).toEqual(['sig_000003']);
  expect(statusesOf(zap)).toEqual([500, 'lost', 200]);
  expect(new Set(zap.hits.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(zap.failures).toEqual([]);
  expect(await deliveriesOf(fixture.api, zap)).toEqual([
    expect.objectContaining({ status: 'delivered', attempt_count: 3 }),
  ]);
  await zap.turnOff();
});

test('two Zaps on one trigger do not take each other’s events', async () => {
  const zaps = [await fixture.zapOn('new_signal'), await fixture.zapOn('new_signal')];
  for (const zap of zaps) zap.faults.push('lost');
  await signal(4);
  await fixture.delivered();
  for (const zap of zaps) {
    expect(idsOf(await zap.settled(1))).toEqual(['sig_000004']);
    expect(statusesOf(zap)).toEqual(['lost', 200]);
    await zap.turnOff();
  }
});

test('the same delivery in two containers at once starts the Zap once', async () => {
  const zap = await fixture.zapOn('new_signal');
  const { secret = '' } = zap.subscribeData;
  const body = JSON.stringify({ event_id: 'evt_twice', title: 'At once' });
  // Both look into the cache before either has written that the delivery was there.
  const looks = fixture.zapier.runtime.backend.holdLooks(2);
  const delivery = { eventId: 'evt_twice', body, secret };
  await Promise.all([postDelivery(zap.url, delivery), postDelivery(zap.url, delivery)]);
  await until(looks.waiting, (count) => count === 2);
  looks.release();
  await until(
    () => zap.items.length,
    (count) => count === 1,
  );
  looks.release();
  const items = await zap.settled(1);
  expect(items.map(({ id, title }) => [id, title])).toEqual([['evt_twice', 'At once']]);
  expect([statusesOf(zap), zap.failures]).toEqual([[200, 200], []]);
  await zap.turnOff();
});

test('without a cache an event still starts the Zap', async () => {
  const { backend } = fixture.zapier.runtime;
  const zap = await fixture.zapOn('new_signal');
  backend.cacheFails = true;
  try {
    await signal(5);
    expect(idsOf(await zap.settled(1))).toEqual(['sig_000005']);
  } finally {
    backend.cacheFails = false;
  }
  await zap.turnOff();
});

test('a burst of 60 arrives whole, at 25 a second', async () => {
  const zap = await fixture.zapOn('siggnal_signal');
  const numbers = Array.from({ length: 60 }, (_, index) => 101 + index);
  const began = performance.now();
  await Promise.all(numbers.map((number) => signal(number)));
  const items = await zap.settled(60);
  expect(idsOf(items).sort()).toEqual(numbers.map((number) => `sig_000${number}`));
  expect(statusesOf(zap)).toEqual(Array(60).fill(200));
  // Two and a half may go at once, each further one is 40 ms later: 57.5 times.
  expect((zap.hits.at(-1)?.at ?? 0) - began).toBeGreaterThanOrEqual(2300);
  await zap.turnOff();
});

test('all Zaps of a connection share its rate', async () => {
  const rate = { events_per_second: 4 };
  const zaps = [
    await fixture.zapOn('siggnal_signal', rate),
    await fixture.zapOn('new_signal', rate),
  ];
  const began = performance.now();
  const numbers = [201, 202, 203, 204, 205, 206];
  await Promise.all(numbers.map((number) => signal(number)));
  for (const zap of zaps) expect(await zap.settled(numbers.length)).toHaveLength(numbers.length);
  // One may go at once, each of the other eleven is 250 ms later.
  const last = Math.max(...zaps.map(({ hits }) => hits.at(-1)?.at ?? 0));
  expect(last - began).toBeGreaterThanOrEqual(11 * 250 - 50);
  for (const zap of zaps) await zap.turnOff();
});

test('a Zap whose form says nothing gets one and a half a second, without the payload', async () => {
  const zap = fixture.zapier.zap({
    trigger: 'siggnal_signal',
    connection: fixture.connection,
  });
  await zap.turnOn();
  const { json } = await fixture.api.get(`/v1/subscriptions/${zap.subscribeData.id}`);
  expect(json).toMatchObject({
    max_per_second: 1.5,
    fixed_secret: true,
    rate_group: expect.stringMatching(/^zapier-[0-9a-f]{16}$/),
  });
  await signal(211);
  expect(idsOf(await zap.settled(1))).toEqual(['sig_000211']);
  const sent = JSON.parse(zap.hits[0]?.body ?? '');
  expect([sent.subject_id, 'raw' in sent]).toEqual(['sig_000211', false]);
  await zap.turnOff();
});

test('Replay Delivery starts the Zap once more, each time it is asked for', async () => {
  const zap = await fixture.zapOn('siggnal_signal');
  await signal(6);
  await fixture.delivered();
  const [first] = await zap.settled(1);
  const [delivery] = await deliveriesOf(fixture.api, zap);
  const replay = () => fixture.run('creates.replay_delivery', { delivery_id: delivery?.id });
  expect(await replay()).toEqual({
    id: delivery?.id,
    event_id: first?.id,
    subscription_id: zap.subscribeData.id,
    status: 'pending',
    attempt_count: 0,
    created_at: expect.stringMatching(/^\d{4}-.*Z$/),
    finished_at: null,
  });
  expect(await zap.settled(2)).toEqual([first, first]);
  await fixture.delivered();
  // Of one replay that has to be tried again comes one item.
  zap.faults.push('lost');
  await replay();
  expect(await zap.settled(3)).toEqual([first, first, first]);
  await fixture.delivered();
  expect(await zap.settled(3)).toHaveLength(3);
  expect(statusesOf(zap)).toEqual([200, 200, 'lost', 200]);
  await zap.turnOff();
});

test('a delivery that has failed is in the dropdown, and can be replayed', async () => {
  const zap = await fixture.zapOn('siggnal_signal');
  zap.faults.push(...Array(10).fill(500));
  await signal(7);
  const failed = async (): Promise<DeliveryRow[]> =>
    (await deliveriesOf(fixture.api, zap)).filter(({ status }) => status === 'failed');
  const [delivery] = await until(failed, (rows) => rows.length === 1);
  const { zapier, connection } = fixture;
  const [page] = await zapier.choices(connection, 'creates.replay_delivery', 'delivery_id');
  const [choice, ...others] = page?.results ?? [];
  expect(others).toEqual([]);
  expect(choice).toEqual({
    id: delivery?.id,
    label: expect.stringMatching(new RegExp(`^${delivery?.event_id}, failed \\d{4}-.*Z$`)),
  });
  expect(delivery?.attempt_count).toBe(10);
  await fixture.run('creates.replay_delivery', { delivery_id: choice?.id });
  expect(idsOf(await zap.settled(1))).toEqual(['sig_000007']);
  await zap.turnOff();
});

test('off ends the subscription; on again makes a new one, and the old secret is worthless', async () => {
  const zap = await fixture.zapOn('siggnal_signal');
  const { url: oldUrl } = zap;
  const { id: oldId, secret: oldSecret = '' } = zap.subscribeData;
  await zap.turnOff();
  const ended = await fixture.api.get(`/v1/subscriptions/${oldId}`);
  expect([ended.json.status, ended.json.status_reason]).toEqual(['ended', 'Unsubscribed.']);
  await signal(8);
  await zap.turnOn();
  expect(zap.url).not.toBe(oldUrl);
  expect(zap.subscribeData.id).not.toBe(oldId);
  expect(zap.subscribeData.secret).not.toBe(oldSecret);
  await signal(9);
  expect(idsOf(await zap.settled(1))).toEqual(['sig_000009']);

  const body = JSON.stringify({ event_id: 'evt_old', title: 'Signed with the old secret' });
  await postDelivery(zap.url, { eventId: 'evt_old', body, secret: oldSecret });
  await until(
    () => zap.failures.length,
    (count) => count === 1,
  );
  expect(zap.failures.map(({ name }) => name)).toEqual(['HaltedError']);
  expect(await zap.settled(1)).toHaveLength(1);
  await zap.turnOff();
});

test('a Zap that went off unnoticed answers 410, and the gateway stops sending', async () => {
  const zap = await fixture.zapOn('siggnal_signal');
  const { id } = zap.subscribeData;
  await fixture.testGateway.stop();
  await expect(zap.turnOff()).rejects.toMatchObject({
    name: 'AppError',
    message: expect.stringMatching(/^The gateway could not be reached\./),
  });
  await fixture.testGateway.start();
  await signal(10);
  await fixture.delivered();
  const subscription = async () => (await fixture.api.get(`/v1/subscriptions/${id}`)).json;
  const ended = await until(subscription, ({ status }) => status === 'ended');
  expect(ended.status_reason).toMatch(/^The subscriber answered 410 Gone at /);
  await signal(11);
  await fixture.delivered();
  expect([statusesOf(zap), zap.items, zap.failures]).toEqual([[410], [], []]);
});

testSilence(() => fixture, 'HaltedError');
