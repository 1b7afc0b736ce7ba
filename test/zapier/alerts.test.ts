import { send } from '../support/http.ts';
import { addSource } from '../support/sources.ts';
import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import { until } from '../support/until.ts';
import type { Zap } from '../support/zapier-hooks.ts';
import { type Fixture, startFixture } from './fixture.ts';
import { testSilence } from './secrets.ts';

/** What is wrong at a gateway that looks often, as Zaps see it. */
let fixture: Fixture;
let everything: Zap;
let alerts: Zap;
let failed: Zap;
let rejected: Zap;

beforeAll(async () => {
  fixture = await startFixture({ alertRoundMs: 100, disableAfterMs: 1000 });
  everything = await fixture.zapOn('new_signal');
  alerts = await fixture.zapOn('alerts_alert');
  failed = await fixture.zapOn('alerts_failed_delivery');
  rejected = await fixture.zapOn('alerts_rejected_request', {
    ...{ filter_field: 'subject_name', filter_op: 'eq', filter_value: 'Sales signals' },
  });
}, INSTALL_LIMIT_MS);
afterAll(() => fixture?.close());

const rulesOf = ({ items }: Zap): unknown[] =>
  items.map(({ event_type: type, alert_rule: rule }) => `${type} ${rule}`);

test('requests that are refused start one Zap once, not once each', async () => {
  const { id, ingestUrl } = await addSource(
    ...([fixture.api, fixture.emulator, 'siggnal', 'Sales signals'] as const),
  );
  // Five within an hour, unless another number was set.
  for (let count = 0; count < 6; count += 1) {
    const { status } = await send(ingestUrl, { body: `{"signal_id":"forged-${count}"}` });
    expect(status).toBe(401);
  }
  // It looks at refused requests when it starts, and then once a minute.
  await fixture.testGateway.stop();
  await fixture.testGateway.start();
  const [item] = await rejected.settled(1);
  expect(item).toMatchObject({
    ...{ provider: 'alerts', event_type: 'alert.opened', alert_rule: 'source_rejecting' },
    ...{ subject_type: 'source', subject_id: id, subject_name: 'Sales signals' },
    ...{ title: 'A source refuses requests', alert_state: 'open', alert_closed_at: null },
    summary: expect.stringContaining('requests were refused within an hour'),
  });
  const [sample] = await rejected.test();
  expect(sample).toEqual(item);
});

test('deliveries that keep failing start one Zap once for each subscriber', async () => {
  const created = await fixture.api.post('/v1/subscriptions', {
    // Nobody listens there.
    ...{ name: 'CRM', target_url: 'http://127.0.0.1:9/', provider: 'siggnal' },
  });
  const id = created.json.id;
  for (const number of [1, 2]) await fixture.happen('siggnal', 'signal', number);
  const [item] = await failed.settled(1);
  expect(item).toMatchObject({
    ...{ provider: 'alerts', event_type: 'alert.opened', alert_rule: 'subscription_disabled' },
    ...{ subject_type: 'subscription', subject_id: id, subject_name: 'CRM' },
    title: 'A subscription was disabled',
  });
  expect((await fixture.api.get(`/v1/subscriptions/${id}`)).json.status).toBe('disabled');
});

test('New Alert gets all of them, and when they are over; New Signal none', async () => {
  const [{ subject_id: id } = { subject_id: '' }] = await failed.settled(1);
  await fixture.api.call('DELETE', `/v1/subscriptions/${id}`);
  await until(
    () => rulesOf(alerts),
    (rules) => rules.includes('alert.closed subscription_disabled'),
  );
  expect(rulesOf(alerts)).toEqual(
    expect.arrayContaining([
      'alert.opened source_rejecting',
      'alert.opened subscription_disabled',
      'alert.closed subscription_disabled',
    ]),
  );
  expect(rulesOf(failed)).toEqual(['alert.opened subscription_disabled']);
  expect(rulesOf(rejected)).toEqual(['alert.opened source_rejecting']);
  expect((await everything.settled(2)).map((item) => item.provider)).toEqual([
    ...['siggnal', 'siggnal'],
  ]);
  expect((await everything.test()).map((item) => item.provider)).toEqual(['siggnal', 'siggnal']);
});

testSilence(() => fixture);
