import { until } from '../../../../test/support/until.ts';
import {
  addSource,
  type Fixture,
  happen,
  startFixture,
  type TestSource,
} from './support/fixture.ts';
import type { Hook } from './support/make/make.ts';

let fixture: Fixture;
let hook: Hook;
let sales: TestSource;

beforeAll(async () => {
  fixture = await startFixture();
  sales = await addSource(fixture, 'siggnal', 'Sales');
  hook = await fixture.make.hook();
});
afterAll(async () => {
  await hook?.close();
  await fixture?.close();
});

/** A delivery that has failed for good, or was made, as the dropdown or the log shows it. */
async function deliveryOf(event: string): Promise<string> {
  const query = { subscriptionId: null, eventId: event, status: null };
  const { deliveries } = fixture.gateway.services;
  const { items } = await deliveries.list(query, { limit: 1, cursor: null });
  return items[0]?.id ?? '';
}

const replay = (id: string) => fixture.make.run('replayDelivery', { delivery_id: id });

describe('Replay a delivery', () => {
  test('brings a failed delivery of the dropdown once more, with the same event id', async () => {
    // The first attempt and all retries.
    hook.refusals.push(...Array.from({ length: 10 }, () => 500));
    const event = await happen(fixture, sales);
    const id = await deliveryOf(event);
    await hook.came(10);
    let options = await fixture.make.procedure('listDeliveries');
    while (options.length === 0) options = await fixture.make.procedure('listDeliveries');
    expect(options).toEqual([
      { label: expect.stringMatching(`^${event}, failed 20\\d\\d-.*Z$`), value: id },
    ]);
    const [bundle] = await replay(id);
    await hook.came(11);
    expect(hook.bundles.map(({ event_id }) => event_id)).toEqual([event]);
    expect(bundle).toMatchObject({ id, event_id: event, status: 'pending' });
    const fields = await fixture.make.fieldsOf('replayDelivery', {});
    expect(Object.keys(bundle)).toEqual(fields.map(({ name }) => name));
    expect(Object.keys(bundle.attempts[0])).toEqual(
      fields.at(-1).spec.map(({ name }: { name: string }) => name),
    );
  });

  test.each([
    ['dlv_nowhere', '[404] There is no such delivery.'],
    // Not another operation of the gateway.
    ['x/../../subscriptions/sub_x/rotate-secret?', '[404] There is no such delivery.'],
    ['../../v1/me#', '[404] There is no such delivery.'],
  ])('%s is no delivery', async (id, message) => {
    await expect(replay(id)).rejects.toMatchObject({ type: 'DataError', message });
  });

  test('what ended cannot be replayed, and the message says so', async () => {
    const other = await fixture.make.hook({ source_id: sales.id });
    const event = await happen(fixture, sales);
    await other.came(1);
    await hook.came(12);
    const query = { subscriptionId: String(other.data.externalHookId), eventId: event };
    const { deliveries } = fixture.gateway.services;
    const page = { limit: 1, cursor: null };
    const { items } = await deliveries.list({ ...query, status: null }, page);
    await other.detach();
    await other.close();
    await expect(replay(items[0]?.id ?? '')).rejects.toMatchObject({
      type: 'DataError',
      message: '[409] The subscription has ended; nothing is sent to it.',
    });
  });

  test('a token that may not is told which scope it lacks', async () => {
    const token = await fixture.makeToken(['subscriptions:write', 'events:read', 'sources:read']);
    const { make, gateway } = fixture;
    await make.connect({ gateway_url: gateway.url, api_token: token });
    await expect(replay('dlv_x')).rejects.toMatchObject({
      type: 'InvalidAccessTokenError',
      message:
        '[403] The bearer token lacks the scope "deliveries:write". Make one at the gateway that has it and enter it in the connection.',
    });
    await make.connect({ gateway_url: gateway.url, api_token: fixture.token });
  });
});

test('Get an event: by its id, as the very record that has started a scenario', async () => {
  const { make } = fixture;
  const event = await happen(fixture, sales);
  const [bundle] = await make.run('getEvent', { event_id: event });
  expect(bundle).toMatchObject({ event_id: event, provider: 'siggnal', event_type: 'signal' });
  expect([bundle]).toEqual(await make.run('listEvents', { limit: 1 }));
  await expect(make.run('getEvent', { event_id: '../sources' })).rejects.toMatchObject({
    ...{ type: 'DataError', message: '[404] There is no such event.' },
  });
});

describe('Replay events', () => {
  test('brings what failed since a time once more, to one subscriber', async () => {
    const { make } = fixture;
    const [meant, other] = [await make.hook(), await make.hook()];
    const failed = Array.from({ length: 10 }, () => 500);
    meant.refusals.push(...failed);
    other.refusals.push(...failed);
    const since = new Date().toISOString();
    const event = await happen(fixture, sales);
    await Promise.all([meant.came(10), other.came(10)]);
    const subscription = String(meant.data.externalHookId);
    const query = { subscriptionId: subscription, eventId: event, status: 'failed' as const };
    const { deliveries } = fixture.gateway.services;
    await until(
      () => deliveries.list(query, { limit: 1, cursor: null }),
      ({ items }) => items.length === 1,
    );
    const options = await make.procedure('listSubscriptions');
    expect(options).toContainEqual({
      ...{ label: `Make: Watch new signals (${subscription})`, value: subscription },
    });
    const [bundle] = await make.run('replayEvents', {
      ...{ since, states: ['failed'], subscription_id: subscription, provider: '' },
    });
    expect(Object.keys(bundle)).toEqual(['id', 'status', 'since', 'until', 'created_at']);
    expect(bundle).toMatchObject({ id: expect.stringMatching(/^rpl_/), status: 'running', since });
    await meant.came(11);
    expect(meant.bundles.map(({ event_id }) => event_id)).toEqual([event]);
    expect(other.count()).toBe(10);
    for (const each of [meant, other]) {
      await each.detach();
      await each.close();
    }
  });

  test('a time that is yet to come is refused, in words', async () => {
    const since = '2999-01-01T00:00:00.000Z';
    await expect(fixture.make.run('replayEvents', { since })).rejects.toMatchObject({
      type: 'DataError',
      message:
        '[422] The request has invalid values. since: Give a time before until, and before now.',
    });
  });
});

test('Send a test event: the subscriber gets it at once, and what it answered is told', async () => {
  const { make } = fixture;
  const other = await make.hook();
  const send = () =>
    make.run('sendTestEvent', { subscription_id: String(other.data.externalHookId) });
  const [taken] = await send();
  expect(taken).toMatchObject({ delivered: true, http_status: 200, error: null });
  expect(other.bundles).toMatchObject([{ event_type: expect.any(String) }]);
  const fields = await make.fieldsOf('sendTestEvent', {});
  expect(Object.keys(taken)).toEqual(fields.map(({ name }) => name));
  other.refusals.push(410);
  const [refused] = await send();
  expect(refused).toMatchObject({ delivered: false, http_status: 410 });
  await other.detach();
  await other.close();
});

describe('Make an API call', () => {
  const call = async (parameters: object) =>
    (await fixture.make.run('makeApiCall', { method: 'GET', ...parameters }))[0];

  test.each(['/v1/me', 'v1/me'])('%s: the path may begin with a slash', async (url) => {
    const answer = await call({ url });
    expect(Object.keys(answer).sort()).toEqual(['body', 'headers', 'statusCode']);
    expect(answer).toMatchObject({ statusCode: 200, body: { token: { name: 'make' } } });
    expect(answer.headers['content-type']).toBe('application/json');
  });

  test('query, headers and body go along', async () => {
    const qs = [
      { key: 'limit', value: '1' },
      { key: 'provider', value: 'signals' },
    ];
    expect((await call({ url: '/v1/events', qs })).body.data).toEqual([]);
    const { body, statusCode } = await call({
      url: '/v1/subscriptions',
      method: 'POST',
      headers: [{ key: 'Content-Type', value: 'application/json' }],
      body: '{"target_url":"http://127.0.0.1:9/x","name":"By hand"}',
    });
    expect([statusCode, body.name]).toEqual([201, 'By hand']);
    expect(fixture.make.logs.join('\n')).not.toContain('whsec_');
  });

  test.each(['https://evil.example/x', '//evil.example/x', '@evil.example/x', '\\\\evil.example'])(
    '%s stays at the gateway',
    async (url) => {
      const from = fixture.make.logs.length;
      await expect(call({ url })).rejects.toMatchObject({ message: /^\[40\d\] / });
      const [line = ''] = fixture.make.logs.slice(from);
      expect(new URL(JSON.parse(line).request.url).origin).toBe(fixture.gateway.url);
    },
  );

  test('what the gateway refuses is told with the first field that is wrong', async () => {
    const qs = [{ key: 'since', value: 'yesterday' }];
    await expect(call({ url: '/v1/events', qs })).rejects.toMatchObject({
      type: 'DataError',
      message:
        '[422] The request has invalid values. since: Give a time in ISO 8601 with a zone, such as 2026-04-25T14:30:00Z.',
    });
  });
});
