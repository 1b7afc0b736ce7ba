import { PROVIDERS, triggersOf } from '@signal-hooks/catalogue';
import app from '../index.ts';
import { linkProblems, userTexts } from './support/checks.ts';
import { type AppLike, fixedOutputs, subjectsOf } from './support/subjects.ts';
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
  expect(version).toMatch(/^\d+\.\d+\.\d+(-rc-\d+)?$/);
  expect(shown.triggers.new_signal.operation.perform).toBe('$func$2$f$');
});

/** Zaps name them: a key that goes away breaks them (C001). */
const PUBLISHED = [
  'hook new_signal: New Signal',
  'hook siggnal_signal: New Siggnal Signal',
  'hook signal_ark_event: New Signal Ark Event',
  'hook signals_event: New SIGNALS Event',
  'hook sigsentry_analysis: New SigSentry Analysis',
  'hook salesiq_event: New SalesIQ Event',
  'hook signal_ark_play_match: New Play Match',
  'hook signals_user_deactivated: New User Deactivated',
  'hook salesiq_missed_chat: New Missed Chat',
  'hook salesiq_chat_rating: New Chat Rating',
  'hook alerts_alert: New Alert',
  'hook alerts_failed_delivery: New Failed Delivery',
  'hook alerts_rejected_request: New Rejected Request',
  'search find_event: Find Event',
  'search find_events: Find Events',
  'create replay_delivery: Replay Delivery',
  'create replay_events_since: Replay Events Since',
  'create send_test_event: Send Test Event',
];

/** The providers of the first version. */
const OLDEST = ['siggnal', 'signal-ark', 'signals', 'sigsentry', 'salesiq'];

test('these are there, and none of them may go', () => {
  const found = subjectsOf(app).map(
    ({ kind, item }) => `${kind} ${item.key}: ${item.display.label}`,
  );
  expect(PUBLISHED.filter((each) => !found.includes(each))).toEqual([]);
  // Besides them, the triggers of each provider that came later.
  const later = Object.values(PROVIDERS).filter(({ id }) => !OLDEST.includes(id));
  const added = later.flatMap(triggersOf).map(({ key, label }) => `hook ${key}: ${label}`);
  expect(found.filter((each) => !PUBLISHED.includes(each))).toEqual(added);
  for (const group of [app.triggers, app.searches, app.creates]) {
    for (const [key, item] of Object.entries(group ?? {})) expect(item.key).toBe(key);
  }
});

/** Zaps name them too (C002). */
test('a trigger asks for these, and none of them may go', () => {
  const keys = (key: string) => formOf(key).map((field) => field.key);
  const filter = ['filter_field', 'filter_op', 'filter_value', 'events_per_second'];
  const all = ['source_id', 'event_types', 'priority_at_least', ...filter];
  expect(keys('new_signal')).toEqual(all);
  expect(keys('sigsentry_analysis')).toEqual(all);
  // Nothing of these ever has a priority.
  for (const key of ['signals_event', 'signal_ark_event', 'salesiq_event']) {
    expect(keys(key)).toEqual(['source_id', 'event_types', ...filter]);
  }
  // Siggnal has one type of event only, and a trigger for one kind means that.
  expect(keys('siggnal_signal')).toEqual(['source_id', 'priority_at_least', ...filter]);
  expect(keys('salesiq_missed_chat')).toEqual(['source_id', ...filter]);
  // Alerts come from the gateway itself.
  expect(keys('alerts_alert')).toEqual(['event_types', 'priority_at_least', ...filter]);
  expect(keys('alerts_failed_delivery')).toEqual(['priority_at_least', ...filter]);
});

/** What the editor offers for mapping and for the filter. */
const offeredBy = (key: string): string[][] => {
  const filter = formOf(key).find((field) => field.key === 'filter_field');
  return [
    fixedOutputs(triggers[key]?.operation ?? {}).map((field) => field.key),
    Object.keys((filter?.choices ?? {}) as object),
  ];
};

test('a trigger offers no field that its provider never fills, and does not filter by it', () => {
  // An incident has no contact, no company and no tax ID.
  for (const keys of offeredBy('sigsentry_analysis')) {
    expect(keys.filter((key) => /contact|company/.test(key))).toEqual([]);
    expect(keys).toContain('root_cause_service');
  }
  // A user of SIGNALS has a name and an address, and neither role nor phone.
  const [signals = [], filter = []] = offeredBy('signals_event');
  expect(signals.filter((key) => key.startsWith('contact'))).toEqual([
    'contact_name',
    'contact_first_name',
    'contact_last_name',
    'contact_email',
    'contacts[]name',
    'contacts[]first_name',
    'contacts[]last_name',
    'contacts[]email',
  ]);
  expect(filter).not.toContain('priority');
});

test('the sample of a trigger is one event as the provider documents it', () => {
  const { sample } = triggers.sigsentry_analysis?.operation ?? {};
  expect(sample).toMatchObject({
    provider: 'sigsentry',
    event_type: 'analysis.complete',
    root_cause_service: 'checkout-api',
  });
  expect(JSON.stringify(sample)).not.toContain('Jane Smith');
  expect(triggers.signal_ark_event?.operation.sample).toMatchObject({
    provider: 'signal-ark',
    account_employee_count: 180,
  });
});

test.each([
  ['salesiq_missed_chat', 'conversation.missed', { status: 'Missed', rating: null }],
  ['salesiq_chat_rating', 'conversation.rated', { rating: 4, missed_time: null }],
  ['signals_user_deactivated', 'user.deactivated', { subject_type: 'user' }],
  ['signal_ark_play_match', 'signal.play_matched', { subject_type: 'signal' }],
  ['alerts_failed_delivery', 'alert.opened', { alert_rule: 'subscription_failing' }],
  ['alerts_rejected_request', 'alert.opened', { alert_rule: 'source_rejecting' }],
])('the sample of %s is an event of its kind', (key, type, cells) => {
  expect(triggers[key]?.operation.sample).toMatchObject({ event_type: type, ...cells });
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

  test('D002, D007, D008: each field says in a sentence, with a link, where to find what it asks for', () => {
    for (const { helpText = '', placeholder = '' } of fields) {
      expect(helpText).toMatch(/^[A-Z].*\.$/);
      expect(linkProblems(helpText)).toEqual([]);
      expect(helpText).toMatch(/\]\(https:\/\/[^)]+\.md(?:#[\w-]+)?\)/);
      expect(placeholder).not.toMatch(/http:/);
    }
  });
});

test('no text names what a Zapier user need not know', () => {
  const texts = subjectsOf(app).flatMap(({ item }) => userTexts(item));
  expect(
    texts.filter((text) => /payload|endpoint|boolean|\bAPI\b(?! token)|JSON/i.test(text)),
  ).toEqual([]);
});
