import { PROVIDERS, sampleRecord } from '@signal-hooks/catalogue';
import type { Blueprint } from '../../src/blueprint/types.ts';
import { committed } from './support/committed.ts';
import { type Request, run, withSecret } from './support/run.ts';
import { delivered, GATEWAY_SECRET, SECRET, sent } from './support/signed.ts';

/** The cells that are written, by the guide's header row; empty ones left out. */
function rowOf(blueprint: Blueprint, header: string, request: Request): Record<string, unknown> {
  const { effects } = run(blueprint, request, { store: new Set() });
  expect(effects).toHaveLength(1);
  const [effect] = effects;
  expect(effect?.module).toBe('google-sheets:addRow');
  expect(effect?.fields).toMatchObject({ valueInputOption: 'RAW', sheetId: 'Signals' });
  const values = Object.values(effect?.fields.values as Record<string, unknown>);
  const keys = header.trim().split(/\s+/);
  expect(values).toHaveLength(keys.length);
  return Object.fromEntries(
    keys.map((key, at) => [key, values[at]]).filter(([, value]) => value != null && value !== ''),
  );
}

const COMMON = `event_id provider event_type occurred_at received_at title summary priority score url
  recommended_action project_id company_name company_tax_id company_domain company_industry
  contact_name contact_role contact_email contact_phone subject_type subject_id `;

const RECEIVED = '2026-04-25T14:30:02Z';

// Written by hand from the samples of the catalogue.
test('Siggnal', () => {
  const blueprint = withSecret(committed('siggnal-google-sheets'), SECRET);
  const header = `${COMMON} signal_id signal_type signal_description relevance_explanation`;
  expect(rowOf(blueprint, header, sent(PROVIDERS.siggnal, 'signal'))).toEqual({
    event_id: 'sig_000001',
    provider: 'siggnal',
    event_type: 'signal',
    occurred_at: '2026-04-25T14:30:00.000Z',
    received_at: RECEIVED,
    title: 'A new head of procurement was appointed.',
    summary: 'The company fits the project’s industry and size.',
    priority: 'medium',
    recommended_action: 'Congratulate, and offer a supplier review.',
    project_id: 'proj_xyz',
    company_name: 'ООО «Ромашка»',
    company_tax_id: '7701234567',
    company_industry: 'Retail',
    contact_name: 'Anna Ivanova',
    contact_role: 'Head of Procurement',
    contact_email: 'anna@romashka.example',
    contact_phone: '+7 495 555-01-00',
    subject_type: 'signal',
    subject_id: 'sig_000001',
    signal_id: 'sig_000001',
    signal_type: 'executive_change',
    signal_description: 'A new head of procurement was appointed.',
    relevance_explanation: 'The company fits the project’s industry and size.',
  });
});

const ARK = `${COMMON} batch_id signal_name signal_source signal_source_url signal_description
  detected_at icp_score why_now account_id account_employee_count lead_profile_url`;

test('Signal Ark, a lead', () => {
  const blueprint = withSecret(committed('signal-ark-google-sheets'), SECRET);
  expect(rowOf(blueprint, ARK, sent(PROVIDERS['signal-ark'], 'social.lead_promoted'))).toEqual({
    event_id: 'social.lead_promoted:lead_000001:batch:batch_000001',
    provider: 'signal-ark',
    event_type: 'social.lead_promoted',
    occurred_at: '2026-04-25T14:30:00Z',
    received_at: RECEIVED,
    title: 'Jane Smith',
    summary: 'Commented on a post about pipeline quality.',
    score: 61,
    url: 'https://www.linkedin.com/in/jane-smith-example',
    company_name: 'Acme Corp',
    company_domain: 'acme.example',
    company_industry: 'Software',
    contact_name: 'Jane Smith',
    contact_role: 'Head of Growth',
    contact_email: 'jane@acme.example',
    subject_type: 'lead',
    subject_id: 'lead_000001',
    batch_id: 'batch_000001',
    icp_score: 61,
    why_now: 'Commented on a post about pipeline quality.',
    account_id: 'acc_01HZ9ACME',
    account_employee_count: 180,
    lead_profile_url: 'https://www.linkedin.com/in/jane-smith-example',
  });
});

const OF_SIGNALS = `${COMMON} user_id user_name user_email user_is_admin user_is_owner user_is_active
  user_invited_at user_last_login_at user_deactivated_at user_created_at user_updated_at role_id
  role_name settings_group`;

test('SIGNALS, a user', () => {
  const blueprint = withSecret(committed('signals-google-sheets'), SECRET);
  const row = rowOf(blueprint, OF_SIGNALS, sent(PROVIDERS.signals, 'user.updated'));
  const { event_id: eventId, ...rest } = row;
  // Its end is the digest of the data as Make writes it.
  expect(eventId).toMatch(/^user\.updated:[0-9a-f]{64}$/);
  expect(rest).toEqual({
    provider: 'signals',
    event_type: 'user.updated',
    occurred_at: '2026-04-25T14:30:00+00:00',
    received_at: RECEIVED,
    title: 'Jane Smith',
    contact_name: 'Jane Smith',
    contact_email: 'jane.1@example.com',
    subject_type: 'user',
    subject_id: 41,
    user_id: 41,
    user_name: 'Jane Smith',
    user_email: 'jane.1@example.com',
    user_is_admin: false,
    user_is_owner: false,
    user_is_active: true,
    user_invited_at: '2026-04-25T14:30:00+00:00',
    user_created_at: '2026-04-25T14:30:00+00:00',
    user_updated_at: '2026-04-25T14:30:00+00:00',
  });
});

const OF_SIGSENTRY = `${COMMON} delivery_id analysis_id tenant_id project_slug severity confidence
  root_cause_description root_cause_service root_cause_error_type root_cause_category rule_id
  rule_name`;

test('SigSentry', () => {
  const blueprint = withSecret(committed('sigsentry-google-sheets'), SECRET);
  const row = rowOf(blueprint, OF_SIGSENTRY, sent(PROVIDERS.sigsentry, 'analysis.complete'));
  expect(row).toEqual({
    event_id: 'delivery:del_a1700000001',
    provider: 'sigsentry',
    event_type: 'analysis.complete',
    occurred_at: '2026-04-25T14:30:00.000Z',
    received_at: RECEIVED,
    title: 'Checkout API returning 500s: the connection pool is exhausted.',
    summary: 'A slow query holds connections until the pool is empty.',
    priority: 'critical',
    score: 0.87,
    url: 'https://dashboard.sigsentry.com/dashboard/projects/checkout-api/analyses/ana_00000001',
    recommended_action: 'Add an index on orders.customer_id.',
    project_id: 'proj_p1q2r3',
    subject_type: 'analysis',
    subject_id: 'ana_00000001',
    delivery_id: 'del_a1700000001',
    analysis_id: 'ana_00000001',
    project_slug: 'checkout-api',
    severity: 'critical',
    confidence: 0.87,
    root_cause_description: 'A slow query holds connections until the pool is empty.',
    root_cause_service: 'checkout-api',
    root_cause_error_type: 'ConnectionPoolExhausted',
    root_cause_category: 'database',
  });
});

const OF_SALESIQ = `${COMMON} org_id app_id reference_id status question message message_id
  message_sender rating feedback opened_time attended_time end_time missed_time department_id owner_id
  owner_name owner_email owner_type visitor_id visitor_type modifier_name modifier_email name
  display_name first_name last_name email role is_enabled is_system_generated color created_time
  modified_time tag_action`;

/** A delivery of the gateway, written by hand after its reference. */
const RATED = {
  event_id: 'evt_01k9q2v7c5e8',
  provider: 'salesiq',
  event_type: 'conversation.rated',
  occurred_at: '2019-08-29T08:04:25.617Z',
  received_at: '2019-08-29T08:04:26.000Z',
  title: null,
  summary: 'Awesome support from the reps!',
  priority: null,
  score: 4,
  url: null,
  contact_name: 'Tricia',
  contact_email: 'tricia@zylker.example',
  contacts: [{ name: 'Tricia', role: null, email: 'tricia@zylker.example', phone: null }],
  subject_type: 'conversation',
  subject_id: '40526000001808033',
  app_id: '40526000000002041',
  rating: 4,
  is_enabled: true,
  tags: [],
  raw: { attempt: 1 },
};

const FLAT = {
  event_id: 'evt_01k9q2v7c5e8',
  provider: 'salesiq',
  event_type: 'conversation.rated',
  occurred_at: '2019-08-29T08:04:25.617Z',
  received_at: '2019-08-29T08:04:26.000Z',
  summary: 'Awesome support from the reps!',
  score: 4,
  contact_name: 'Tricia',
  contact_email: 'tricia@zylker.example',
  subject_type: 'conversation',
  subject_id: '40526000001808033',
};

test('SalesIQ, through the gateway', () => {
  const blueprint = withSecret(committed('salesiq-google-sheets'), GATEWAY_SECRET);
  expect(rowOf(blueprint, OF_SALESIQ, delivered(RATED))).toEqual({
    ...FLAT,
    app_id: '40526000000002041',
    rating: 4,
    is_enabled: true,
  });
});

test('all providers, through the gateway', () => {
  const blueprint = withSecret(committed('all-providers-google-sheets'), GATEWAY_SECRET);
  expect(rowOf(blueprint, COMMON, delivered(RATED))).toEqual(FLAT);
});

test('any record that the gateway delivers makes a row', () => {
  for (const provider of Object.values(PROVIDERS)) {
    for (const type of Object.keys(provider.events)) {
      const record = sampleRecord(provider, type);
      const blueprint = withSecret(committed('all-providers-google-sheets'), GATEWAY_SECRET);
      const row = rowOf(blueprint, COMMON, delivered(record));
      for (const [key, cell] of Object.entries(row)) expect(cell).toBe(record[key]);
    }
  }
});

test.each([
  // 22, 26 and 57 columns.
  ['all-providers', 'A1:Z1'],
  ['siggnal', 'A1:Z1'],
  ['salesiq', 'A1:BZ1'],
])('the header row of %s lies within %s', (slug, range) => {
  expect(JSON.stringify(committed(`${slug}-google-sheets`))).toContain(
    `"tableFirstRow":"${range}"`,
  );
});
