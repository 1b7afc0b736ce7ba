import app from '../index.ts';
import { linkProblems, userTexts } from './support/checks.ts';
import { type AppLike, subjectsOf } from './support/subjects.ts';
import { createAppHandler } from './support/zapier.ts';

const handle = createAppHandler(app);
const { authentication, triggers } = app as AppLike;
const formOf = (key: string) => triggers[key]?.operation.inputFields ?? [];

test('Zapier’s own schema check finds nothing', async () => {
  expect((await handle({ command: 'validate' })).results).toEqual([]);
});

test('Zapier’s own schema check would find something', async () => {
  const { new_signal: trigger, ...others } = triggers;
  const broken = { ...app, triggers: { ...others, new_signal: { ...trigger, noun: undefined } } };
  const { results } = await createAppHandler(broken)({ command: 'validate' });
  expect(results).not.toEqual([]);
});

test('what Zapier gets to see of the app can be written as JSON', async () => {
  const { results } = await handle({ command: 'definition' });
  const { platformVersion, version, ...shown } = JSON.parse(JSON.stringify(results));
  expect(platformVersion).toBe('19.1.0');
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(shown.triggers.new_signal.operation.perform).toBe('$func$2$f$');
});

/** Zaps name them: a key that goes away breaks them (C001). */
test('these are there, and none of them may go', () => {
  expect(
    subjectsOf(app).map(({ kind, item }) => `${kind} ${item.key}: ${item.display.label}`),
  ).toEqual([
    'hook new_signal: New Signal',
    'hook siggnal_signal: Siggnal Signal',
    'hook signal_ark_event: Signal Ark Event',
    'hook signals_event: SIGNALS Event',
    'hook sigsentry_analysis: SigSentry Analysis',
    'hook salesiq_event: SalesIQ Event',
    'dropdown sources: Sources',
    'dropdown sources_siggnal: Siggnal Sources',
    'dropdown sources_signal_ark: Signal Ark Sources',
    'dropdown sources_signals: SIGNALS Sources',
    'dropdown sources_sigsentry: SigSentry Sources',
    'dropdown sources_salesiq: Zoho SalesIQ Sources',
    'dropdown failed_deliveries: Failed Deliveries',
    'search find_event: Find Event',
    'create replay_delivery: Replay Delivery',
  ]);
  for (const group of [app.triggers, app.searches, app.creates]) {
    for (const [key, item] of Object.entries(group ?? {})) expect(item.key).toBe(key);
  }
});

/** Zaps name them too (C002). */
test('a trigger asks for these, and none of them may go', () => {
  const keys = (key: string) => formOf(key).map((field) => field.key);
  const filter = ['filter_field', 'filter_op', 'filter_value'];
  const all = ['source_id', 'event_types', 'priority_at_least', ...filter];
  expect(keys('new_signal')).toEqual(all);
  expect(keys('sigsentry_analysis')).toEqual(all);
  // Nothing of these ever has a priority.
  for (const key of ['signals_event', 'signal_ark_event', 'salesiq_event']) {
    expect(keys(key)).toEqual(['source_id', 'event_types', ...filter]);
  }
  // Siggnal has one type of event only.
  expect(keys('siggnal_signal')).toEqual(['source_id', 'priority_at_least', ...filter]);
});

test('each list of sources is that of the trigger’s own provider', () => {
  const listOf = (key: string) => formOf(key)[0]?.dynamic;
  expect(
    [
      'new_signal',
      'siggnal_signal',
      'signal_ark_event',
      'signals_event',
      'sigsentry_analysis',
      'salesiq_event',
    ].map(listOf),
  ).toEqual([
    'sources.id.name',
    'sources_siggnal.id.name',
    'sources_signal_ark.id.name',
    'sources_signals.id.name',
    'sources_sigsentry.id.name',
    'sources_salesiq.id.name',
  ]);
});

describe('the connection', () => {
  const fields = authentication.fields ?? [];

  test('D003: its label is made of what its test returns, and names neither app nor secret', () => {
    expect(authentication.connectionLabel).toBe('{{host}} ({{token_name}})');
    expect(typeof authentication.test).toBe('function');
  });

  test('it asks for an address and a token, and the token is hidden', () => {
    expect(authentication.type).toBe('custom');
    expect(fields.map(({ key, type }) => [key, type])).toEqual([
      ['gateway_url', 'string'],
      ['api_token', 'password'],
    ]);
    expect(fields.every((field) => (field as { required?: boolean }).required)).toBe(true);
  });

  test('D002, D007, D008: each field says in a sentence where to find what it asks for', () => {
    for (const { helpText = '', placeholder = '' } of fields) {
      expect(helpText).toMatch(/^[A-Z].*\.$/);
      expect(linkProblems(helpText)).toEqual([]);
      expect(placeholder).not.toMatch(/http:/);
    }
  });

  test('the scopes that the help asks for are those that the app needs', () => {
    expect(fields[1]?.helpText?.match(/\w+:(?:read|write)/g)).toEqual([
      'subscriptions:write',
      'events:read',
      'sources:read',
      'deliveries:read',
      'deliveries:write',
    ]);
  });
});

test('no text names what a Zapier user need not know', () => {
  const texts = subjectsOf(app).flatMap(({ item }) => userTexts(item));
  expect(
    texts.filter((text) => /payload|endpoint|boolean|\bAPI\b(?! token)|JSON/i.test(text)),
  ).toEqual([]);
});
