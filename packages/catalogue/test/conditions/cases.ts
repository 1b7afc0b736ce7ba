/**
 * What a condition means, once for all surfaces: the catalogue, the gateway's API, the command
 * line, the n8n node and the Zapier app each run these cases. All values are written by hand.
 */
import type { ConditionValue, Operator, ProviderId } from '@signal-hooks/catalogue';

/** The bodies that the cases are about, one for each provider. */
export const BODIES = {
  siggnal: JSON.stringify({
    signal_id: 'sig_AbC123',
    project_id: '42',
    company: { name: 'ООО «Ромашка»', inn: '7701234567', industry: 'Retail, online' },
    event: {
      type: 'tender',
      description: 'true',
      detected_at: '2026-04-25T14:30:00.000Z',
    },
    priority: 'High',
    contacts: [
      { name: 'Anna Ivanova', role: 'CFO', email: 'Anna@romashka.example' },
      { name: 'Pavel Petrov', role: null, email: null, phone: '+7 495 555-01-00' },
    ],
  }),
  'signal-ark': JSON.stringify({
    event: 'signal.promoted',
    timestamp: '2026-04-25T14:30:00Z',
    signal: { id: 'sig_1', signal_name: 'Acme Corp raises $25M', icp_score: 87 },
    account: { name: 'Acme, Inc.', domain: 'acme.example' },
  }),
  signals: JSON.stringify({
    event: 'user.updated',
    timestamp: '2026-04-25T14:30:00Z',
    data: { user: { id: 42, name: 'Jane Smith', email: 'jane@example.com', is_admin: true } },
  }),
} as const satisfies Partial<Record<ProviderId, string>>;

export interface ConditionCase {
  readonly provider: keyof typeof BODIES;
  readonly field: string;
  readonly op: Operator;
  /** What somebody types. */
  readonly typed: string;
  /** What it is read as. */
  readonly value: ConditionValue;
  /** Whether the event of {@link BODIES} fulfils it. */
  readonly isFulfilled: boolean;
}

const cases = (
  provider: keyof typeof BODIES,
  rows: readonly (readonly [string, Operator, string, ConditionValue, boolean])[],
): ConditionCase[] =>
  rows.map(([field, op, typed, value, isFulfilled]) => ({
    provider,
    field,
    op,
    typed,
    value,
    isFulfilled,
  }));

export const CONDITION_CASES: readonly ConditionCase[] = [
  ...cases('siggnal', [
    // Ids and texts stay texts, whatever they look like.
    ['company_tax_id', 'eq', '7701234567', '7701234567', true],
    ['company_tax_id', 'eq', '"7701234567"', '7701234567', true],
    ['company_tax_id', 'eq', '07701234567', '07701234567', false],
    ['company_tax_id', 'starts_with', '77', '77', true],
    ['company_tax_id', 'starts_with', '78', '78', false],
    ['company_tax_id', 'in', '1, 7701234567', ['1', '7701234567'], true],
    ['project_id', 'eq', '42', '42', true],
    ['project_id', 'ne', '42', '42', false],
    ['title', 'eq', 'true', 'true', true],
    ['title', 'eq', 'TRUE', 'TRUE', true],
    ['title', 'eq', '1e5', '1e5', false],
    // Texts: upper and lower case are the same, for every operator and alphabet.
    ['signal_id', 'eq', 'SIG_abc123', 'SIG_abc123', true],
    ['signal_id', 'ne', 'sig_abc123', 'sig_abc123', false],
    ['signal_id', 'starts_with', 'SIG_', 'SIG_', true],
    ['company_name', 'eq', 'ооо «ромашка»', 'ооо «ромашка»', true],
    ['company_name', 'contains', 'РОМАШКА', 'РОМАШКА', true],
    ['company_name', 'contains', 'Роза', 'Роза', false],
    ['company_name', 'starts_with', 'Ромашка', 'Ромашка', false],
    ['contact_email', 'eq', ' anna@Romashka.example ', 'anna@Romashka.example', true],
    ['signal_type', 'in', 'Tender,executive_change', ['Tender', 'executive_change'], true],
    ['signal_type', 'in', 'executive_change', ['executive_change'], false],
    // A value with a comma in it stands in quotes.
    ['company_industry', 'in', '"Retail, online", Software', ['Retail, online', 'Software'], true],
    ['company_industry', 'in', 'Retail, online', ['Retail', 'online'], false],
    ['company_industry', 'eq', 'Retail, online', 'Retail, online', true],
    // Priorities by urgency.
    ['priority', 'gte', 'High', 'high', true],
    ['priority', 'gte', 'critical', 'critical', false],
    ['priority', 'gt', 'medium', 'medium', true],
    ['priority', 'lt', 'critical', 'critical', true],
    ['priority', 'lte', 'low', 'low', false],
    ['priority', 'eq', ' HIGH ', 'high', true],
    ['priority', 'in', 'Low, high', ['low', 'high'], true],
    // Times by the moment, in any zone and form.
    ['occurred_at', 'eq', '2026-04-25 17:30:00+03', '2026-04-25 17:30:00+03', true],
    ['occurred_at', 'gt', '2026-04-25', '2026-04-25', true],
    ['occurred_at', 'lt', '2026-04-25', '2026-04-25', false],
    ['occurred_at', 'gte', '2026-04-25T14:30:00,001Z', '2026-04-25T14:30:00,001Z', false],
    // A list contains a text if a cell of any row does.
    ['contacts', 'contains', 'pavel', 'pavel', true],
    ['contacts', 'contains', 'ANNA@', 'ANNA@', true],
    ['contacts', 'contains', 'nobody', 'nobody', false],
    ['contacts', 'exists', 'true', true, true],
    // Nothing there: equal to nothing, so only `ne` and `exists false` hold.
    ['url', 'exists', '', true, false],
    ['url', 'exists', 'no', false, true],
    ['url', 'eq', 'https://a.example', 'https://a.example', false],
    ['url', 'ne', 'https://a.example', 'https://a.example', true],
    ['url', 'contains', 'a', 'a', false],
    ['url', 'starts_with', 'https://', 'https://', false],
    ['url', 'in', 'https://a.example', ['https://a.example'], false],
    ['company_name', 'exists', 'Yes', true, true],
  ]),
  ...cases('signal-ark', [
    // Numbers by value: 87 > 9 although "87" < "9".
    ['score', 'gt', '9', 9, true],
    ['score', 'gte', '87', 87, true],
    ['score', 'lt', ' 87.5 ', 87.5, true],
    ['score', 'lte', '-1', -1, false],
    ['score', 'eq', '87.0', 87, true],
    ['score', 'ne', '8.7e1', 87, false],
    ['score', 'in', '1, 87', [1, 87], true],
    ['account_employee_count', 'gte', '0', 0, false],
    ['account_employee_count', 'ne', '0', 0, true],
    ['company_name', 'eq', '"Acme, Inc."', 'Acme, Inc.', true],
    // No priority, so none is high enough; no contacts either.
    ['priority', 'gte', 'info', 'info', false],
    ['priority', 'lte', 'critical', 'critical', false],
    ['contacts', 'exists', 'true', true, false],
    ['contacts', 'contains', 'a', 'a', false],
  ]),
  ...cases('signals', [
    ['user_is_admin', 'eq', 'true', true, true],
    ['user_is_admin', 'eq', 'Yes', true, true],
    ['user_is_admin', 'eq', '0', false, false],
    ['user_is_admin', 'ne', ' False ', false, true],
    ['user_is_owner', 'exists', 'false', false, true],
    ['user_is_owner', 'eq', 'false', false, false],
    ['user_id', 'eq', '42', '42', true],
    ['user_id', 'starts_with', '4', '4', true],
  ]),
];

const A_DATE = 'a date such as 2026-04-25, or with time and zone 2026-04-25T14:30:00Z';

/** What cannot be meant, and what the value must be instead. */
export const MISTAKES: readonly (readonly [
  field: string,
  op: Operator,
  typed: string,
  mustBe: string,
])[] = [
  ['score', 'gt', 'high', 'a number such as 80 or 0.5'],
  ['score', 'gt', '0,5', 'a number such as 80 or 0.5'],
  ['score', 'eq', '0x10', 'a number such as 80 or 0.5'],
  ['score', 'eq', 'Infinity', 'a number such as 80 or 0.5'],
  ['score', 'in', '1, two', '1 to 100 values separated by commas, each a number such as 80 or 0.5'],
  ['user_is_admin', 'eq', 'maybe', 'true or false'],
  ['title', 'exists', 'maybe', 'true or false'],
  ['priority', 'gte', 'urgent', 'one of critical, high, medium, low, info'],
  ['occurred_at', 'gt', 'yesterday', A_DATE],
  ['occurred_at', 'gt', '2026-02-30', A_DATE],
  ['occurred_at', 'gt', '2026-04-25T14:30:00', A_DATE],
  ['title', 'eq', 'x'.repeat(501), 'a text of 1 to 500 characters'],
];
