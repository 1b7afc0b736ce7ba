import { standardSignature } from '../../../../test/support/subscriber.ts';
import { until } from '../../../../test/support/until.ts';
import {
  addSource,
  type Fixture,
  MINUTE,
  type Receiver,
  startFixture,
  startReceiver,
} from './fixture.ts';

let fixture: Fixture;
let hook: Receiver;
let slack: Receiver;
let crm: Receiver;

beforeEach(async () => {
  [fixture, hook, slack, crm] = await Promise.all([
    startFixture(),
    startReceiver(),
    startReceiver(),
    startReceiver(),
  ]);
});
afterEach(async () => {
  await fixture.close();
  await Promise.all([hook.close(), slack.close(), crm.close()]);
});

async function addChannel(kind: string, url: string): Promise<{ id: string; secret: string }> {
  const { status, json } = await fixture.api.post('/v1/alert-channels', { kind, url });
  expect(status).toBe(201);
  return json as never;
}

/** A subscription named by a stranger, whose receiver fails. */
async function failingSubscription(name = 'CRM'): Promise<string> {
  const sourceId = await addSource(fixture);
  const { subscription } = await fixture.gateway.services.subscriptions.create({
    ...{ targetUrl: crm.url, sourceId, name },
  });
  crm.status = 500;
  await fixture.post(sourceId, 'sig_1');
  return subscription.id;
}

const rowOf = (id: string) => fixture.gateway.directory.subscription(id)?.subscription;

/** Lets the failures last so long that they are written down. */
async function failFor(id: string, ms: number): Promise<void> {
  await until(
    () => fixture.gateway.dispatcher.stateOf(rowOf(id) as never).failingSince,
    (since) => since !== null,
  );
  fixture.advance(ms);
  await until(
    () => rowOf(id)?.failingSince ?? null,
    (since) => since !== null,
  );
}

test('a subscriber that fails: told once to hook and Slack, and once more when it works again', async () => {
  const { secret } = await addChannel('hook', hook.url);
  await addChannel('slack', slack.url);
  // When the clock is moved, what is due is late at once.
  await fixture.api.call('PATCH', '/v1/alert-rules/delivery_late', { is_on: false });
  const id = await failingSubscription();
  await failFor(id, 9 * MINUTE);
  await fixture.round();
  expect(await fixture.alerts('subscription_failing')).toEqual([]);

  fixture.advance(2 * MINUTE);
  const opened = await fixture.alert('subscription_failing', 'open');
  expect(opened).toMatchObject({
    object_id: id,
    explanation: expect.stringContaining('The last answer was HTTP 500.'),
    command: `signal-hooks deliveries list --subscription ${id}`,
    url: `${fixture.gateway.url}/v1/alerts/${opened.id}`,
  });
  expect(Date.parse(opened.opened_at) - Date.parse(opened.since)).toBeGreaterThanOrEqual(
    10 * MINUTE,
  );
  const [first] = await until(
    () => hook.requests,
    ({ length }) => length > 0,
  );
  expect(first?.json).toMatchObject({
    type: 'alert.opened',
    data: {
      provider: 'alerts',
      title: 'Deliveries to a subscriber fail',
      priority: 'high',
      subject_type: 'subscription',
      subject_id: id,
      subject_name: 'CRM',
      alert_id: opened.id,
      alert_rule: 'subscription_failing',
      alert_state: 'open',
      alert_since: opened.since,
      recommended_action: opened.action,
      url: opened.url,
    },
  });
  const {
    'webhook-id': eventId,
    'webhook-timestamp': at,
    'webhook-signature': signature,
  } = first?.headers ?? {};
  expect(signature).toBe(
    standardSignature(secret, String(eventId), String(at), first?.body as Buffer),
  );
  await until(
    () => slack.requests,
    ({ length }) => length > 0,
  );

  // As long as nothing changes, nothing more is said.
  fixture.advance(30 * MINUTE);
  await fixture.round();
  expect([hook.requests.length, slack.requests.length]).toEqual([1, 1]);

  crm.status = 200;
  const closed = await fixture.alert('subscription_failing', 'closed');
  expect(closed.id).toBe(opened.id);
  const [, over] = await until(
    () => hook.requests,
    ({ length }) => length > 1,
  );
  expect(over?.json).toMatchObject({
    type: 'alert.closed',
    data: { priority: 'info', alert_state: 'closed', alert_closed_at: closed.closed_at },
  });
  fixture.advance(2 * MINUTE);
  const texts = await until(
    () => slack.requests.map(({ json }) => json.text),
    ({ length }) => length > 1,
  );
  expect(texts[0]).toMatch(/^Signal Hooks: Deliveries to a subscriber fail \(CRM\)\n/);
  for (const part of [
    `Since: `,
    `What to do: `,
    `Command: signal-hooks `,
    `Details: ${opened.url}`,
  ]) {
    expect(texts[0]).toContain(`\n${part}`);
  }
  expect(texts[1]).toMatch(/^Signal Hooks: Over: Deliveries to a subscriber fail \(CRM\)\n/);
  await fixture.round();
  expect([hook.requests.length, slack.requests.length]).toEqual([2, 2]);
});

test('what comes and goes is not told each time: it is quiet for a quarter of an hour', async () => {
  const id = await failingSubscription();
  await failFor(id, 11 * MINUTE);
  await fixture.alert('subscription_failing', 'open');
  crm.status = 200;
  await fixture.alert('subscription_failing', 'closed');
  await fixture.api.call('PATCH', '/v1/alert-rules/subscription_failing', { threshold: 2 });
  crm.status = 500;
  const { source_id: sourceId } = (await fixture.api.get(`/v1/subscriptions/${id}`)).json;
  await fixture.post(String(sourceId), 'sig_2');
  await failFor(id, 5 * MINUTE);
  await fixture.round();
  expect(await fixture.alerts('subscription_failing')).toHaveLength(1);
  fixture.advance(15 * MINUTE);
  await fixture.alert('subscription_failing', 'open');
  expect(await fixture.alerts('subscription_failing')).toHaveLength(2);
});

test('a subscription that was disabled, until it is recovered', async () => {
  const id = await failingSubscription();
  await failFor(id, 2 * MINUTE);
  await fixture.gateway.store.accounts.changeSubscription(id, (row) => ({
    ...row,
    status: 'disabled',
    statusReason: 'Every attempt has failed.',
  }));
  const opened = await fixture.alert('subscription_disabled', 'open');
  expect(opened.explanation).toContain('Every attempt has failed.');
  expect(opened.command).toBe(`signal-hooks subscriptions recover ${id}`);
  crm.status = 200;
  await fixture.api.post(`/v1/subscriptions/${id}/recover`, {});
  await fixture.alert('subscription_disabled', 'closed');
});

test('a rule looks only at what it is to look at, and not at all when it is off', async () => {
  const id = await failingSubscription();
  const other = await fixture.gateway.services.subscriptions.create({ targetUrl: hook.url });
  const change = (body: object) =>
    fixture.api.call('PATCH', '/v1/alert-rules/subscription_failing', body);
  await change({ subscription_ids: [other.subscription.id] });
  await failFor(id, 11 * MINUTE);
  await fixture.round();
  expect(await fixture.alerts('subscription_failing')).toEqual([]);
  await change({ subscription_ids: [] });
  await fixture.alert('subscription_failing', 'open');
  await change({ is_on: false });
  await fixture.alert('subscription_failing', 'closed');
});

test('deliveries that nobody makes are late, until they are made', async () => {
  const sourceId = await addSource(fixture);
  const { subscription } = await fixture.gateway.services.subscriptions.create({
    ...{ targetUrl: crm.url, sourceId },
  });
  await fixture.gateway.dispatcher.stop();
  await fixture.post(sourceId, 'sig_1');
  await fixture.round();
  fixture.advance(16 * MINUTE);
  const opened = await fixture.alert('delivery_late', 'open');
  expect(opened).toMatchObject({ object_id: subscription.id });
  expect(opened.explanation).toMatch(/^Its oldest delivery has been due for 1[67] min\.$/);
  await fixture.gateway.store.deliveries.cancel(subscription.id, fixture.now());
  fixture.advance(2 * MINUTE);
  await fixture.alert('delivery_late', 'closed');
});

test('of a subscriber that fails it is not said that its deliveries are late, too', async () => {
  const id = await failingSubscription();
  await failFor(id, 9 * MINUTE);
  await fixture.gateway.dispatcher.stop();
  fixture.advance(20 * MINUTE);
  await fixture.alert('subscription_failing', 'open');
  fixture.advance(2 * MINUTE);
  await fixture.round();
  expect(await fixture.alerts('delivery_late')).toEqual([]);
});

test('a subscription to everything gets no alerts', async () => {
  const everything = await startReceiver();
  await fixture.gateway.services.subscriptions.create({ targetUrl: everything.url });
  await addChannel('hook', hook.url);
  const id = await failingSubscription();
  await until(
    () => everything.requests,
    ({ length }) => length === 1,
  );
  await failFor(id, 11 * MINUTE);
  await until(
    () => hook.requests,
    ({ length }) => length === 1,
  );
  const providers = everything.requests.map(({ json }) => json.data.provider);
  await everything.close();
  expect(providers).toEqual(['siggnal']);
});
