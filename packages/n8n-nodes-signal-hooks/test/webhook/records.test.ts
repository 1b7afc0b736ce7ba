/**
 * The whole item of one event of each provider, written by hand: every common field, every field
 * of the provider, in order, and nothing else. The ids are `printf '%s' '<provider>:<identity>' |
 * sha256sum | cut -c1-24`.
 */
import type { IDataObject } from 'n8n-workflow';
import { itemOf, SENDERS } from '../support/senders.ts';

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(1_777_127_402_000);
});
afterEach(() => jest.restoreAllMocks());

/** What every provider leaves empty unless it is told otherwise. */
const common = (filled: IDataObject): IDataObject => ({
  event_id: null,
  provider: null,
  event_type: null,
  occurred_at: null,
  received_at: '2026-04-25T14:30:02.000Z',
  title: null,
  summary: null,
  priority: null,
  score: null,
  url: null,
  recommended_action: null,
  project_id: null,
  company_name: null,
  company_tax_id: null,
  company_domain: null,
  company_industry: null,
  contact_name: null,
  contact_role: null,
  contact_email: null,
  contact_phone: null,
  contacts: [],
  subject_type: null,
  subject_id: null,
  ...filled,
});

const ANNA = {
  name: 'Anna Ivanova',
  role: 'Head of Procurement',
  email: 'anna@romashka.example',
  phone: '74955550100',
};

const siggnal = {
  body: `{"signal_id":"sig_abc123","project_id":"proj_xyz","company":{"name":"Romashka","inn":"7701234567","industry":"Retail"},"event":{"type":"tender","description":"A tender for office furniture.","detected_at":"2026-04-25T14:30:00+03:00"},"priority":"High","relevance_explanation":"The project sells office furniture.","recommended_action":"Call before Friday.","contacts":[{"name":"Anna Ivanova","role":"Head of Procurement","email":"anna@romashka.example","phone":74955550100}],"a_key_of_tomorrow":{"kept":true}}`,
  item: {
    ...common({
      event_id: 'evt_54457fe3eb9c9b54ba357563',
      provider: 'siggnal',
      event_type: 'signal',
      occurred_at: '2026-04-25T11:30:00.000Z',
      title: 'A tender for office furniture.',
      summary: 'The project sells office furniture.',
      priority: 'high',
      recommended_action: 'Call before Friday.',
      project_id: 'proj_xyz',
      company_name: 'Romashka',
      company_tax_id: '7701234567',
      company_industry: 'Retail',
      contact_name: ANNA.name,
      contact_role: ANNA.role,
      contact_email: ANNA.email,
      contact_phone: ANNA.phone,
      contacts: [ANNA],
      subject_type: 'signal',
      subject_id: 'sig_abc123',
    }),
    signal_id: 'sig_abc123',
    signal_type: 'tender',
    signal_description: 'A tender for office furniture.',
    relevance_explanation: 'The project sells office furniture.',
    unreadable_fields: [],
  },
};

const signalArk = {
  body: `{"event":"signal.play_matched","timestamp":"2025-04-25T14:32:00Z","batchId":"batch_01HZ9ABCDE","signal":{"id":"sig_01HZ9XYZ123","signal_name":"Acme Corp raises $25M Series B","source":"funding","source_url":"techcrunch.com","detected_at":"2025-04-25T10:00:00Z","description":"Led by Sequoia Capital.","icp_score":87,"why_now":"Fresh capital"},"account":{"id":9007199254740993,"name":"Acme Corp","domain":"acme.example"},"plays":[{"id":"play_a","name":"Post-funding outreach"}]}`,
  item: {
    ...common({
      event_id: 'evt_899018a40aca626d0f52a56b',
      provider: 'signal-ark',
      event_type: 'signal.play_matched',
      occurred_at: '2025-04-25T14:32:00.000Z',
      title: 'Acme Corp raises $25M Series B',
      summary: 'Led by Sequoia Capital.',
      score: 87,
      company_name: 'Acme Corp',
      company_domain: 'acme.example',
      subject_type: 'signal',
      subject_id: 'sig_01HZ9XYZ123',
    }),
    batch_id: 'batch_01HZ9ABCDE',
    signal_name: 'Acme Corp raises $25M Series B',
    signal_source: 'funding',
    signal_source_url: null,
    signal_description: 'Led by Sequoia Capital.',
    detected_at: '2025-04-25T10:00:00.000Z',
    icp_score: 87,
    why_now: 'Fresh capital',
    // Every digit of it: a double would make ...992 of it.
    account_id: '9007199254740993',
    account_employee_count: null,
    lead_profile_url: null,
    plays: [{ id: 'play_a', name: 'Post-funding outreach', description: null }],
    unreadable_fields: ['url', 'signal_source_url'],
  },
};

const JANE = { name: 'Jane Smith', role: null, email: 'jane@example.com', phone: null };

const signals = {
  body: `{"event":"user.created","data":{"user":{"id":42,"name":"Jane Smith","email":"jane@example.com"}},"timestamp":"2026-01-15T14:30:00+00:00"}`,
  item: {
    ...common({
      // Of user.created: and the SHA-256 of {"user":{"id":42,…}}, told by sha256sum.
      event_id: 'evt_5a9e4d07da7772ed23ab08f6',
      provider: 'signals',
      event_type: 'user.created',
      occurred_at: '2026-01-15T14:30:00.000Z',
      title: 'Jane Smith',
      contact_name: 'Jane Smith',
      contact_email: 'jane@example.com',
      contacts: [JANE],
      subject_type: 'user',
      subject_id: '42',
    }),
    user_id: '42',
    user_name: 'Jane Smith',
    user_email: 'jane@example.com',
    user_is_admin: null,
    user_is_owner: null,
    user_is_active: null,
    user_invited_at: null,
    user_last_login_at: null,
    user_deactivated_at: null,
    user_created_at: null,
    user_updated_at: null,
    user_roles: [],
    role_id: null,
    role_name: null,
    settings_group: null,
    unreadable_fields: [],
  },
};

const sigSentry = {
  body: `{"event":"analysis.partial","deliveryId":"del_a1b2c3","analysisId":"ana_x1y2z3","projectId":"proj_p1q2r3","projectSlug":"checkout-api","createdAt":"2026-04-25T14:30:12Z","summary":"Pool exhausted","severity":"high","confidence":0.87,"rootCause":{"description":"A slow query.","service":"checkout-api","errorType":"PoolExhausted","category":"database"},"affectedServices":[{"serviceName":"checkout-api","role":"origin","errorCount":142}],"suggestedActions":[{"type":"fix","action":"Add an index.","priority":1}],"url":"https://dashboard.sigsentry.com/a/1"}`,
  item: {
    ...common({
      event_id: 'evt_8b650c6f15d266c787e49594',
      provider: 'sigsentry',
      event_type: 'analysis.partial',
      occurred_at: '2026-04-25T14:30:12.000Z',
      title: 'Pool exhausted',
      summary: 'A slow query.',
      priority: 'high',
      score: 0.87,
      url: 'https://dashboard.sigsentry.com/a/1',
      recommended_action: 'Add an index.',
      project_id: 'proj_p1q2r3',
      subject_type: 'analysis',
      subject_id: 'ana_x1y2z3',
    }),
    delivery_id: 'del_a1b2c3',
    analysis_id: 'ana_x1y2z3',
    tenant_id: null,
    project_slug: 'checkout-api',
    severity: 'high',
    confidence: 0.87,
    root_cause_description: 'A slow query.',
    root_cause_service: 'checkout-api',
    root_cause_error_type: 'PoolExhausted',
    root_cause_category: 'database',
    affected_services: [{ name: 'checkout-api', role: 'origin', error_count: 142 }],
    suggested_actions: [{ type: 'fix', action: 'Add an index.', priority: 1 }],
    rule_id: null,
    rule_name: null,
    unreadable_fields: [],
  },
};

const TRICIA = { name: 'Tricia', role: null, email: 'tricia@zylker.com', phone: '9043273469' };

const zoho = {
  body: `{"entity_type":"conversation","org_id":"55778119","event":"conversation.rated","entity_id":"40526000001808033","attempt":1,"version":"1","app_id":40526000000002041,"entity":{"id":"40526000001808033","status":"Ended","rating":4,"feedback":"Awesome support!","owner":{"type":"operator","id":"40526000000002001","name":"Patricia","email_id":"patricia@zylker.com"},"visitor":{"id":"30000000090034","type":"contact","name":"Tricia","email_id":"tricia@zylker.com","phone":"9043273469"}},"event_time":"1567065865617"}`,
  item: {
    ...common({
      event_id: 'evt_8d07b7a31e77e6c2bb5bb8f8',
      provider: 'salesiq',
      event_type: 'conversation.rated',
      occurred_at: '2019-08-29T08:04:25.617Z',
      summary: 'Awesome support!',
      score: 4,
      contact_name: 'Tricia',
      contact_email: 'tricia@zylker.com',
      contact_phone: '9043273469',
      contacts: [TRICIA],
      subject_type: 'conversation',
      subject_id: '40526000001808033',
    }),
    org_id: '55778119',
    app_id: '40526000000002041',
    reference_id: null,
    status: 'Ended',
    question: null,
    message: null,
    message_id: null,
    message_sender: null,
    rating: 4,
    feedback: 'Awesome support!',
    opened_time: null,
    attended_time: null,
    end_time: null,
    missed_time: null,
    department_id: null,
    owner_id: '40526000000002001',
    owner_name: 'Patricia',
    owner_email: 'patricia@zylker.com',
    owner_type: 'operator',
    visitor_id: '30000000090034',
    visitor_type: 'contact',
    modifier_name: null,
    modifier_email: null,
    name: null,
    display_name: null,
    first_name: null,
    last_name: null,
    email: null,
    role: null,
    is_enabled: null,
    is_system_generated: null,
    color: null,
    created_time: null,
    modified_time: null,
    tag_action: null,
    tags: [],
    unreadable_fields: [],
  },
};

describe.each([
  ['siggnal', siggnal],
  ['signalArk', signalArk],
  ['signals', signals],
  ['sigSentry', sigSentry],
  ['zoho', zoho],
] as const)('%s', (name, { body, item }) => {
  const from = SENDERS[name];

  test('makes a record of its event, with nothing else beside it', async () => {
    const record = await itemOf(from, body);
    expect(record).toEqual(item);
    expect(Object.keys(record)).toEqual(Object.keys(item));
  });

  test('gives the payload as it came', async () => {
    const payload = await itemOf(from, body, { output: 'payload' });
    // What a double cannot hold comes as text, because JavaScript would change it.
    const exact = body.replace(/:(9007199254740993|40526000000002041)\b/, ':"$1"');
    expect(payload).toEqual(JSON.parse(exact));
  });

  test('gives both', async () => {
    const both = await itemOf(from, body, { output: 'both' });
    const { payload, ...record } = both;
    expect(record).toEqual(item);
    expect(payload).toEqual(await itemOf(from, body, { output: 'payload' }));
  });
});
