import { eventNounsOf, type Provider, shortNameOf } from '@signal-hooks/catalogue';
import { columnsOf } from '../columns.ts';
import {
  googleSheets,
  keepFields,
  keepOwnFields,
  removeDuplicates,
  yourSpreadsheet,
} from '../nodes.ts';
import {
  ALL_PROVIDERS,
  ANY_SENDER,
  chain,
  type NodeSpec,
  type Recipe,
  type TriggerKind,
} from '../recipe.ts';
import { SPREADSHEET_NOTE, sheetSteps } from '../spreadsheet.ts';
import { failureOf, inLetters } from '../texts.ts';
import { choicesOf, GATEWAY_TRIGGER, SIGNED_WEBHOOK_TRIGGER, triggerOf } from '../triggers.ts';
import { inARow, trunk } from '../trunk.ts';

const SHEET = 'Signals';
const [KEEP, WRITE] = ['Keep the columns', 'Append or update the row'];

/** A log in which the recipes differ. */
interface Log extends Pick<Recipe, 'slug' | 'name' | 'about' | 'source' | 'changes'> {
  readonly trigger: TriggerKind;
  /** What the trigger is set to; the node's defaults if absent. */
  readonly parameters?: NodeSpec['parameters'];
  readonly header: readonly string[];
  /** Where the sheet's columns are not those of a header that is known. */
  readonly columns?: { readonly node: NodeSpec; readonly note: string; readonly change: string };
}

/** What a person has written of a provider's log; of others it follows from the definition. */
const WRITTEN: Readonly<Partial<Record<string, Partial<Log>>>> = {
  siggnal: {
    changes: ['**Siggnal Trigger** → Filters: only some priorities, kinds of signals or projects.'],
  },
  'signal-ark': {
    name: 'Signal Ark signals to Google Sheets',
    about: 'Every promoted signal, matched play and promoted lead becomes a row.',
    changes: ['**Signal Ark Trigger**: only some events, or only from an ICP score on.'],
  },
  sigsentry: {
    about: 'Every analysis of an incident, and every fired watchdog, becomes a row.',
    changes: ['**SigSentry Trigger**: only from a severity on, or only some projects.'],
  },
  salesiq: {
    name: 'SalesIQ conversations to Google Sheets',
    about: 'Every conversation that ended, was missed or was rated becomes a row.',
    parameters: {
      kind: 'data',
      dataEvents: ['conversation.completed', 'conversation.missed', 'conversation.rated'],
    },
    changes: ['**Zoho SalesIQ Trigger**: other events, or only some brands.'],
  },
};

/** The Google Sheets log of a provider. */
export function sheetsLog(provider: Provider): Recipe {
  const trigger = triggerOf(provider);
  return toRecipe({
    slug: `${provider.id}-google-sheets`,
    name: `${shortNameOf(provider)} ${eventNounsOf(provider)} to Google Sheets`,
    about: `Every ${provider.wording.noun.toLowerCase()} becomes a row.`,
    source: provider.id,
    trigger,
    header: columnsOf(provider),
    changes: choicesOf(provider),
    ...WRITTEN[provider.id],
  });
}

/** The log of all providers, through a gateway. */
export const sheetsLogOfAll = (providers: readonly Provider[]): Recipe =>
  toRecipe({
    slug: `${ALL_PROVIDERS}-google-sheets`,
    name: 'All providers to one Google sheet',
    about: `The events of all ${inLetters(providers.length)} providers, through a Signal Hooks gateway, as rows with the same columns.`,
    source: ALL_PROVIDERS,
    trigger: GATEWAY_TRIGGER,
    header: columnsOf(null),
    changes: [
      '**Signal Hooks Trigger**: only one source or provider, a lowest priority, or conditions on any field.',
    ],
  });

/** What a sender of any kind may fill; the sheet has room for as many fields of the user's own. */
const ANY_COLUMNS = [
  ...['event_id', 'provider', 'event_type', 'occurred_at', 'received_at', 'title', 'summary'],
  ...['url', 'contact_name', 'contact_email', 'subject_type', 'subject_id'],
];

/** The log of a sender of the user's choice: what is read of its payload becomes columns. */
export const sheetsLogOfAnySender: Recipe = toRecipe({
  slug: `${ANY_SENDER}-google-sheets`,
  name: 'Any signed webhook to Google Sheets',
  about:
    'Every event of a sender of your choice becomes a row, once its signature is checked: GitHub, Stripe, or any other that signs.',
  source: ANY_SENDER,
  trigger: SIGNED_WEBHOOK_TRIGGER,
  header: ANY_COLUMNS,
  columns: {
    node: keepOwnFields(KEEP, ANY_COLUMNS, SIGNED_WEBHOOK_TRIGGER.name),
    note: '### The columns\n*Fields to Include*, the fields that you add to the trigger, and what was sent, as text.',
    change:
      '**Signed Webhook Trigger** → *Add Field*: what you want in a column of its own, by its path in what was sent. The column comes by itself.',
  },
  changes: ['**Signed Webhook Trigger** → Event Types: only some events.'],
});

function toRecipe(log: Log): Recipe {
  const { slug, name, about, source, trigger, header } = log;
  const columns = log.columns ?? {
    node: keepFields(KEEP, header),
    note: '### The columns\nThe sheet gets *Fields to Include*, in this order. Take away what you do not need.',
    change: `**${KEEP}** → Fields to Include: take out what you do not need; \`event_id\` has to stay.`,
  };
  const { steps, links, notes } = trunk(trigger, log.parameters);
  return {
    ...{ slug, name, about, source, trigger },
    destinations: ['sheets'],
    ...(log.columns === undefined && { header }),
    steps: [...steps, ...inARow([yourSpreadsheet, columns.node, googleSheets(WRITE, SHEET)], 2)],
    links: [...links, ...chain(removeDuplicates.name, yourSpreadsheet.name, KEEP, WRITE)],
    notes: [
      ...notes,
      SPREADSHEET_NOTE,
      {
        columns: [3, 3],
        rows: [0, 0],
        text: columns.note,
      },
      {
        columns: [4, 4],
        rows: [0, 0],
        text: '### The row\nOnly connect your account. *Cell Format* keeps `=…` from becoming a formula.',
      },
    ],
    setUp: [trigger.setUp, ...sheetSteps(slug, header, SHEET, WRITE)],
    failure: failureOf('Google Sheets'),
    changes: [...log.changes, columns.change],
  };
}
