import { eventNounsOf, type Provider, shortNameOf } from '@signal-hooks/catalogue';
import { columnsOf } from '../columns.ts';
import { googleSheets, keepFields, removeDuplicates, yourSpreadsheet } from '../nodes.ts';
import { ALL_PROVIDERS, chain, type NodeSpec, type Recipe, type TriggerKind } from '../recipe.ts';
import { SPREADSHEET_NOTE, sheetSteps } from '../spreadsheet.ts';
import { failureOf, inLetters } from '../texts.ts';
import { choicesOf, GATEWAY_TRIGGER, triggerOf } from '../triggers.ts';
import { inARow, trunk } from '../trunk.ts';

const SHEET = 'Signals';
const [KEEP, WRITE] = ['Keep the columns', 'Append or update the row'];

/** A log in which the recipes differ. */
interface Log extends Pick<Recipe, 'slug' | 'name' | 'about' | 'source' | 'changes'> {
  readonly trigger: TriggerKind;
  /** What the trigger is set to; the node's defaults if absent. */
  readonly parameters?: NodeSpec['parameters'];
  readonly header: readonly string[];
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

function toRecipe(log: Log): Recipe {
  const { slug, name, about, source, trigger, header } = log;
  const { steps, links, notes } = trunk(trigger, log.parameters);
  return {
    ...{ slug, name, about, source, trigger },
    destinations: ['sheets'],
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
        text: '### The columns\nThe sheet gets *Fields to Include*, in this order. Take away what you do not need.',
      },
      {
        columns: [4, 4],
        rows: [0, 0],
        text: '### The row\nOnly connect your account. *Cell Format* keeps `=…` from becoming a formula.',
      },
    ],
    setUp: [trigger.setUp, ...sheetSteps(slug, header, SHEET, WRITE)],
    failure: failureOf('Google Sheets'),
    changes: [
      ...log.changes,
      `**${KEEP}** → Fields to Include: take out what you do not need; \`event_id\` has to stay.`,
    ],
  };
}
