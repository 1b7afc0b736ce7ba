import { PROVIDERS } from '@signal-hooks/catalogue';
import { addSource, type Fixture, startFixture } from './support/fixture.ts';
import { Make } from './support/make/make.ts';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture?.close());

test('providers', async () => {
  const listed = await fixture.make.procedure('listProviders');
  const ours = Object.values(PROVIDERS).map(({ id, name }) => ({ label: name, value: id }));
  expect(listed.slice(0, ours.length)).toEqual(ours);
  expect(listed).toContainEqual({ label: 'GitHub', value: 'github' });
  expect(listed).toContainEqual({ label: 'Zoho SalesIQ', value: 'salesiq' });
});

test('the event types of the provider that is chosen above', async () => {
  const options = await fixture.make.procedure('listEventTypes', { provider: 'sigsentry' });
  expect(options.map(({ value }) => value)).toEqual([
    ...['analysis.complete', 'analysis.partial', 'watchdog.fired'],
  ]);
  for (const { label } of options) expect(label).toMatch(/^[A-Z]/);
  const many = await fixture.make.procedure('listEventTypes', { provider: 'salesiq' });
  expect(many).toHaveLength(33);
});

test('sources: those of the provider, or all, page by page up to 300', async () => {
  expect(await fixture.make.procedure('listSources')).toEqual([]);
  const sales = await addSource(fixture, 'siggnal', 'Sales');
  const numbers = Array.from({ length: 310 }, (_, at) => at + 1);
  await Promise.all(numbers.map((number) => addSource(fixture, 'sigsentry', `Service ${number}`)));
  expect(await fixture.make.procedure('listSources', { provider: 'siggnal' })).toEqual([
    { label: 'Sales (siggnal)', value: sales.id },
  ]);
  const all = await fixture.make.procedure('listSources');
  expect(all).toHaveLength(300);
  expect(all[0]?.label).toMatch(/^Service \d+ \(sigsentry\)$/);
  expect(new Set(all.map(({ value }) => value)).size).toBe(300);
});

test('own fields of what is built in take no request, so they are there whatever the gateway does', async () => {
  const offline = new Make();
  const own = await offline.procedure('ownFields', {}, { provider: 'siggnal' });
  expect(own).toEqual([
    { name: 'signal_id', type: 'text', label: 'Signal ID' },
    { name: 'signal_type', type: 'text', label: 'Signal type' },
    { name: 'signal_description', type: 'text', label: 'Signal description' },
    { name: 'relevance_explanation', type: 'text', label: 'Relevance explanation' },
  ]);
  expect(await offline.procedure('ownFields', { provider: 'siggnal' })).toEqual(own);
  expect(await offline.procedure('ownFields')).toEqual([]);
  expect(offline.logs).toEqual([]);
});

test('own fields of any other provider are those that the gateway tells', async () => {
  const { make } = fixture;
  const listed = await make.procedure('ownFieldsAtGateway', {}, { provider: 'github' });
  expect(listed.slice(0, 2)).toEqual([
    { name: 'action', type: 'text', label: 'Action' },
    { name: 'repository', type: 'text', label: 'Repository' },
  ]);
  expect(listed.map(({ name }) => name)).not.toContain('title');
  // Where only a source is chosen, its provider's.
  const { id } = await addSource(fixture, 'siggnal', 'Berlin');
  const ofSource = await make.procedure('ownFieldsAtGateway', {}, { source_id: id });
  expect(ofSource.map(({ name }) => name)).toEqual([
    ...['signal_id', 'signal_type', 'signal_description', 'relevance_explanation'],
  ]);
  expect(await make.procedure('ownFieldsAtGateway', { source_id: id })).toEqual(ofSource);
  const mapped = { provider: '{{1.provider}}' };
  expect(await make.procedure('ownFieldsAtGateway', mapped)).toEqual([]);
  // What is built in is not asked for twice.
  expect(await make.procedure('ownFieldsAtGateway', { provider: 'siggnal' })).toEqual([]);
});
