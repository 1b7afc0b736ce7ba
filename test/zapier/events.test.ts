import { PROVIDERS } from '@signal-hooks/catalogue';
import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import type { Item, Zap } from '../support/zapier-hooks.ts';
import { type Fixture, startFixture } from './fixture.ts';
import { ADMINISTRATION, PROVIDER_EVENTS, type ProviderEvent } from './provider-events.ts';
import { ROWS, type Row } from './rows.ts';
import { testSilence } from './secrets.ts';
import { addByApi, addByHand } from './sources.ts';

/** Triggers of one provider, with the number of the event that is in {@link ROWS}. */
const PROVIDER_TRIGGERS = [
  ['siggnal_signal', 'siggnal', 'sig_000001'],
  ['signal_ark_event', 'signal-ark', 'sig_000003'],
  ['signals_event', 'signals', '45'],
  ['sigsentry_analysis', 'sigsentry', 'ana_00000012'],
  ['salesiq_event', 'salesiq', '40526000001808019'],
] as const;

const TRIGGERS = ['new_signal', ...PROVIDER_TRIGGERS.map(([trigger]) => trigger)];

/** What is asked for in a trigger's form, and the subjects that come through. */
interface Filtered {
  readonly trigger: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly subjects: readonly string[];
}

const FILTERED: readonly Filtered[] = [
  {
    trigger: 'new_signal',
    input: { priority_at_least: 'medium' },
    subjects: ['sig_000001', 'ana_00000012', 'ana_00000013', 'rule_42'],
  },
  {
    trigger: 'new_signal',
    input: { event_types: ['user.created', 'lead.tag.action'] },
    subjects: ['45', '30000000095034'],
  },
  {
    trigger: 'new_signal',
    input: {
      filter_field: 'company_name',
      filter_op: 'in',
      filter_value: 'Nobody, ООО «Ромашка»',
    },
    subjects: ['sig_000001'],
  },
  {
    trigger: 'sigsentry_analysis',
    input: { priority_at_least: 'high' },
    subjects: ['ana_00000012', 'ana_00000013'],
  },
  {
    trigger: 'sigsentry_analysis',
    input: { filter_field: 'rule_id', filter_op: 'exists' },
    subjects: ['rule_42'],
  },
  {
    trigger: 'signal_ark_event',
    input: { filter_field: 'icp_score', filter_op: 'gte', filter_value: '63' },
    subjects: ['sig_000003', 'lead_000004'],
  },
  {
    trigger: 'signals_event',
    input: { filter_field: 'role_name', filter_op: 'starts_with', filter_value: 'Reviewer 1' },
    subjects: ['10', '11'],
  },
  {
    trigger: 'salesiq_event',
    input: { filter_field: 'is_enabled', filter_op: 'eq', filter_value: 'false' },
    subjects: ['40526000000002047'],
  },
];

const lineOf = ({ provider, type, title, subjectType, subjectId }: ProviderEvent): string =>
  [provider, type, title, subjectType, subjectId].join(' | ');
const lineOfItem = (item: Item): string =>
  [item.provider, item.event_type, item.title, item.subject_type, item.subject_id]
    .map((cell) => (cell === null ? '' : String(cell)))
    .join(' | ');
const subjectsOf = (items: readonly Item[]): unknown[] => items.map((item) => item.subject_id);

let fixture: Fixture;
/** Two Zaps on one trigger, of one connection. */
let everything: readonly Zap[];
const byTrigger = new Map<string, Zap>();
const filtered = new Map<Filtered, Zap>();
let ofAdministration: Zap;

beforeAll(async () => {
  fixture = await startFixture();
  const { api, emulator, zapOn } = fixture;
  await addByHand(api, emulator, 'siggnal', 'Leads');
  await addByHand(api, emulator, 'signal-ark', 'Workspace');
  await addByApi(api, emulator, 'signals', 'Users');
  await addByApi(api, emulator, 'sigsentry', 'Checkout');
  await addByApi(api, emulator, 'salesiq', 'Chats');
  const events = ADMINISTRATION.map(({ type }) => type);
  const { id } = await addByApi(api, emulator, 'salesiq', 'Administration', events);
  everything = [await zapOn('new_signal'), await zapOn('new_signal')];
  for (const [trigger] of PROVIDER_TRIGGERS) byTrigger.set(trigger, await zapOn(trigger));
  for (const one of FILTERED) filtered.set(one, await zapOn(one.trigger, one.input));
  ofAdministration = await zapOn('salesiq_event', { source_id: id });
}, INSTALL_LIMIT_MS);
afterAll(() => fixture?.close());

const zapOf = (trigger: string): Zap => {
  const zap = trigger === 'new_signal' ? everything[0] : byTrigger.get(trigger);
  if (zap === undefined) throw new Error(`there is no Zap with ${trigger}`);
  return zap;
};

/** What can be mapped in the editor: `contacts[]name` stands for a column of `contacts`. */
async function fieldsOf(trigger: string): Promise<string[]> {
  const { user, id, authData } = fixture.connection;
  const method = `triggers.${trigger}.operation.outputFields`;
  const owner = { user, connection: id };
  const bundle = { authData, inputData: {}, meta: {} };
  const fields = (await fixture.zapier.runtime.execute(method, bundle, owner)) as Row[];
  return [...new Set(fields.map(({ key }) => String(key).replace(/\[\].*$/, '')))];
}

test('the table has every event that is documented', () => {
  const documented = Object.values(PROVIDERS).flatMap(({ id, events }) =>
    Object.keys(events).map((type) => `${id} ${type}`),
  );
  const listed = PROVIDER_EVENTS.map(({ provider, type }) => `${provider} ${type}`);
  expect([...listed].sort()).toEqual(documented.sort());
  expect(listed).toHaveLength(1 + 3 + 7 + 3 + 20 + 13);
});

test('the dropdowns list the gateway’s sources, the newest first', async () => {
  const names = (trigger: string): Promise<string[]> =>
    fixture.labels(`triggers.${trigger}`, 'source_id');
  expect(await names('new_signal')).toEqual([
    'Administration (Zoho SalesIQ)',
    'Chats (Zoho SalesIQ)',
    'Checkout (SigSentry)',
    'Users (SIGNALS)',
    'Workspace (Signal Ark)',
    'Leads (Siggnal)',
  ]);
  expect(await names('siggnal_signal')).toEqual(['Leads']);
  expect(await names('signal_ark_event')).toEqual(['Workspace']);
  expect(await names('signals_event')).toEqual(['Users']);
  expect(await names('sigsentry_analysis')).toEqual(['Checkout']);
  expect(await names('salesiq_event')).toEqual(['Administration', 'Chats']);
});

test('before anything has happened, the editor’s test finds nothing', async () => {
  for (const trigger of TRIGGERS) expect(await zapOf(trigger).test()).toEqual([]);
});

test('every event starts both Zaps that want everything, once each', async () => {
  for (const { provider, type, number } of PROVIDER_EVENTS) {
    const { status, attempts } = await fixture.happen(provider, type, number);
    expect([type, status, attempts.length]).toEqual([type, 'delivered', 1]);
  }
  await fixture.delivered();
  for (const zap of everything) {
    const items = await zap.settled(PROVIDER_EVENTS.length);
    expect(items.map(lineOfItem).sort()).toEqual(PROVIDER_EVENTS.map(lineOf).sort());
    expect(new Set(items.map(({ id }) => id)).size).toBe(PROVIDER_EVENTS.length);
    expect(zap.failures).toEqual([]);
  }
});

test.each(PROVIDER_TRIGGERS)('%s gets the events of %s and no others', async (trigger, id) => {
  const expected = PROVIDER_EVENTS.filter(({ provider }) => provider === id);
  const items = await zapOf(trigger).settled(expected.length);
  expect(items.map(lineOfItem).sort()).toEqual(expected.map(lineOf).sort());
});

test.each(PROVIDER_TRIGGERS)(
  '%s has every field of %s, in order',
  async (trigger, _id, subject) => {
    const row = ROWS[trigger] ?? {};
    const found = (await zapOf(trigger).settled(1)).filter((item) => item.subject_id === subject);
    expect(found).toEqual([row]);
    expect(Object.keys(found[0] ?? {})).toEqual(Object.keys(row));
    expect(await fieldsOf(trigger)).toEqual(Object.keys(row));
    expect(found[0]?.id).toBe(found[0]?.event_id);
    // New Signal has what all providers have in common.
    const [common] = (await zapOf('new_signal').settled(1)).filter(({ id }) => id === found[0]?.id);
    const own = Object.entries(found[0] ?? {}).filter(([key]) => key in (common ?? {}));
    expect(Object.keys(common ?? {})).toHaveLength(1 + COMMON);
    for (const [key, cell] of own) {
      // A provider's own trigger leaves out the columns of contacts that it never fills.
      if (key === 'contacts') expect(common?.[key]).toMatchObject(cell as object[]);
      else expect([key, common?.[key]]).toEqual([key, cell]);
    }
    const others = Object.entries(common ?? {}).filter(([key]) => !(key in (found[0] ?? {})));
    expect(others.filter(([, cell]) => cell !== null && String(cell) !== '')).toEqual([]);
  },
);

test.each(TRIGGERS)('%s shows in the editor what it then delivers', async (trigger) => {
  const zap = zapOf(trigger);
  const listed = await zap.test();
  const delivered = new Map(zap.items.map((item) => [item.id, item]));
  expect(listed).toHaveLength(Math.min(3, delivered.size));
  for (const item of listed) {
    expect(item).toEqual(delivered.get(item.id));
    expect(Object.keys(item)).toEqual(Object.keys(delivered.get(item.id) ?? {}));
  }
  const times = listed.map((item) => String(item.received_at));
  expect(times).toEqual([...times].sort().reverse());
});

test.each(FILTERED)('$trigger with $input', async (one) => {
  const zap = filtered.get(one);
  const items = (await zap?.settled(one.subjects.length)) ?? [];
  expect(subjectsOf(items).sort()).toEqual([...one.subjects].sort());
  // The gateway filters the list as it filters the deliveries; the newest come first.
  const newestFirst = [...one.subjects].reverse();
  expect(subjectsOf((await zap?.test()) ?? [])).toEqual(newestFirst.slice(0, 3));
});

test('a Zap on one source gets nothing of the provider’s other source', async () => {
  const items = await ofAdministration.settled(ADMINISTRATION.length);
  expect(items.map(lineOfItem).sort()).toEqual(ADMINISTRATION.map(lineOf).sort());
  const newest = ['40526000000002047', '40526000000002046', '40526000002200045'];
  expect(subjectsOf(await ofAdministration.test())).toEqual(newest);
});

test('Find Event finds by id, and the latest by a field', async () => {
  const find = (input: Row): Promise<unknown> => fixture.run('searches.find_event', input);
  const [item] = (await zapOf('new_signal').settled(1)).filter(
    ({ subject_id: subject }) => subject === 'sig_000003',
  );
  expect(await find({ event_id: item?.id })).toEqual([item]);
  expect(await find({ event_id: 'evt_00000000000000000000000000' })).toEqual([]);
  const latestOf = async (field: string, value: unknown): Promise<unknown[]> =>
    subjectsOf((await find({ field, value })) as Item[]);
  expect(await latestOf('company_name', 'Acme Corp')).toEqual(['lead_000004']);
  expect(await latestOf('contact_email', 'anna@romashka.example')).toEqual(['sig_000001']);
  expect(await latestOf('company_tax_id', '7701234567')).toEqual(['sig_000001']);
  expect(await latestOf('subject_id', '115000000029036')).toEqual(['115000000029036']);
  expect(await latestOf('company_domain', 'nobody.example')).toEqual([]);
  // However it is written, and whichever contact it is.
  expect(await latestOf('company_name', '  acme  CORP ')).toEqual(['lead_000004']);
  expect(await latestOf('company_domain', 'https://www.Acme.example/about')).toEqual([
    'lead_000004',
  ]);
  expect(await latestOf('company_tax_id', 7701234567)).toEqual(['sig_000001']);
  expect(await latestOf('contact_email', ' Pavel@Romashka.example')).toEqual(['sig_000001']);
  expect(await latestOf('company_name', 'Acme')).toEqual([]);
});

testSilence(() => fixture);

/** Fields that the records of all providers have. */
const COMMON = 23;
