import { send } from '../../../test/support/http.ts';
import { until } from '../../../test/support/until.ts';
import type { Connection } from '../src/gateway.ts';
import { signalHooks } from '../src/index.ts';
import {
  Engine,
  type Flow,
  type FlowOptions,
  MemoryStore,
  type Payload,
} from './support/engine.ts';
import { openGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
let engine: Engine;
let connection: Connection;
let siggnal: string;
let ark: string;

beforeAll(async () => {
  gateway = await openGateway();
  engine = await Engine.start(signalHooks);
  connection = await gateway.connection();
  siggnal = await newSource('siggnal', 'Sales');
  ark = await newSource('signal-ark', 'Leads');
});
afterAll(async () => {
  await engine.close();
  await gateway.close();
});

const on: Flow[] = [];
afterEach(async () => {
  for (const flow of on.splice(0)) await flow.disable();
});

async function newSource(provider: string, name: string): Promise<string> {
  const source = { provider, name, secrets: ['secret-of-a-test'] };
  return String((await gateway.api.post('/v1/sources', source)).json.id);
}

/** Has a provider send an event. @returns its id */
async function happen(sourceId: string, event_type: string): Promise<string> {
  const { json } = await gateway.api.post(`/v1/sources/${sourceId}/test`, { event_type });
  expect(json.event_id).toMatch(/^evt_/);
  return String(json.event_id);
}

async function flowOn(options: Partial<FlowOptions> = {}): Promise<Flow> {
  const flow = engine.flow({ trigger: 'siggnal_signal', connection, ...options });
  await flow.enable();
  on.push(flow);
  return flow;
}

const ids = ({ runs }: Flow): unknown[] => runs.map(({ event_id }) => event_id);
const started = (flow: Flow, count: number) =>
  until(
    () => flow.runs,
    ({ length }) => length === count,
  );
const came = (flow: Flow, count: number) =>
  until(
    () => flow.requests,
    ({ length }) => length === count,
  );
const subscriptions = () => gateway.api.all<Record<string, unknown>>('/v1/subscriptions');

/** A request as it came, sent once more with something changed. */
async function again(flow: Flow, { headers, rawBody }: Payload, changed: Partial<Payload> = {}) {
  const body = changed.rawBody ?? rawBody;
  const { 'content-length': _length, ...kept } = { ...headers, ...changed.headers };
  expect((await send(flow.url, { headers: kept, body })).status).toBe(200);
}

describe('a flow', () => {
  test('subscribes, gets each event once as its sample shows it, and unsubscribes', async () => {
    const flow = await flowOn();
    const [made] = await subscriptions();
    expect(made).toMatchObject({
      ...{ name: 'Activepieces: New Siggnal Signal', target_url: flow.url, provider: 'siggnal' },
      ...{ format: 'flat', include_raw: false, status: 'active' },
    });
    const id = await happen(siggnal, 'signal');
    await started(flow, 1);
    const trigger = signalHooks.getTrigger('siggnal_signal');
    expect(ids(flow)).toEqual([id]);
    expect(Object.keys(flow.runs[0] ?? {})).toEqual(Object.keys(trigger?.sampleData as object));
    await flow.disable();
    await flow.disable();
    expect(await subscriptions()).toEqual([]);
    expect(flow.store.entries.has('subscription')).toBe(false);
  });

  test('that is published again has one subscription', async () => {
    const flow = await flowOn();
    await flow.enable();
    expect(await subscriptions()).toHaveLength(1);
    const id = await happen(siggnal, 'signal');
    await started(flow, 1);
    expect(ids(flow)).toEqual([id]);
  });

  test('can be switched off whose subscription is gone', async () => {
    const flow = await flowOn();
    const [made] = await subscriptions();
    await gateway.api.call('DELETE', `/v1/subscriptions/${made?.id}`);
    await flow.disable();
    expect(flow.store.entries.has('subscription')).toBe(false);
  });

  test('whose store fails leaves no subscription behind', async () => {
    class Full extends MemoryStore {
      override put = () => Promise.reject(new Error('the store is full'));
    }
    const flow = engine.flow({ trigger: 'siggnal_signal', connection, store: new Full() });
    await expect(flow.enable()).rejects.toThrow('the store is full');
    expect(await subscriptions()).toEqual([]);
  });

  test('of a kind of events is started by these alone', async () => {
    const flow = await flowOn({ trigger: 'signal_ark_play_match' });
    await happen(ark, 'signal.promoted');
    const matched = await happen(ark, 'signal.play_matched');
    await started(flow, 1);
    expect(ids(flow)).toEqual([matched]);
  });

  test('on alerts subscribes to those of the gateway, whatever its sources send', async () => {
    const flow = await flowOn({ trigger: 'alerts_alert' });
    expect(await subscriptions()).toMatchObject([{ provider: 'alerts', source_id: null }]);
    expect(await flow.test()).toEqual([]);
  });

  test('gets what passes its form', async () => {
    const other = await newSource('signal-ark', 'Other leads');
    const flow = await flowOn({
      trigger: 'new_signal',
      props: {
        ...{ source_id: other, event_types: ['signal.promoted', 'signal.play_matched'] },
        ...{ filter_field: 'icp_score', filter_op: 'gte', filter_value: '60' },
      },
    });
    await happen(ark, 'signal.promoted');
    await happen(other, 'social.lead_promoted');
    const wanted = await happen(other, 'signal.promoted');
    await started(flow, 1);
    expect(ids(flow)).toEqual([wanted]);
    // The fields of the source's own product come along.
    expect(flow.runs[0]).toHaveProperty('icp_score');
  });

  test.each([
    [{ filter_field: 'score' }, 'Fill in Filter Field, Filter Condition and Filter Value'],
    [
      { filter_field: 'occurred_at', filter_op: 'gt', filter_value: 'soon' },
      'Filter Value must be a date such as 2026-04-25',
    ],
    [{ source_id: 'src_gone' }, 'Source: There is no such source.'],
    [{ priority_at_least: 'urgent' }, 'Priority at Least'],
  ])('with %j in its form is not switched on: it says what to enter', async (props, words) => {
    const flow = engine.flow({ trigger: 'siggnal_signal', connection, props });
    await expect(flow.enable()).rejects.toThrow(words);
    await expect(flow.test()).rejects.toThrow(words);
    expect(flow.store.entries.size).toBe(0);
  });
});

describe('a delivery', () => {
  let flow: Flow;
  let delivery: Payload;
  let eventId: string;

  beforeEach(async () => {
    flow = await flowOn();
    eventId = await happen(siggnal, 'signal');
    [delivery] = (await came(flow, 1)) as [Payload];
    await started(flow, 1);
  });
  afterEach(() => jest.restoreAllMocks());

  const NOT_SIGNED = expect.stringContaining('it is not signed by the gateway of this flow');

  test('that comes again starts nothing, a replay does', async () => {
    await again(flow, delivery);
    await came(flow, 2);
    const [sent] = await gateway.api.all<{ id: string }>(`/v1/deliveries?event_id=${eventId}`);
    await gateway.api.post(`/v1/deliveries/${sent?.id}/replay`, {});
    await started(flow, 2);
    expect([ids(flow), flow.failures]).toEqual([[eventId, eventId], []]);
  });

  test('is remembered as long as it would be accepted', async () => {
    // Activepieces' own memory is thirty seconds long: this one begins anew.
    const other = engine.flow({ trigger: 'siggnal_signal', connection, store: flow.store });
    const in22Hours = Date.now() + 22 * 3600_000;
    jest.spyOn(Date, 'now').mockReturnValue(in22Hours);
    await other.run(delivery);
    expect([other.runs, other.failures]).toEqual([[], []]);
    jest.spyOn(Date, 'now').mockReturnValue(in22Hours + 2 * 3600_000);
    await other.run(delivery);
    expect(other.failures).toEqual([expect.stringContaining('almost a day old')]);
  });

  test('is remembered beside the latest others, and those whose time is over are forgotten', async () => {
    const later = Math.floor(Date.now() / 1000) + 3600;
    const entries = (until: number, count: number) =>
      Array.from({ length: count }, (_, at): [string, number] => [`${until}-${at}`, until]);
    const full = Object.fromEntries([...entries(later, 1000), ...entries(1, 10)]);
    for (const digit of '0123456789abcdef') await flow.store.put(`delivered-${digit}`, full);
    const next = await happen(siggnal, 'signal');
    await started(flow, 2);
    const [, secondDelivery] = flow.requests as [Payload, Payload];
    const kept = [...flow.store.entries]
      .filter(([key]) => key.startsWith('delivered-'))
      .map(([, text]) => Object.entries<number>(JSON.parse(text)))
      .filter(({ length }) => length !== 1010);
    expect(kept.map(({ length }) => length)).toEqual([400]);
    expect(kept[0]?.filter(([, until]) => until === 1)).toEqual([]);
    const other = engine.flow({ trigger: 'siggnal_signal', connection, store: flow.store });
    await other.run(secondDelivery);
    expect([ids(flow), other.runs]).toEqual([[eventId, next], []]);
  });

  test.each([
    ['another body', (text: string) => text.replace('{', '{ ')],
    ['a changed value', (text: string) => text.replace('evt_', 'evt_x')],
  ])('with %s is refused', async (_what, change) => {
    await again(flow, delivery, { rawBody: change(delivery.rawBody) });
    await came(flow, 2);
    await until(
      () => flow.failures,
      ({ length }) => length === 1,
    );
    expect([ids(flow), flow.failures]).toEqual([[eventId], [NOT_SIGNED]]);
  });

  test.each([
    ['no raw body', { rawBody: undefined as never }],
    ['no signature', { headers: {} }],
    ['the signature of another time', { headers: { 'webhook-timestamp': '1' } }],
  ])('with %s is refused', async (_what, changed) => {
    const headers = 'headers' in changed ? changed.headers : {};
    const isEmpty = 'headers' in changed && Object.keys(headers).length === 0;
    await flow.run({
      ...{ ...delivery, ...changed },
      headers: isEmpty ? {} : { ...delivery.headers, ...headers },
    });
    expect([ids(flow), flow.failures.length]).toEqual([[eventId], 1]);
  });

  test('to a flow without a secret is refused', async () => {
    const other = engine.flow({ trigger: 'siggnal_signal', connection });
    await other.run(delivery);
    expect([other.runs, other.failures]).toEqual([
      [],
      [expect.stringContaining('This flow holds no secret')],
    ]);
  });

  test('that is marked as a test starts nothing', async () => {
    const [made] = await subscriptions();
    const { json } = await gateway.api.post(`/v1/subscriptions/${made?.id}/test`, {});
    expect(json.delivered).toBe(true);
    await came(flow, 2);
    const next = await happen(siggnal, 'signal');
    await started(flow, 2);
    expect([ids(flow), flow.failures]).toEqual([[eventId, next], []]);
  });

  test('in another format says what to do', async () => {
    const [made] = await subscriptions();
    await gateway.api.call('PATCH', `/v1/subscriptions/${made?.id}`, { format: 'standard' });
    await happen(siggnal, 'signal');
    const failures = await until(
      () => flow.failures,
      ({ length }) => length === 1,
    );
    expect(failures).toEqual([expect.stringContaining('Set it back to flat there')]);
  });

  test('still starts the flow where the store fails', async () => {
    class Broken extends MemoryStore {
      override put = () => Promise.reject(new Error('the store is away'));
    }
    const store = new Broken();
    for (const [key, text] of flow.store.entries) store.entries.set(key, text);
    for (const key of store.entries.keys()) if (key !== 'subscription') store.entries.delete(key);
    const other = engine.flow({ trigger: 'siggnal_signal', connection, store });
    await other.run(delivery);
    expect(ids(other)).toEqual([eventId]);
  });

  test('hands on neither the secret nor the key it is known by', () => {
    const secret = JSON.parse(flow.store.entries.get('subscription') ?? '{}').secret;
    expect(secret).toMatch(/^whsec_/);
    expect(JSON.stringify(flow.runs)).not.toContain(secret);
    expect(Object.keys(flow.runs[0] ?? {})).not.toContain('_dedupe_key');
  });
});

test('the test of a trigger shows the latest events that fit, newest first', async () => {
  const flow = engine.flow({ trigger: 'siggnal_signal', connection });
  const newest: string[] = [];
  for (let at = 0; at < 6; at += 1) newest.unshift(await happen(siggnal, 'signal'));
  await happen(ark, 'signal.promoted');
  const shown = await flow.test();
  expect(shown.map(({ event_id }) => event_id)).toEqual(newest.slice(0, 5));
  expect(Object.keys(shown[0] ?? {})).not.toContain('raw');
});
