import { PROVIDERS, type ProviderId } from '@signal-hooks/catalogue';
import { goldenSample } from '../../../catalogue/test/support/golden.ts';
import {
  addSource,
  type Fixture,
  happen,
  startFixture,
  type TestSource,
} from './support/fixture.ts';
import type { Hook } from './support/make/make.ts';

let fixture: Fixture;
const hooks: Hook[] = [];

beforeAll(async () => {
  fixture = await startFixture();
});
afterEach(async () => {
  for (const hook of hooks.splice(0)) {
    await hook.detach();
    await hook.close();
  }
});
afterAll(() => fixture?.close());

/** Fills in the form of a webhook and saves it. */
async function attach(parameters: Parameters<Fixture['make']['hook']>[0] = {}): Promise<Hook> {
  const hook = await fixture.make.hook(parameters);
  hooks.push(hook);
  return hook;
}

const subscriptionOf = ({ data }: Hook) =>
  fixture.gateway.services.subscriptions.get(String(data.externalHookId));

/** Waits until an event has reached a webhook, and with it all that came before. */
async function settled(hook: Hook, source: TestSource): Promise<void> {
  const before = hook.count();
  await happen(fixture, source);
  await hook.came(before + 1);
}

test('attached, an event starts the scenario with its record', async () => {
  const source = await addSource(fixture, 'siggnal', 'Sales');
  const hook = await attach();
  const event = await happen(fixture, source);
  await hook.came(1);
  expect(hook.bundles).toHaveLength(1);
  // All but what differs from sample to sample.
  const { occurred_at, priority, subject_id, signal_id, ...cells } = goldenSample(
    'siggnal',
    'signal',
  ).cells;
  expect(hook.bundles[0]).toMatchObject({
    event_id: event,
    provider: 'siggnal',
    event_type: 'signal',
    ...cells,
    unreadable_fields: [],
  });
});

test('detached, the subscription has ended, and nothing is sent to it; twice is fine', async () => {
  const source = await addSource(fixture, 'siggnal', 'Sales');
  const hook = await attach();
  expect(await subscriptionOf(hook)).toMatchObject({ status: 'active' });
  await hook.detach();
  expect(await subscriptionOf(hook)).toMatchObject({ status: 'ended' });
  await settled(await attach(), source);
  expect(hook.count()).toBe(0);
  await hook.detach();
});

test('an empty form asks for everything, slowly enough for Make', async () => {
  const hook = await attach();
  expect(await subscriptionOf(hook)).toMatchObject({
    name: 'Make: Watch new signals',
    targetUrl: hook.url,
    provider: null,
    sourceId: null,
    eventTypes: [],
    conditions: [],
    format: 'flat',
    // Make takes 30 a second.
    maxPerSecond: 25,
  });
});

test('fields that were emptied again count as empty', async () => {
  const hook = await attach({
    ...{ provider: '', event_types: [], source_id: null, priority_at_least: '' },
    conditions: [],
  });
  expect(await subscriptionOf(hook)).toMatchObject({
    ...{ provider: null, sourceId: null, eventTypes: [], conditions: [] },
  });
});

test('what is filled in is what the gateway is asked for', async () => {
  const source = await addSource(fixture, 'sigsentry', 'Production');
  const hook = await attach({
    provider: 'sigsentry',
    event_types: ['analysis.complete', 'watchdog.fired'],
    source_id: source.id,
    priority_at_least: 'high',
    conditions: [
      { field: 'company_name', op: 'contains', value: 'Acme' },
      { field: 'title', op: 'ne', value: 'test' },
    ],
  });
  expect(await subscriptionOf(hook)).toMatchObject({
    provider: 'sigsentry',
    sourceId: source.id,
    eventTypes: ['analysis.complete', 'watchdog.fired'],
    conditions: [
      { field: 'priority', op: 'gte', value: 'high' },
      { field: 'company_name', op: 'contains', value: 'Acme' },
      { field: 'title', op: 'ne', value: 'test' },
    ],
  });
});

test('only what fits the form starts the scenario', async () => {
  const sales = await addSource(fixture, 'siggnal', 'Sales');
  const users = await addSource(fixture, 'signals', 'Users');
  const conditions = [{ field: 'company_tax_id', op: 'eq', value: '7701234567' }];
  const [company, medium, high, roles] = [
    await attach({ conditions }),
    await attach({ priority_at_least: 'medium' }),
    await attach({ priority_at_least: 'high' }),
    await attach({ provider: 'signals', event_types: ['role.created'] }),
  ];
  const all = await attach();
  await happen(fixture, sales, 'signal', { priority: 'medium' });
  await happen(fixture, users, 'user.created');
  await happen(fixture, users, 'role.created');
  await Promise.all([all.came(3), company.came(1), medium.came(1), roles.came(1)]);
  const typesOf = ({ bundles }: Hook): string[] => bundles.map(({ event_type }) => event_type);
  expect(typesOf(all).sort()).toEqual(['role.created', 'signal', 'user.created']);
  expect([company, medium, high, roles].map(typesOf)).toEqual([
    ...[['signal'], ['signal'], [], ['role.created']],
  ]);
});

test('whoever finds the address and sends something else starts nothing', async () => {
  const hook = await attach();
  await fetch(hook.url);
  await fetch(hook.url, { method: 'POST', body: '{"hello":"world"}' });
  expect([hook.count(), hook.bundles]).toEqual([2, []]);
});

test.each(Object.keys(PROVIDERS) as ProviderId[])(
  '%s: with it chosen, every field of what arrives can be mapped, in that order',
  async (provider) => {
    const source = await addSource(fixture, provider, 'Own fields');
    const hook = await attach({ provider, include_raw: true });
    await happen(fixture, source);
    await hook.came(1);
    const fields = await fixture.make.fieldsOf('watchNewSignals', { webhook: hook.data });
    expect(Object.keys(hook.bundles[0])).toEqual(fields.map(({ name }) => name));
  },
);

test('the payload comes along only where it is asked for', async () => {
  const source = await addSource(fixture, 'siggnal', 'Payload');
  const [without, withIt] = [await attach(), await attach({ include_raw: true })];
  const event = await happen(fixture, source);
  await Promise.all([without.came(1), withIt.came(1)]);
  expect(without.bundles[0]).not.toHaveProperty('raw');
  expect(withIt.bundles[0]).toMatchObject({ event_id: event, raw: { project_id: 'proj_xyz' } });
});

test('without a provider chosen, the common fields can be mapped', async () => {
  const hook = await attach();
  const fields = await fixture.make.fieldsOf('watchNewSignals', { webhook: hook.data });
  const names = fields.map(({ name }) => name);
  expect(names.slice(0, 4)).toEqual(['event_id', 'source_id', 'source_name', 'provider']);
  expect(names.slice(-3)).toEqual(['subject_id', 'unreadable_fields', 'raw']);
  expect(names).toHaveLength(31);
});

test('a delivery that failed at first arrives, and starts the scenario once', async () => {
  const source = await addSource(fixture, 'siggnal', 'Sales');
  const hook = await attach();
  // Make’s own words for "too many" and "queue is full".
  hook.refusals.push(429, 400);
  const event = await happen(fixture, source);
  await hook.came(3);
  expect(hook.bundles.map(({ event_id }) => event_id)).toEqual([event]);
});

test('410, with which Make answers for a webhook without a scenario, ends the subscription', async () => {
  const source = await addSource(fixture, 'siggnal', 'Sales');
  const hook = await attach();
  hook.refusals.push(410);
  await happen(fixture, source);
  await hook.came(1);
  await settled(await attach(), source);
  expect(await subscriptionOf(hook)).toMatchObject({ status: 'ended' });
});

describe('whether or not the base reaches a webhook’s own requests, which is not documented', () => {
  let other: Fixture;
  beforeAll(async () => {
    other = await startFixture({ baseReachesHooks: true });
  });
  afterAll(() => other?.close());

  test('they are the same', async () => {
    const requestsOf = async ({ make, gateway }: Fixture): Promise<unknown[]> => {
      const from = make.logs.length;
      const hook = await make.hook({ priority_at_least: 'high' });
      await hook.detach();
      await hook.close();
      return make.logs.slice(from).map((line) => {
        const { request } = JSON.parse(line);
        const known = [gateway.url, hook.url, String(hook.data.externalHookId)];
        return JSON.parse(
          known.reduce((text, one) => text.replaceAll(one, '…'), JSON.stringify(request)),
        );
      });
    };
    const [alone, withBase] = [await requestsOf(fixture), await requestsOf(other)];
    expect(alone).toHaveLength(2);
    expect(withBase).toEqual(alone);
  });
});

test('neither the token nor a signing secret is kept or logged', async () => {
  const hook = await attach();
  expect(Object.keys(hook.data).sort()).toEqual(['externalHookId', 'provider', 'source_id']);
  const logged = fixture.make.logs.join('\n');
  expect(logged).toContain('"authorization":"***"');
  expect(logged).toContain('"secret":"***"');
  expect(logged).not.toContain(fixture.token);
  expect(logged).not.toMatch(/whsec_|eyJ/);
});
