import {
  PROVIDERS,
  type ProviderId,
  type SignalRecord,
  sampleRecord,
} from '@signal-hooks/catalogue';

/** An event of the example: its provider and type, when it happened, and how it differs from the sample. */
type Example = readonly [
  provider: ProviderId,
  type: string,
  at: string,
  changes: Partial<SignalRecord>,
];

/** Until it arrives. */
const ON_THE_WAY_MS = 2000;

const named = (first: string, last: string): Partial<SignalRecord> => ({
  contact_name: `${first} ${last}`,
  contact_first_name: first,
  contact_last_name: last,
});

/** Four weeks of a made-up company's events; what is not given here is the provider's sample. */
const EXAMPLES: readonly Example[] = [
  ['siggnal', 'signal', '2026-04-07T08:12:42.000Z', { priority: 'high' }],
  ['sigsentry', 'analysis.complete', '2026-04-08T02:47:07.000Z', {}],
  ['signals', 'user.created', '2026-04-09T09:30:02.000Z', {}],
  ['signal-ark', 'signal.promoted', '2026-04-10T15:04:13.000Z', {}],
  // The last second of a week, and the first of the next.
  ['salesiq', 'conversation.missed', '2026-04-12T23:59:59.000Z', {}],
  [
    'siggnal',
    'signal',
    '2026-04-13T00:00:00.000Z',
    {
      title: 'A second warehouse was opened.',
      priority: 'medium',
      recommended_action: 'Ask who equips it.',
      company_name: 'ООО «Северный путь»',
      company_tax_id: '7801234567',
      company_industry: 'Logistics',
      ...named('Oleg', 'Smirnov'),
      contact_role: 'COO',
      contact_email: 'oleg@sever.example',
      contact_phone: '+7 812 555-01-00',
      subject_id: 'sig_000002',
    },
  ],
  ['signal-ark', 'social.lead_promoted', '2026-04-15T11:20:31.000Z', { score: 84 }],
  [
    'siggnal',
    'signal',
    '2026-04-16T07:45:10.000Z',
    {
      title: 'Three vacancies for engineers.',
      priority: 'low',
      recommended_action: 'Watch.',
      company_name: 'АО «Уралмет»',
      company_tax_id: '6601234567',
      company_industry: 'Metals',
      contact_name: null,
      contact_first_name: null,
      contact_last_name: null,
      contact_role: null,
      contact_email: null,
      contact_phone: null,
      subject_id: 'sig_000003',
    },
  ],
  ['sigsentry', 'watchdog.fired', '2026-04-17T19:02:55.000Z', {}],
  [
    'siggnal',
    'signal',
    '2026-04-20T06:30:00.000Z',
    {
      title: 'A tender for packaging was announced.',
      priority: 'high',
      recommended_action: 'Send an offer before 30 April.',
      company_name: 'ООО «Агидель»',
      company_tax_id: '0201234567',
      company_industry: 'Retail',
      ...named('Leila', 'Gareeva'),
      contact_role: 'Purchasing',
      contact_email: 'leila@agidel.example',
      contact_phone: '+7 347 555-01-00',
      subject_id: 'sig_000004',
    },
  ],
  ['signals', 'user.deactivated', '2026-04-21T16:00:05.000Z', {}],
  ['sigsentry', 'analysis.partial', '2026-04-23T13:37:40.000Z', { priority: 'high' }],
  ['salesiq', 'conversation.rated', '2026-04-24T10:11:12.000Z', {}],
  ['signal-ark', 'signal.play_matched', '2026-04-27T09:00:01.000Z', { score: 91 }],
  [
    'siggnal',
    'signal',
    '2026-04-28T12:15:30.000Z',
    { title: 'Revenue grew by 40 % in a year.', priority: 'high', subject_id: 'sig_000005' },
  ],
  // Not every event tells when it happened.
  [
    'siggnal',
    'signal',
    '2026-04-29T18:40:00.000Z',
    { occurred_at: null, title: 'A branch was opened in Kazan.', subject_id: 'sig_000006' },
  ],
];

/**
 * The example sheet as CSV (RFC 4180): every provider, over four weeks. Its cells are as the
 * recipes write them, without the apostrophes that guard against formulas: the texts are our own.
 *
 * @param columns keys of the record, in order
 */
export function exampleSheet(columns: readonly string[]): string {
  const records = EXAMPLES.map(
    ([provider, type, at, changes], index): SignalRecord => ({
      ...sampleRecord(PROVIDERS[provider], type),
      event_id: `evt_example_${String(index + 1).padStart(2, '0')}`,
      occurred_at: at,
      received_at: new Date(Date.parse(at) + ON_THE_WAY_MS).toISOString(),
      ...changes,
    }),
  );
  const rows = records.map((record) => columns.map((key) => cellOf(record[key])));
  // Excel wants the byte order mark, and Google Sheets takes it.
  return `\ufeff${[columns, ...rows].map((row) => `${row.join(',')}\r\n`).join('')}`;
}

function cellOf(value: SignalRecord[string] | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
