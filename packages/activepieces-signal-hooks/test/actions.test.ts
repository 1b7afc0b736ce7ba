import { until } from '../../../test/support/until.ts';
import type { Connection } from '../src/gateway.ts';
import { signalHooks } from '../src/index.ts';
import { Engine, type Flow } from './support/engine.ts';
import { openGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
let engine: Engine;
let connection: Connection;
let flow: Flow;
let sourceId: string;
let subscriptionId: string;
let eventId: string;

const act = (name: string, props: Readonly<Record<string, unknown>>, as = connection) =>
  engine.act(name, as, props);

beforeAll(async () => {
  gateway = await openGateway();
  engine = await Engine.start(signalHooks);
  connection = await gateway.connection();
  const { json } = await gateway.api.post('/v1/sources', { provider: 'siggnal', name: 'Sales' });
  sourceId = String(json.id);
  flow = engine.flow({ trigger: 'siggnal_signal', connection });
  await flow.enable();
  subscriptionId = JSON.parse(flow.store.entries.get('subscription') ?? '').id;
  const sent = await gateway.api.post(`/v1/sources/${sourceId}/test`, {});
  eventId = String(sent.json.event_id);
  await until(
    () => flow.runs,
    ({ length }) => length === 1,
  );
});
afterAll(async () => {
  await engine.close();
  await gateway.close();
});

describe('Find Event', () => {
  const FOUND = { found: true, event: { company_tax_id: '7701234567' } };

  test.each([
    ['its ID', () => ({ event_id: eventId })],
    ['a number from an earlier step', () => ({ field: 'company_tax_id', value: 7701234567 })],
    [
      'a company, however it is written',
      () => ({ field: 'company_tax_id', value: ' 7701 234567 ' }),
    ],
  ])('by %s', async (_what, props) => {
    expect(await act('find_event', props())).toMatchObject({
      ...FOUND,
      event: { ...FOUND.event, event_id: eventId },
    });
  });

  test.each([{ event_id: 'evt_none' }, { field: 'company_tax_id', value: '770123456' }])(
    'by %j finds nothing, and says so',
    async (props) => {
      expect(await act('find_event', props)).toEqual({ found: false, event: null });
    },
  );

  test('without anything to look for says what to give', async () => {
    await expect(act('find_event', { field: 'company_tax_id' })).rejects.toThrow(
      'Give an event ID, or both a field and a value.',
    );
  });
});

test('Find Events: those that fit, as many as were asked for', async () => {
  const since = '2020-01-01T00:00:00Z';
  const form = { source_id: sourceId, since, most_events: 1 };
  expect(await act('find_events', form)).toMatchObject({
    count: 1,
    events: [{ event_id: eventId, provider: 'siggnal' }],
  });
  expect(await act('find_events', { ...form, until: since })).toEqual({ count: 0, events: [] });
  expect(await act('find_events', { words: 'no such text' })).toEqual({ count: 0, events: [] });
  await expect(act('find_events', { most_events: 101 })).rejects.toThrow('from 1 to 100');
  await expect(act('find_events', { since: 'soon' })).rejects.toThrow(
    'Received Since must be a date and time',
  );
});

test('Replay Delivery delivers once more', async () => {
  const [delivery] = await gateway.api.all<{ id: string }>('/v1/deliveries');
  const before = flow.runs.length;
  expect(await act('replay_delivery', { delivery_id: delivery?.id })).toMatchObject({
    ...{ id: delivery?.id, event_id: eventId, subscription_id: subscriptionId },
  });
  await until(
    () => flow.runs,
    ({ length }) => length === before + 1,
  );
  expect(flow.runs.at(-1)).toMatchObject({ event_id: eventId });
  await expect(act('replay_delivery', { delivery_id: '' })).rejects.toThrow('Delivery is empty.');
});

test('Replay Events Since delivers what was missed, and what was delivered if it is asked for', async () => {
  const form = { subscription_id: subscriptionId, since: '2020-01-01T00:00:00Z' };
  const before = flow.runs.length;
  expect(await act('replay_events_since', { ...form, states: ['delivered'] })).toMatchObject({
    ...{ id: expect.stringMatching(/^rpl_/), subscription_id: subscriptionId },
    since: '2020-01-01T00:00:00.000Z',
  });
  await until(
    () => flow.runs,
    ({ length }) => length === before + 1,
  );
  expect(await act('replay_events_since', form)).toMatchObject({ subscription_id: subscriptionId });
  const replays = await gateway.api.all<{ states: readonly string[] }>('/v1/replays');
  expect(replays[0]?.states).toEqual(['failed', 'never_sent']);
});

test('Send Test Event tells whether it was delivered; the flow is not started', async () => {
  const before = flow.runs.length;
  expect(await act('send_test_event', { subscription_id: subscriptionId })).toMatchObject({
    ...{ subscription_id: subscriptionId, delivered: true, http_status: 200, error: null },
  });
  expect(flow.runs).toHaveLength(before);
});

test('a token that may not replay says which scope it lacks', async () => {
  const poor = await gateway.connection(['events:read']);
  await expect(act('send_test_event', { subscription_id: subscriptionId }, poor)).rejects.toThrow(
    'The API token lacks the scope subscriptions:write. Make one at the gateway that has it and reconnect.',
  );
});

describe('dropdowns', () => {
  const labels = async (...args: Parameters<Engine['options']>) =>
    (await engine.options(...args)).options.map(({ label }) => label);

  test('sources, with the provider where several are meant, found by what is typed', async () => {
    expect(await labels('siggnal_signal', 'source_id', connection)).toEqual(['Sales']);
    expect(await labels('new_signal', 'source_id', connection)).toEqual(['Sales (Siggnal)']);
    expect(await labels('new_signal', 'source_id', connection, {}, 'sAL')).toHaveLength(1);
    expect(await labels('new_signal', 'source_id', connection, {}, 'other')).toEqual([]);
    expect(await labels('sigsentry_analysis', 'source_id', connection)).toEqual([]);
  });

  test('event types and fields follow the source that is chosen', async () => {
    const form = { source_id: sourceId };
    expect(await labels('new_signal', 'event_types', connection, form)).toEqual(['Signal']);
    expect(await labels('new_signal', 'event_types', connection)).toEqual(
      expect.arrayContaining(['Siggnal: Signal', 'SIGNALS: User Created']),
    );
    const own = 'Signal Type';
    expect(await labels('new_signal', 'filter_field', connection, form)).toContain(own);
    expect(await labels('new_signal', 'filter_field', connection)).not.toContain(own);
  });

  test('subscriptions', async () => {
    const made = new Date().toISOString().slice(0, 4);
    expect(await labels('send_test_event', 'subscription_id', connection)).toEqual([
      expect.stringMatching(`^Activepieces: New Siggnal Signal, active, made ${made}-`),
    ]);
  });

  test('failed deliveries: none has', async () => {
    expect(await labels('replay_delivery', 'delivery_id', connection)).toEqual([]);
  });

  test('say what is wrong instead of a list', async () => {
    expect(await engine.options('new_signal', 'source_id', null)).toEqual({
      ...{ disabled: true, options: [], placeholder: 'Choose a connection first.' },
    });
    const wrong = { ...connection, api_token: 'wrong' };
    expect(await engine.options('new_signal', 'source_id', wrong)).toEqual({
      ...{ disabled: true, options: [] },
      placeholder: expect.stringContaining('The gateway no longer accepts the API token.'),
    });
  });
});
