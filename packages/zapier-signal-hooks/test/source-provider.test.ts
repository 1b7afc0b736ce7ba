/** New Signal with a source whose provider the gateway’s owner has described. */
import { rawRequest } from './support/delivery.ts';
import { COMMON_ITEM, eventOf, SIGGNAL_RECORD } from './support/records.ts';
import { TestServer } from './support/test-server.ts';
import { refusalOf, run } from './support/zapier.ts';

const field = (key: string, label: string, type: string, status: string | null = 'seen') => ({
  ...{ key, label, type, status, help: null, sample: null, ops: ['eq'], items: null },
});

/** A provider as `GET /v1/providers` shows it. */
const ACME = {
  id: 'acme',
  event_types: [
    { type: 'order.paid', label: 'Order Paid', description: 'Triggers when …', status: 'seen' },
  ],
  fields: [
    field('title', 'Title', 'string', null),
    field('order_total', 'Order Total', 'number'),
    field('paid_at', 'Paid At', 'datetime'),
    {
      ...field('lines', 'Lines', 'list'),
      items: [{ key: 'sku', label: 'SKU', type: 'id', sample: 'A-1' }],
    },
  ],
};

const {
  raw: _raw,
  signal_id,
  signal_type,
  signal_description,
  relevance_explanation,
  ...rest
} = SIGGNAL_RECORD;
const RECORD = {
  ...rest,
  provider: 'acme',
  order_total: 12.5,
  paid_at: '2026-11-02T09:15:00.000Z',
  lines: [{ sku: 'A-1' }],
  raw: {},
};
const ITEM = {
  ...COMMON_ITEM,
  provider: 'acme',
  order_total: 12.5,
  paid_at: '2026-11-02T09:15:00.000Z',
  lines: [{ sku: 'A-1' }],
};
const CHOSEN = { source_id: 'src_01acme' };

let gateway: TestServer;
beforeAll(async () => {
  gateway = await TestServer.start();
});
beforeEach(() => {
  gateway.seen.length = 0;
  gateway.reply = ({ path, query }) => {
    if (path === '/v1/providers' && query.get('source_id') === CHOSEN.source_id) {
      return { status: 200, body: { data: [ACME], next_cursor: null } };
    }
    if (path === '/v1/subscriptions') {
      return { status: 201, body: { id: 'sub_01', secret: 'whsec_eA==' } };
    }
    if (path === '/v1/events') {
      return { status: 200, body: { data: [eventOf(RECORD)], next_cursor: null } };
    }
    return {
      status: 404,
      body: {
        type: '/docs/reference/errors.md#source_not_found',
        ...{ title: 'No such source', status: 404, detail: 'There is no such source.' },
        code: 'source_not_found',
        request_id: '0d9c1c38-5a55-4f3b-9d39-3f2c4d1b7a10',
      },
      headers: { 'content-type': 'application/problem+json' },
    };
  };
});
afterAll(() => gateway.close());

const method = (what: string): string => `triggers.new_signal.operation.${what}`;
const ask = <Result>(what: string, input: object = CHOSEN): Promise<Result> =>
  run<Result>(method(what), { gateway: gateway.url, input: { ...input } });

/** Where a field of the form stands. */
const [SOURCE, EVENT_TYPES, , FILTER_FIELD] = [0, 1, 2, 3];
const choices = async (at: number, input: object = CHOSEN): Promise<string[]> => {
  type Choices = { readonly results: readonly { readonly label: string }[] };
  const { results } = await ask<Choices>(`inputFields.${at}.choices.perform`, input);
  return results.map(({ label }) => label);
};

type Fields = readonly { readonly key: string; readonly label: string; readonly type: string }[];
const fields = async (input: object): Promise<Fields> => {
  const all = await ask<Fields>('outputFields', input);
  return all.slice(all.findIndex(({ key }) => key === 'subject_id') + 1);
};

test('its own fields can be mapped, a list’s columns as line items', async () => {
  expect(await fields(CHOSEN)).toMatchObject([
    { key: 'order_total', label: 'Order Total', type: 'number' },
    { key: 'paid_at', label: 'Paid At', type: 'datetime' },
    { key: 'lines[]sku', label: 'Lines SKU', type: 'string' },
  ]);
});

test('without a source, or with one that is gone, there are none', async () => {
  expect(await fields({})).toEqual([]);
  expect(gateway.seen).toEqual([]);
  expect(await fields({ source_id: 'src_gone' })).toEqual([]);
});

test('deliveries and samples hold them, and only with the source chosen', async () => {
  const delivered = { rawRequest: rawRequest({ content: JSON.stringify(RECORD) }) };
  expect(await run(method('perform'), { ...delivered, input: CHOSEN })).toEqual([ITEM]);
  expect(await ask('performList')).toEqual([ITEM]);
  const { order_total, paid_at, lines, ...common } = ITEM;
  expect(await run(method('perform'), delivered)).toEqual([common]);
});

test('its fields can be filtered by, and its event types chosen', async () => {
  expect((await choices(FILTER_FIELD)).slice(-3)).toEqual(['Order Total', 'Paid At', 'Lines']);
  expect(await choices(FILTER_FIELD, {})).not.toContain('Order Total');
  expect(await choices(EVENT_TYPES)).toEqual(['Order Paid']);
  expect(await choices(EVENT_TYPES, {})).toContain('Siggnal: Signal');
});

test('a condition’s value has the type of the field', async () => {
  const filter = { filter_field: 'order_total', filter_op: 'gte', filter_value: '10' };
  await run(method('performSubscribe'), {
    gateway: gateway.url,
    targetUrl: 'https://hooks.zapier.com/hooks/standard/123/abc/',
    subscribeData: null,
    input: { ...CHOSEN, ...filter },
  });
  expect(JSON.parse(gateway.seen.at(-1)?.body ?? '')).toMatchObject({
    source_id: 'src_01acme',
    filter: [{ field: 'order_total', op: 'gte', value: 10 }],
  });
  const wrong = { ...CHOSEN, ...filter, filter_value: 'ten' };
  expect(await refusalOf(ask('performList', wrong))).toMatchObject({
    message: expect.stringContaining('for the field Order Total.'),
  });
});

test('choosing a source changes the fields: the editor is told so', async () => {
  const form = await ask<readonly { readonly altersDynamicFields?: boolean }[]>('inputFields');
  expect(form[SOURCE]?.altersDynamicFields).toBe(true);
});
