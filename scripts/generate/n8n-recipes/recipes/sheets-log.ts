import { PROVIDERS, type Provider, recordColumns } from '@signal-hooks/catalogue';
import { filledColumns } from '../columns.ts';
import { googleSheets, keepFields, removeDuplicates } from '../nodes.ts';
import { chain, type NodeSpec, type Recipe } from '../recipe.ts';
import { failureOf, GUIDE } from '../texts.ts';
import { TRIGGERS, type TriggerKind, triggerNode } from '../triggers.ts';
import { inARow, trunk } from '../trunk.ts';

/** What a new Google sheet has; n8n writes the header by itself as far as it has room. */
const COLUMNS_OF_A_NEW_SHEET = 26;
const SHEET = 'Signals';
const [KEEP, WRITE] = ['Keep the columns', 'Append or update the row'];

/** A log in which the recipes differ. */
interface Log {
  readonly slug: string;
  readonly name: string;
  readonly about: string;
  readonly trigger: TriggerKind;
  readonly parameters?: NodeSpec['parameters'];
  /** Absent: of all of them, with the columns that all have. */
  readonly provider?: Provider;
  readonly changes: readonly string[];
}

const LOGS: readonly Log[] = [
  {
    slug: 'siggnal-google-sheets',
    name: 'Siggnal signals to Google Sheets',
    about: 'Every signal becomes a row.',
    trigger: TRIGGERS.siggnal,
    provider: PROVIDERS.siggnal,
    changes: ['**Siggnal Trigger** → Filters: only some priorities, kinds of signals or projects.'],
  },
  {
    slug: 'signal-ark-google-sheets',
    name: 'Signal Ark signals to Google Sheets',
    about: 'Every promoted signal, matched play and promoted lead becomes a row.',
    trigger: TRIGGERS['signal-ark'],
    provider: PROVIDERS['signal-ark'],
    changes: ['**Signal Ark Trigger**: only some events, or only from an ICP score on.'],
  },
  {
    slug: 'sigsentry-google-sheets',
    name: 'SigSentry analyses to Google Sheets',
    about: 'Every analysis of an incident, and every fired watchdog, becomes a row.',
    trigger: TRIGGERS.sigsentry,
    provider: PROVIDERS.sigsentry,
    changes: ['**SigSentry Trigger**: only from a severity on, or only some projects.'],
  },
  {
    slug: 'salesiq-google-sheets',
    name: 'SalesIQ conversations to Google Sheets',
    about: 'Every conversation that ended, was missed or was rated becomes a row.',
    trigger: TRIGGERS.salesiq,
    parameters: {
      kind: 'data',
      dataEvents: ['conversation.completed', 'conversation.missed', 'conversation.rated'],
    },
    provider: PROVIDERS.salesiq,
    changes: ['**Zoho SalesIQ Trigger**: other events, or only some brands.'],
  },
  {
    slug: 'all-providers-google-sheets',
    name: 'All providers to one Google sheet',
    about:
      'The events of all five providers, through a Signal Hooks gateway, as rows with the same columns.',
    trigger: TRIGGERS.gateway,
    changes: [
      '**Signal Hooks Trigger**: only one source or provider, a lowest priority, or conditions on any field.',
    ],
  },
];

/** A Google Sheets log for each provider, and one for all of them. */
export const sheetsLogs: readonly Recipe[] = LOGS.map((log): Recipe => {
  const { trigger, provider } = log;
  const { steps, links, notes } = trunk(triggerNode(trigger, log.parameters));
  const header = (provider ? filledColumns(provider) : recordColumns()).map(({ key }) => key);
  return {
    slug: log.slug,
    name: log.name,
    about: log.about,
    header,
    steps: [...steps, ...inARow([keepFields(KEEP, header), googleSheets(WRITE, SHEET)], 2)],
    links: [...links, ...chain(removeDuplicates.name, KEEP, WRITE)],
    notes: [
      ...notes,
      {
        columns: [2, 2],
        rows: [0, 0],
        text: '### The columns\nThe sheet gets these, in this order. Take away what you do not need.',
      },
      {
        columns: [3, 3],
        rows: [0, 0],
        text: '### Your spreadsheet\nChoose it here. *Cell format* stays **RAW**: text that begins with `=` must not become a formula.',
      },
    ],
    setUp: [trigger.setUp, sheetStep(log.slug, header)],
    failure: failureOf('Google Sheets'),
    changes: [
      ...log.changes,
      `**${KEEP}**: take out what you do not need; \`event_id\` has to stay.`,
    ],
  };
});

/** What to do for the sheet; one with few columns gets its header from n8n. */
export function sheetStep(slug: string, header: readonly string[], sheet: string = SHEET): string {
  const choose = `**Google Sheets**: make a credential and choose your spreadsheet. It needs a sheet named \`${sheet}\``;
  if (header.length <= COLUMNS_OF_A_NEW_SHEET) {
    return `${choose}; an empty one will do, the first event writes the header.`;
  }
  return `${choose}. Paste the header from [the guide](${GUIDE}#${slug}) into its cell A1: a new sheet has ${COLUMNS_OF_A_NEW_SHEET} columns, this one needs ${header.length}.`;
}
