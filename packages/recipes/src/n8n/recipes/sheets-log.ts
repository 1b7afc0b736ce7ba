import { PROVIDERS, type Provider, recordColumns } from '@signal-hooks/catalogue';
import { filledColumns } from '../columns.ts';
import { googleSheets, keepFields, removeDuplicates, yourSpreadsheet } from '../nodes.ts';
import { chain, type NodeSpec, type Recipe } from '../recipe.ts';
import { SPREADSHEET_NOTE, sheetSteps } from '../spreadsheet.ts';
import { failureOf } from '../texts.ts';
import { TRIGGERS, type TriggerKind, triggerNode } from '../triggers.ts';
import { inARow, trunk } from '../trunk.ts';

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
    steps: [
      ...steps,
      ...inARow([yourSpreadsheet, keepFields(KEEP, header), googleSheets(WRITE, SHEET)], 2),
    ],
    links: [...links, ...chain(removeDuplicates.name, yourSpreadsheet.name, KEEP, WRITE)],
    notes: [
      ...notes,
      SPREADSHEET_NOTE,
      {
        columns: [3, 3],
        rows: [0, 0],
        text: '### The columns\nThe sheet gets these, in this order. Take away what you do not need.',
      },
      {
        columns: [4, 4],
        rows: [0, 0],
        text: '### The row\nOnly connect your account. *Cell Format* keeps `=…` from becoming a formula.',
      },
    ],
    setUp: [trigger.setUp, ...sheetSteps(log.slug, header, SHEET, WRITE)],
    failure: failureOf('Google Sheets'),
    changes: [
      ...log.changes,
      `**${KEEP}**: take out what you do not need; \`event_id\` has to stay.`,
    ],
  };
});
