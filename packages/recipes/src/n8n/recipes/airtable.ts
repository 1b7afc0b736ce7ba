import type { Provider } from '@signal-hooks/catalogue';
import { columnsOf } from '../columns.ts';
import { addressIn, keepFields, removeDuplicates, serviceNode, yourAddress } from '../nodes.ts';
import { ALL_PROVIDERS, chain, type Recipe } from '../recipe.ts';
import { failureOf, HOW, inLetters, limitTo } from '../texts.ts';
import { GATEWAY_TRIGGER } from '../triggers.ts';
import { inARow, trunk } from '../trunk.ts';

const [KEEP, WRITE] = ['Keep the columns', 'Create or update the record'];
const EXAMPLE =
  'https://github.com/signal-hooks/signal-hooks/blob/main/recipes/google-sheets/example.csv';

const yourTable = yourAddress('Your table', 'table');
const address = { __rl: true, mode: 'url', value: addressIn(yourTable) } as const;

/**
 * Writes a record, or updates the one with the same event id. *Typecast*, because Airtable makes
 * selects, dates and numbers of the columns of an imported file, and refuses plain text for them.
 */
const write = serviceNode('airtable', 2.2, WRITE, {
  authentication: 'airtableTokenApi',
  resource: 'record',
  operation: 'upsert',
  base: address,
  table: address,
  columns: {
    mappingMode: 'autoMapInputData',
    value: {},
    matchingColumns: ['event_id'],
    schema: [],
  },
  options: { typecast: true },
});

/** All providers to one table of Airtable, through a gateway. */
export function airtableLog(providers: readonly Provider[]): Recipe {
  const { steps, links, notes } = trunk(GATEWAY_TRIGGER);
  return {
    slug: `${ALL_PROVIDERS}-airtable`,
    name: 'All providers to one Airtable table',
    about: `The events of all ${inLetters(providers.length)} providers, through a Signal Hooks gateway, as records with the same columns.`,
    source: ALL_PROVIDERS,
    destinations: [],
    onlyInN8n: 'Airtable',
    trigger: GATEWAY_TRIGGER,
    steps: [...steps, ...inARow([yourTable, keepFields(KEEP, columnsOf(null)), write], 2)],
    links: [...links, ...chain(removeDuplicates.name, yourTable.name, KEEP, WRITE)],
    notes: [
      ...notes,
      {
        columns: [2, 2],
        rows: [0, 0],
        text: '### Your table\nPaste its address here, in place of *value*.',
      },
      {
        columns: [3, 3],
        rows: [0, 0],
        text: '### The columns\nThe table must have all of *Fields to Include*. Take away what you do not need.',
      },
      {
        columns: [4, 4],
        rows: [0, 0],
        text: '### The record\nOnly connect your account. *Typecast* adds a missing option to a select.',
      },
    ],
    setUp: [
      GATEWAY_TRIGGER.setUp,
      `In Airtable, import [an example](${EXAMPLE}) into a new table (*CSV file*): it makes the columns. Delete its records.`,
      `**${yourTable.name}** (no triangle marks it): paste the address of the table, as your browser shows it (\`https://airtable.com/app…/tbl…/viw…\`), in place of *value*.`,
      `**${WRITE}**: click *Connect to Airtable Personal Access Token*${HOW}. Change nothing else there: n8n would empty other fields.`,
    ],
    failure: failureOf('Airtable'),
    changes: [
      '**Signal Hooks Trigger**: only one source or provider, a lowest priority, or conditions on any field.',
      `**${KEEP}** → Fields to Include: take out what you do not need; \`event_id\` has to stay. A field that the table has no column for fails the run.`,
      `Airtable takes five requests a second for a base. After more it takes none for half a minute, which is longer than n8n tries: the runs fail, and wait. ${limitTo(4)}`,
    ],
  };
}
