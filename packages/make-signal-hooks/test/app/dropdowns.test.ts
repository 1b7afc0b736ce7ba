import { Make } from './support/make/make.ts';
import { addSource, type Stage, setStage } from './support/stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());

test('providers', async () => {
  expect(await stage.make.procedure('listProviders')).toEqual([
    { label: 'Siggnal', value: 'siggnal' },
    { label: 'Signal Ark', value: 'signal-ark' },
    { label: 'SIGNALS', value: 'signals' },
    { label: 'SigSentry', value: 'sigsentry' },
    { label: 'Zoho SalesIQ', value: 'salesiq' },
  ]);
});

test('the event types of the provider that is chosen above', async () => {
  const options = await stage.make.procedure('listEventTypes', { provider: 'sigsentry' });
  expect(options.map(({ value }) => value)).toEqual([
    ...['analysis.complete', 'analysis.partial', 'watchdog.fired'],
  ]);
  for (const { label } of options) expect(label).toMatch(/^[A-Z]/);
  const many = await stage.make.procedure('listEventTypes', { provider: 'salesiq' });
  expect(many).toHaveLength(33);
});

test('sources: those of the provider, or all, page by page up to 300', async () => {
  expect(await stage.make.procedure('listSources')).toEqual([]);
  const sales = await addSource(stage, 'siggnal', 'Sales');
  const numbers = Array.from({ length: 310 }, (_, at) => at + 1);
  await Promise.all(numbers.map((number) => addSource(stage, 'sigsentry', `Service ${number}`)));
  expect(await stage.make.procedure('listSources', { provider: 'siggnal' })).toEqual([
    { label: 'Sales (siggnal)', value: sales.id },
  ]);
  const all = await stage.make.procedure('listSources');
  expect(all).toHaveLength(300);
  expect(all[0]?.label).toMatch(/^Service \d+ \(sigsentry\)$/);
  expect(new Set(all.map(({ value }) => value)).size).toBe(300);
});

test('own fields take no request, so they are there whatever the gateway does', async () => {
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
  expect(await offline.procedure('ownFields', { provider: '{{1.provider}}' })).toEqual([]);
  expect(offline.logs).toEqual([]);
});
