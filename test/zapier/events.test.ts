import { PROVIDERS, type Provider, type ProviderId, triggersOf } from '@signal-hooks/catalogue';
import {
  type Cells,
  type GoldenSample,
  goldenSamples,
  wholeRecord,
  withoutNeverFilled,
} from '../../packages/catalogue/test/support/golden.ts';
import { addSource } from '../support/sources.ts';
import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import type { Item, Zap } from '../support/zapier-hooks.ts';
import { type Fixture, startFixture } from './fixture.ts';
import { testSilence } from './secrets.ts';

/** An event that happens at a provider, and what its golden file says of it. */
interface ProviderEvent {
  readonly provider: Provider;
  readonly type: string;
  readonly sample: GoldenSample;
}

/** Every event that the vendors document, once. */
const PROVIDER_EVENTS: readonly ProviderEvent[] = Object.values(PROVIDERS).flatMap((provider) =>
  goldenSamples(provider).map(([type, sample]) => ({ provider, type, sample })),
);

/** The administration of SalesIQ, which has a webhook of its own. */
const ADMINISTRATION = PROVIDER_EVENTS.filter(
  ({ provider, type }) =>
    provider.id === 'salesiq' && /^(operator|department|tag|brands)\./.test(type),
);

const PROVIDER_TRIGGERS = Object.values(PROVIDERS).map(
  (provider) => [triggersOf(provider)[0].key, provider] as const,
);

/** The triggers for one kind of events, and the provider and type of these. */
const KINDS = [
  ['signal_ark_play_match', 'signal-ark', 'signal.play_matched'],
  ['signals_user_deactivated', 'signals', 'user.deactivated'],
  ['salesiq_missed_chat', 'salesiq', 'conversation.missed'],
  ['salesiq_chat_rating', 'salesiq', 'conversation.rated'],
] as const;

const TRIGGERS = [
  'new_signal',
  ...PROVIDER_TRIGGERS.map(([trigger]) => trigger),
  ...KINDS.map(([trigger]) => trigger),
];

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

const lineOf = ({ provider, type, sample: { cells } }: ProviderEvent): string =>
  lineOfItem({ ...cells, provider: provider.id, event_type: type });
const lineOfItem = (item: Cells): string =>
  [item.provider, item.event_type, item.title, item.subject_type, item.subject_id]
    .map((cell) => String(cell ?? ''))
    .join(' | ');
/** A cell of which only the form is known beforehand. */
const EVENT_ID: unknown = expect.stringMatching(/^evt_[0-9a-z]{26}$/);
const NOW: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const SOURCE = {
  source_id: expect.stringMatching(/^src_[0-9a-z]{26}$/),
  source_name: expect.any(String),
};
/** Fields that the records of all providers have, at the beginning. */
const COMMON = 29;

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
  for (const { id } of Object.values(PROVIDERS)) await addSource(api, emulator, id);
  const events = ADMINISTRATION.map(({ type }) => type);
  const { id } = await addSource(api, emulator, 'salesiq', 'Administration', events);
  everything = [await zapOn('new_signal'), await zapOn('new_signal')];
  for (const [trigger] of PROVIDER_TRIGGERS) byTrigger.set(trigger, await zapOn(trigger));
  for (const [trigger] of KINDS) byTrigger.set(trigger, await zapOn(trigger));
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
  const fields = (await fixture.zapier.runtime.execute(method, bundle, owner)) as Cells[];
  return [...new Set(fields.map(({ key }) => String(key).replace(/\[\].*$/, '')))];
}

test('the dropdowns list the gateway’s sources, the newest first', async () => {
  const names = (trigger: string): Promise<string[]> =>
    fixture.labels(`triggers.${trigger}`, 'source_id');
  const all = Object.values(PROVIDERS).map(({ name }) => `${name} (${name})`);
  expect(await names('new_signal')).toEqual(['Administration (Zoho SalesIQ)', ...all.reverse()]);
  for (const [trigger, { id, name }] of PROVIDER_TRIGGERS) {
    const others = id === 'salesiq' ? ['Administration'] : [];
    expect(await names(trigger)).toEqual([...others, name]);
  }
});

test('before anything has happened, the editor’s test finds nothing', async () => {
  for (const trigger of TRIGGERS) expect(await zapOf(trigger).test()).toEqual([]);
});

test('every event starts both Zaps that want everything, once each', async () => {
  for (const { provider, type, sample } of PROVIDER_EVENTS) {
    const { status, attempts } = await fixture.happen(
      provider.id as ProviderId,
      type,
      sample.sequence,
    );
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

describe.each(PROVIDER_TRIGGERS)('%s', (trigger, provider) => {
  const events = PROVIDER_EVENTS.filter((event) => event.provider === provider);

  test('gets the events of its provider and no others', async () => {
    const items = await zapOf(trigger).settled(events.length);
    expect(items.map(lineOfItem).sort()).toEqual(events.map(lineOf).sort());
  });

  test('offers every field that its provider fills, in order', async () => {
    const row = withoutNeverFilled(provider.id, wholeRecord(provider.id, {}));
    expect(await fieldsOf(trigger)).toEqual(['id', ...Object.keys(row)]);
  });

  test.each(events.filter(({ sample }) => sample.complete))(
    'has every field of $type, in order',
    async ({ type, sample: { cells } }) => {
      const items = (await zapOf(trigger).settled(events.length)).filter(
        (item) => item.event_type === type,
      );
      const added = { event_id: EVENT_ID, ...SOURCE, provider: provider.id, event_type: type };
      const record = wholeRecord(provider.id, { ...added, received_at: NOW, ...cells });
      const row = { id: EVENT_ID, ...withoutNeverFilled(provider.id, record) };
      expect(items).toEqual([row]);
      const [item = {} as Cells] = items;
      expect(Object.keys(item)).toEqual(Object.keys(row));
      expect(item.id).toBe(item.event_id);
      // New Signal has what all providers have in common.
      const [common = {} as Cells] = (await zapOf('new_signal').settled(1)).filter(
        ({ id }) => id === item.id,
      );
      expect(Object.keys(common)).toEqual(['id', ...Object.keys(record).slice(0, COMMON)]);
      expect(common).toMatchObject(Object.fromEntries(Object.entries(record).slice(0, COMMON)));
    },
  );
});

test.each(KINDS)('%s gets its kind of events and no others', async (trigger, id, type) => {
  const events = PROVIDER_EVENTS.filter((event) => event.provider.id === id && event.type === type);
  const items = await zapOf(trigger).settled(events.length);
  expect(items.map(lineOfItem)).toEqual(events.map(lineOf));
  expect(items).toHaveLength(1);
});

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
  const find = (input: Cells): Promise<unknown> => fixture.run('searches.find_event', input);
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

test('Find Events finds all that fit, newest first, as New Signal has them', async () => {
  const find = async (input: Cells): Promise<Item[]> =>
    (await fixture.run('searches.find_events', input)) as Item[];
  const urgent = await find({ priority_at_least: 'medium' });
  expect(subjectsOf(urgent)).toEqual(['rule_42', 'ana_00000013', 'ana_00000012', 'sig_000001']);
  const delivered = new Map(zapOf('new_signal').items.map((item) => [item.id, item]));
  for (const item of urgent) expect(item).toEqual(delivered.get(item.id));
  const input = { filter_field: 'icp_score', filter_op: 'gte', filter_value: '63' };
  expect(subjectsOf(await find(input))).toEqual(['lead_000004', 'sig_000003']);
  expect(subjectsOf(await find({ ...input, most_events: 1 }))).toEqual(['lead_000004']);
  expect(subjectsOf(await find({ words: 'РОМАШКА' }))).toEqual(['sig_000001']);
  expect(await find({ since: '2100-01-01' })).toEqual([]);
  expect(await find({ until: '2020-01-01T00:00:00Z' })).toEqual([]);
  // With a source chosen, its own fields are there too.
  const sources = await fixture.api.all<{ readonly id: string }>('/v1/sources?provider=siggnal');
  const [signal] = await find({ source_id: sources[0]?.id });
  expect(signal).toMatchObject({ provider: 'siggnal', signal_id: 'sig_000001' });
});

testSilence(() => fixture);
