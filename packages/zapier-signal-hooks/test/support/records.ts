/** A record as the gateway delivers and lists it, all cells written by hand. */
export const SIGGNAL_RECORD = {
  event_id: 'evt_01ka',
  provider: 'siggnal',
  event_type: 'signal',
  occurred_at: '2026-11-02T09:15:00.000Z',
  received_at: '2026-11-02T09:15:01.000Z',
  title: 'ООО «Ромашка» ищет поставщика 🚚',
  summary: null,
  priority: 'high',
  score: null,
  url: null,
  recommended_action: 'Write to the new head of procurement.',
  project_id: 'proj_7',
  company_name: 'ООО «Ромашка»',
  company_tax_id: '0701234567',
  company_domain: 'romashka.example',
  company_industry: null,
  contact_name: 'Anna Ivanova',
  contact_role: 'CFO',
  contact_email: 'anna@romashka.example',
  contact_phone: null,
  contacts: [
    { name: 'Anna Ivanova', role: 'CFO', email: 'anna@romashka.example', phone: null },
    { name: 'Pavel', role: null, email: null, phone: '+7 495 555-01-00' },
  ],
  subject_type: 'signal',
  subject_id: 'sig_000007',
  signal_id: 'sig_000007',
  signal_type: 'tender',
  signal_description: 'A tender was published.',
  relevance_explanation: null,
  unreadable_fields: ['score'],
  raw: { signal_id: 'sig_000007', unknown: { deep: true } },
};

/** What New Signal makes of {@link SIGGNAL_RECORD}: what all providers have in common. */
export const COMMON_ITEM = {
  id: 'evt_01ka',
  event_id: 'evt_01ka',
  provider: 'siggnal',
  event_type: 'signal',
  occurred_at: '2026-11-02T09:15:00.000Z',
  received_at: '2026-11-02T09:15:01.000Z',
  title: 'ООО «Ромашка» ищет поставщика 🚚',
  summary: null,
  priority: 'high',
  score: null,
  url: null,
  recommended_action: 'Write to the new head of procurement.',
  project_id: 'proj_7',
  company_name: 'ООО «Ромашка»',
  company_tax_id: '0701234567',
  company_domain: 'romashka.example',
  company_industry: null,
  contact_name: 'Anna Ivanova',
  contact_role: 'CFO',
  contact_email: 'anna@romashka.example',
  contact_phone: null,
  contacts: [
    { name: 'Anna Ivanova', role: 'CFO', email: 'anna@romashka.example', phone: null },
    { name: 'Pavel', role: null, email: null, phone: '+7 495 555-01-00' },
  ],
  subject_type: 'signal',
  subject_id: 'sig_000007',
};

const { score: _score, url: _url, ...filled } = COMMON_ITEM;

/** What New Siggnal Signal makes of {@link SIGGNAL_RECORD}: without score and URL, which Siggnal has not. */
export const SIGGNAL_ITEM = {
  ...filled,
  signal_id: 'sig_000007',
  signal_type: 'tender',
  signal_description: 'A tender was published.',
  relevance_explanation: null,
};

/** An event as `GET /v1/events` shows it. */
export const eventOf = (record: { readonly event_id: string; readonly provider: string }) => ({
  id: record.event_id,
  source_id: 'src_01a',
  provider: record.provider,
  event_type: 'signal',
  received_at: '2026-11-02T09:15:01.000Z',
  record,
});
