import { COMMON_FIELDS, PROVIDERS } from '@signal-hooks/catalogue';
import { componentOf, type Loose, readApp } from './support/app.ts';

const app = readApp();
const codesOf = (module: string): Loose => componentOf(app, 'module', module).codes;
const added: Loose[] = componentOf(app, 'rpc', 'ownFields').codes.communication;
/** What forms and outputs ask for, where the interface has it. */
const PROCEDURES = ['rpc://ownFields', 'rpc://ownFieldsAtGateway'];

/** What a record of every provider holds, by hand: name, type and label. */
const COMMON = `
  event_id text Event ID
  source_id text Source ID
  source_name text Source name
  provider text Provider
  provider_name text Provider name
  event_type text Event type
  event_type_label text Event type label
  occurred_at date Occurred at
  received_at date Received at
  title text Title
  summary text Summary
  priority text Priority
  score number Score
  url url URL
  recommended_action text Recommended action
  project_id text Project ID
  company_name text Company name
  company_tax_id text Company tax ID
  company_domain text Company domain
  company_industry text Company industry
  contact_name text Contact name
  contact_first_name text Contact first name
  contact_last_name text Contact last name
  contact_role text Contact role
  contact_email email Contact email
  contact_phone text Contact phone
  contacts array Contacts
  subject_type text Subject type
  subject_id text Subject ID`;

/** What SigSentry has besides, by hand. */
const SIGSENTRY = `
  delivery_id text Delivery ID
  analysis_id text Analysis ID
  tenant_id text Tenant ID
  project_slug text Project slug
  severity text Severity
  confidence number Confidence
  root_cause_description text Root cause description
  root_cause_service text Root cause service
  root_cause_error_type text Root cause error type
  root_cause_category text Root cause category
  affected_services array Affected services
  suggested_actions array Suggested actions
  rule_id text Rule ID
  rule_name text Rule name`;

/** Fields as lines like those above. */
const linesOf = (fields: readonly Loose[]): string[] =>
  fields.map(({ name, type, label }) => `${name} ${type} ${label}`);
const wanted = (lines: string): string[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => line.trim());

test.each(['watchNewSignals', 'listEvents', 'getEvent'])('%s puts out the record', (module) => {
  const parts = codesOf(module).interface;
  expect(linesOf(parts.slice(0, 29))).toEqual(wanted(COMMON));
  expect(parts.slice(29, 31)).toEqual(PROCEDURES);
  expect(linesOf(parts.slice(31))).toEqual([
    'unreadable_fields array Unreadable fields',
    'raw collection Raw payload',
  ]);
});

test('contacts are an array of collections', () => {
  const contacts = codesOf('watchNewSignals').interface.find(
    ({ name }: Loose) => name === 'contacts',
  );
  expect(linesOf(contacts.spec)).toEqual([
    ...['name text Name', 'first_name text First name', 'last_name text Last name'],
    ...['role text Role', 'email email Email', 'phone text Phone'],
  ]);
});

test('every provider has its fields, and none is forgotten', () => {
  const providers = Object.values(PROVIDERS);
  expect(added.map(({ condition }) => condition)).toEqual(
    providers.map(({ id }) => `{{ifempty(webhook.provider, parameters.provider) == '${id}'}}`),
  );
  added.forEach(({ response }, at) => {
    const names = providers[at]?.fields.map(({ key }) => key);
    expect(response.output.map(({ name }: Loose) => name)).toEqual(names);
  });
  const sigsentry = providers.findIndex(({ id }) => id === 'sigsentry');
  const fields = added[sigsentry].response.output;
  expect(linesOf(fields)).toEqual(wanted(SIGSENTRY));
  expect(linesOf(fields[10].spec)).toEqual([
    ...['name text Name', 'role text Role', 'error_count integer Error count'],
  ]);
});

test('numbers, truth values and times keep their types', () => {
  const fields = added.flatMap(({ response }) => response.output);
  const lines = linesOf(fields);
  expect(lines).toEqual(
    expect.arrayContaining([
      'account_employee_count integer Account employee count',
      'icp_score number ICP score',
      'user_is_admin boolean User is admin',
      'user_last_login_at date User last login at',
      'owner_email email Owner email',
      'signal_source_url url Signal source URL',
      'opened_time date Opened at',
    ]),
  );
});

test('the sample is a record in which every field holds something', () => {
  const sample = codesOf('watchNewSignals').samples;
  expect(Object.keys(sample)).toEqual([
    ...COMMON_FIELDS.map(({ key }) => key),
    ...['unreadable_fields', 'raw'],
  ]);
  expect(sample).toMatchObject({
    event_id: 'evt_01k9q2v7c5e8',
    occurred_at: '2026-04-25T14:30:00.000Z',
    // The provider gives none: these are the catalogue's.
    score: 87,
    url: 'https://example.com/signals/1',
  });
  expect(codesOf('listEvents').samples).toEqual(sample);
});

describe('the forms', () => {
  const form: Loose[] = componentOf(app, 'webhook', 'signals').codes.params;
  const named = (fields: readonly Loose[], wantedName: string): Loose =>
    fields.find(({ name }) => name === wantedName);

  test('both ask the same; the webhook for the payload, the list for a time and a limit besides', () => {
    const names = (fields: readonly Loose[]): string[] => fields.map(({ name }) => name);
    expect(names(form)).toEqual([
      ...['provider', 'source_id', 'priority_at_least', 'conditions', 'include_raw'],
    ]);
    expect(names(codesOf('listEvents').mappableParams)).toEqual([
      ...['provider', 'source_id', 'since', 'text', 'priority_at_least', 'conditions', 'limit'],
    ]);
  });

  test('priorities are those of the catalogue, the most urgent first', () => {
    expect(named(form, 'priority_at_least').options).toEqual([
      { label: 'Critical', value: 'critical' },
      { label: 'High', value: 'high' },
      { label: 'Medium', value: 'medium' },
      { label: 'Low', value: 'low' },
      { label: 'Info', value: 'info' },
    ]);
  });

  test('conditions name texts only: Make would send everything else as a text too', () => {
    const [field] = named(form, 'conditions').spec;
    expect(field.options.map(({ value }: Loose) => value)).toEqual([
      ...['event_id', 'source_name', 'provider_name', 'event_type_label'],
      ...['title', 'summary', 'url', 'recommended_action', 'project_id'],
      ...['company_name', 'company_tax_id', 'company_domain', 'company_industry'],
      ...['contact_name', 'contact_first_name', 'contact_last_name'],
      ...['contact_role', 'contact_email', 'contact_phone'],
      ...['subject_type', 'subject_id'],
    ]);
  });

  test('event types appear below the provider that is chosen', () => {
    const { options } = named(form, 'provider');
    expect(options.store).toBe('rpc://listProviders');
    expect(options.nested).toMatchObject([
      { name: 'event_types', multiple: true, options: 'rpc://listEventTypes' },
    ]);
  });
});
