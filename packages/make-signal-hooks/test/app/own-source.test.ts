/** A product that the gateway does not know: the user's own definition is stored there. */
import {
  addOwnSource,
  type Fixture,
  happen,
  startFixture,
  type TestSource,
} from './support/fixture.ts';

const own = (key: string, label: string, type: string, from: string) => ({
  ...{ key, label, type, from, status: 'seen', sample: null },
});

const DEALS = {
  id: 'acme-deals',
  name: 'Acme Deals',
  signature: { algorithm: 'hmac-sha256', header: 'acme-signature', encoding: 'hex' },
  eventType: 'kind',
  identity: [{ parts: ['id'] }, { parts: [{ digestWithout: [] }] }],
  common: { title: 'deal.name', company_name: 'deal.company' },
  fields: [
    own('deal_amount', 'Deal Amount', 'number', 'deal.amount'),
    own('deal_is_new', 'Deal Is New', 'boolean', 'deal.new'),
    own('closed_at', 'Closed At', 'datetime', 'deal.closed'),
    own('owner', 'Owner', 'email', 'deal.owner'),
    {
      ...{
        key: 'products',
        label: 'Products',
        type: 'list',
        from: 'deal.products',
        status: 'seen',
      },
      items: [
        { ...own('sku', 'SKU', 'id', 'sku'), sample: 'A-1' },
        { ...own('price', 'Price', 'number', 'price'), sample: 9 },
      ],
    },
  ],
  events: {
    'deal.won': {
      ...{ label: 'Deal Won', description: 'Triggers when a deal is won.', status: 'seen' },
      sample: {
        kind: 'deal.won',
        id: 'deal_{sequence:6}',
        deal: {
          ...{ name: 'Renewal', company: 'Acme', amount: 1200.5, new: true },
          ...{ closed: '2026-04-25T14:30:00Z', owner: 'ann@acme.example' },
          products: [{ sku: 'A-1', price: 9 }],
        },
      },
    },
    'deal.lost': {
      ...{ label: 'Deal Lost', description: 'Triggers when a deal is lost.', status: 'seen' },
      sample: { kind: 'deal.lost', id: 'deal_{sequence:6}', deal: { name: 'Trial' } },
    },
  },
};

/** As the form of its own fields looks, by hand. */
const FIELDS = [
  { name: 'deal_amount', type: 'number', label: 'Deal Amount' },
  { name: 'deal_is_new', type: 'boolean', label: 'Deal Is New' },
  { name: 'closed_at', type: 'date', label: 'Closed At' },
  { name: 'owner', type: 'email', label: 'Owner' },
  { name: 'products', type: 'array', label: 'Products' },
];

let fixture: Fixture;
let deals: TestSource;

beforeAll(async () => {
  fixture = await startFixture();
  deals = await addOwnSource(fixture, DEALS, 'Deals of Berlin');
});
afterAll(() => fixture?.close());

test('it can be chosen like any other, with its event types and its source', async () => {
  const { make } = fixture;
  expect(await make.procedure('listProviders')).toContainEqual({
    ...{ label: 'Acme Deals', value: 'acme-deals' },
  });
  expect(await make.procedure('listEventTypes', { provider: 'acme-deals' })).toEqual([
    { label: 'Deal Won', value: 'deal.won' },
    { label: 'Deal Lost', value: 'deal.lost' },
  ]);
  expect(await make.procedure('listSources', { provider: 'acme-deals' })).toEqual([
    { label: 'Deals of Berlin (acme-deals)', value: deals.id },
  ]);
});

test.each(['provider', 'source_id'])(
  'with its %s chosen, an event starts the scenario, and every field of it can be mapped',
  async (by) => {
    const { make } = fixture;
    const hook = await make.hook({
      ...{ [by]: by === 'provider' ? 'acme-deals' : deals.id, include_raw: true },
      event_types: ['deal.won'],
    });
    await happen(fixture, deals, 'deal.lost');
    await happen(fixture, deals, 'deal.won');
    await hook.came(1);
    const fields = await make.fieldsOf('watchNewSignals', { webhook: hook.data });
    expect(fields.filter(({ name }) => FIELDS.some((each) => each.name === name))).toEqual(FIELDS);
    expect(Object.keys(hook.bundles[0])).toEqual(fields.map(({ name }) => name));
    expect(hook.bundles).toMatchObject([
      {
        ...{ provider: 'acme-deals', event_type: 'deal.won', title: 'Renewal' },
        ...{ company_name: 'Acme', deal_amount: 1200.5, deal_is_new: true },
        ...{ closed_at: '2026-04-25T14:30:00.000Z', owner: 'ann@acme.example' },
        products: [{ sku: 'A-1', price: 9 }],
      },
    ]);
    await hook.detach();
    await hook.close();
  },
);

test('a list of its events has them too', async () => {
  const parameters = { provider: 'acme-deals', event_types: ['deal.won'], limit: 1 };
  const fields = await fixture.make.fieldsOf('listEvents', { parameters });
  const [bundle] = await fixture.make.run('listEvents', parameters);
  expect(Object.keys(bundle)).toEqual(fields.map(({ name }) => name));
});
