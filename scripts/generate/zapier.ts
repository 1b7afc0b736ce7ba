import {
  ALERTS,
  capabilities,
  PROVIDERS,
  type Provider,
  recordFields,
  triggersOf,
} from '@signal-hooks/catalogue';
import { code, NOTICE, table } from '@signal-hooks/recipes';
// The app's own: what this page says is what Zapier's editor shows.

import { outputFields, sampleItem } from '../../packages/zapier-signal-hooks/core/record.ts';

/** The lines of the how-to's message, and the fields that go there. */
const SLACK: Readonly<Record<string, string>> = lines({
  headline: 'priority severity title score icp_score rating',
  text: 'summary why_now relevance_explanation root_cause_description question message feedback settings_group',
  whom: 'contact_name contact_role company_name user_name role_name root_cause_service affected_services[]name',
  'to do': 'recommended_action suggested_actions[]action plays[]name',
  link: 'url lead_profile_url',
  footer: 'provider_name event_type_label source_name occurred_at owner_name rule_name',
});

const OWN_COMPANY = 'Company → a property of your own';

/** Objects of HubSpot and their properties, or the text of a note. */
const HUBSPOT: Readonly<Record<string, string>> = {
  ...lines({
    note: 'title summary url recommended_action relevance_explanation why_now plays[]name question feedback',
    'Contact, one for each row':
      'contacts[]name contacts[]first_name contacts[]last_name contacts[]role contacts[]email contacts[]phone',
  }),
  company_name: 'Company → Name',
  company_domain: 'Company → Company Domain Name; find the company by it',
  company_industry: `${OWN_COMPANY}; HubSpot's Industry takes only words of its own list`,
  company_tax_id: OWN_COMPANY,
  icp_score: OWN_COMPANY,
  account_employee_count: 'Company → Number of Employees',
  contact_email: 'Contact → Email; HubSpot finds the contact by it',
  contact_name: 'Contact → First Name, where the next two are empty',
  contact_first_name: 'Contact → First Name',
  contact_last_name: 'Contact → Last Name',
  contact_role: 'Contact → Job Title',
  contact_phone: 'Contact → Phone Number',
  lead_profile_url: 'Contact → a property of your own',
};

/** Zapier's types in words. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  datetime: 'date and time',
};

/** Turns `place: 'field field'` around: the place of each field. */
function lines(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([place, keys]) => keys.split(' ').map((key) => [key, place])),
  );
}

/** The page on what each trigger of the Zapier app hands on. */
export function zapierPages(): [path: string, content: string][] {
  const page = `${NOTICE}
# The fields in Zapier

What each trigger of the [Zapier app](../../packages/zapier-signal-hooks/README.md) hands to the next
step, and where it usually goes. [From signal to Slack, Sheets or HubSpot](../tutorials/zapier.md) does
it step by step. The searches *Find Event* and *Find Events* hand on the same fields as *New Signal*.

- **Google Sheets**: the key is the header of the column. **Slack**: the line of the message.
  **HubSpot**: the object and its property. Where a cell is empty, the field is seldom needed.
- A provider's trigger offers the fields that this provider fills, and each is always there. Where an
  event has nothing to say, it is empty.
- **Line items** are lists, such as all contacts of a signal: one value for each row of the list.
- \`id\` is there because Zapier wants it: it is the event ID once more. Leave it out of a Sheet.
- \`score\` has the scale of its provider; do not compare the scores of two providers.

${section('New Signal', 'Events of every provider, with the fields that all of them have.', null)}

${[...Object.values(PROVIDERS), ALERTS].map(providerSection).join('\n\n')}
`;
  return [['docs/reference/zapier-fields.md', page]];
}

/** The fields of a provider's triggers: those of one kind of events have the same. */
function providerSection(provider: Provider): string {
  const [all, ...kinds] = triggersOf(provider);
  const page = provider === ALERTS ? '../how-to/alerts.md' : `providers/${provider.id}.md`;
  const intro = [
    `${provider.description} See [${provider.name}](${page}).`,
    ...kinds.map(
      ({ label, description }) => `*${label}* has the same fields. ${starts(description)}`,
    ),
  ].join('\n\n');
  return section(all.label, intro, provider);
}

/** "It triggers when a chat is missed." */
const starts = (description: string): string =>
  `It ${description.charAt(0).toLowerCase()}${description.slice(1)}`;

/** @param provider whose events; null: of every provider */
function section(label: string, intro: string, provider: Provider | null): string {
  const crm = capabilities(provider).prospects;
  const head = ['field', 'key', 'type', 'example', 'Slack', ...(crm ? ['HubSpot'] : [])];
  return `## ${label}\n\n${intro}\n\n${table(head, fieldRows(provider, crm))}`;
}

function fieldRows(provider: Provider | null, crm: boolean): string[][] {
  const sample = sampleItem({ provider, kind: null });
  return outputFields(provider).map((field) => {
    const { key, label, type } = field as OutputField;
    const words = TYPES[type] ?? type;
    return [
      label,
      code(key),
      key.includes('[]') ? `${words}, line items` : words,
      code(exampleOf(provider, sample, key)),
      SLACK[key] ?? '',
      ...(crm ? [HUBSPOT[key] ?? ''] : []),
    ];
  });
}

/** What is used of a field that the app lists. */
interface OutputField {
  readonly key: string;
  readonly label: string;
  readonly type: string;
}

/** Longest example, in characters. */
const LONGEST = 60;

/** What the sample has in a field; else what the field is documented with. */
function exampleOf(provider: Provider | null, sample: Row, key: string): string {
  const [list = '', column] = key.split('[]');
  const rows = column === undefined ? [sample] : (sample[list] as Row[]);
  const values = rows.map((row) => row[column ?? list]).filter((value) => value !== null);
  const text = values.length > 0 ? values.join(', ') : String(documentedExample(provider, key));
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

type Row = Readonly<Record<string, unknown>>;

function documentedExample(provider: Provider | null, key: string): unknown {
  const [top, column] = key.split('[]');
  const field = recordFields(provider).find((each) => each.key === top);
  if (field?.type !== 'list') return field?.sample ?? '';
  return field.items.find((item) => item.key === column)?.sample ?? '';
}
