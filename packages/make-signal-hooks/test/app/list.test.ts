import {
  addSource,
  type Fixture,
  happen,
  startFixture,
  type TestSource,
} from './support/fixture.ts';

let fixture: Fixture;
let sales: TestSource;
let users: TestSource;
/** The ids of everything that happened, the newest first. */
const events: string[] = [];

/** More than two of the gateway's pages. */
const COUNT = 205;

beforeAll(async () => {
  fixture = await startFixture();
  sales = await addSource(fixture, 'siggnal', 'Sales');
  users = await addSource(fixture, 'signals', 'Users');
  for (let number = 1; number <= COUNT; number += 1) {
    const priority = number <= 150 ? 'medium' : 'low';
    events.unshift(await happen(fixture, sales, 'signal', { priority }));
  }
  for (const type of ['user.created', 'role.created', 'role.updated']) {
    events.unshift(await happen(fixture, users, type));
  }
});
afterAll(() => fixture?.close());

const list = (parameters = {}) => fixture.make.run('listEvents', parameters);
const idsOf = (bundles: readonly { event_id: string }[]): string[] =>
  bundles.map(({ event_id }) => event_id);
const typesOf = (bundles: readonly { event_type: string }[]): string[] =>
  bundles.map(({ event_type }) => event_type);

test('without a limit it reads every page, the newest first, each event once', async () => {
  const from = fixture.make.logs.length;
  const bundles = await list();
  expect(idsOf(bundles)).toEqual(events);
  expect(bundles).toHaveLength(208);
  expect(fixture.make.logs.slice(from)).toHaveLength(3);
});

test.each([
  [1, 1],
  [10, 1],
  [100, 1],
  [101, 2],
  [200, 2],
])('with a limit of %i it stops after %i pages', async (limit, pages) => {
  const from = fixture.make.logs.length;
  expect(idsOf(await list({ limit }))).toEqual(events.slice(0, limit));
  expect(fixture.make.logs.slice(from)).toHaveLength(pages);
});

test('a bundle is the very record that starts a scenario', async () => {
  const hook = await fixture.make.hook({ provider: 'signals', include_raw: true });
  const event = await happen(fixture, users, 'user.created');
  await hook.came(1);
  const [bundle] = await list({ limit: 1 });
  events.unshift(event);
  expect(bundle).toEqual(hook.bundles[0]);
  await hook.detach();
  await hook.close();
});

test('the form chooses provider, event types, source and time', async () => {
  expect(await list({ provider: 'signals' })).toHaveLength(4);
  expect(await list({ provider: 'sigsentry' })).toEqual([]);
  const roles = { provider: 'signals', event_types: ['role.created', 'role.updated'] };
  expect(typesOf(await list(roles))).toEqual(['role.updated', 'role.created']);
  expect(typesOf(await list({ source_id: users.id, limit: 2 }))).toEqual([
    'user.created',
    'role.updated',
  ]);
  const [newest] = await list({ limit: 1 });
  // As Make passes on a date.
  expect(idsOf(await list({ since: newest.received_at }))).toEqual([newest.event_id]);
});

test('the form chooses by priority and by conditions', async () => {
  expect(await list({ priority_at_least: 'medium' })).toHaveLength(150);
  expect(await list({ priority_at_least: 'low' })).toHaveLength(205);
  expect(await list({ priority_at_least: 'high' })).toEqual([]);
  const company = { field: 'company_tax_id', op: 'eq', value: '7701234567' };
  expect(await list({ conditions: [company], limit: 3 })).toHaveLength(3);
  const industry = { field: 'company_industry', op: 'starts_with', value: 'fin' };
  expect(await list({ conditions: [company, industry] })).toEqual([]);
});

test('the form finds by a text, wherever it stands, whatever its case', async () => {
  const event = await happen(fixture, sales, 'signal', { note: 'Seen on Hacker News' });
  events.unshift(event);
  expect(idsOf(await list({ text: 'hacker news' }))).toEqual([event]);
  expect(await list({ text: 'nowhere to be found' })).toEqual([]);
});

test('fields that were emptied again count as empty', async () => {
  const empty = {
    ...{ provider: '', event_types: [], source_id: null, since: null, priority_at_least: '' },
    ...{ text: '', conditions: [] },
  };
  expect(await list({ ...empty, limit: 5 })).toHaveLength(5);
});

test('with a provider chosen, every field of a bundle can be mapped, in that order', async () => {
  const parameters = { provider: 'signals', limit: 1 };
  const fields = await fixture.make.fieldsOf('listEvents', { parameters });
  const [bundle] = await list(parameters);
  expect(Object.keys(bundle)).toEqual(fields.map(({ name }) => name));
});
