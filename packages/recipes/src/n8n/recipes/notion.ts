import type { Provider } from '@signal-hooks/catalogue';
import { addressIn, ifAny, removeDuplicates, serviceNode, yourAddress } from '../nodes.ts';
import { ALL_PROVIDERS, chain, link, type NodeSpec, type Recipe } from '../recipe.ts';
import { cut, failureOf, HOW, inLetters, limitTo } from '../texts.ts';
import { GATEWAY_TRIGGER } from '../triggers.ts';
import { inARow, trunk } from '../trunk.ts';

const [FIND, NEW, ADD] = ['Look for the page', 'Is it new?', 'Add the page'];

/** Notion refuses a longer text, and with it the page. https://developers.notion.com/reference/request-limits */
const LONGEST_TEXT = 2000;

/** The properties of the database besides its title, all of the type *Text*. */
const TEXTS = [
  ...['event_id', 'event_type', 'summary', 'recommended_action', 'company_name'],
  ...['contact_name', 'contact_role', 'contact_email', 'contact_phone', 'url'],
] as const;

const record = `$('${removeDuplicates.name}').item.json`;
const text = (expression: string): string => `={{ ${cut(expression, LONGEST_TEXT)} }}`;

/** Properties, by name and type as n8n has them. */
const PROPERTIES: readonly object[] = [
  ...TEXTS.map((key) => ({
    key: `${key}|rich_text`,
    textContent: text(`(${record}.${key} ?? '')`),
  })),
  // Notion adds options of a select by itself.
  { key: 'provider|select', selectValue: `={{ ${record}.provider }}` },
  { key: 'priority|select', selectValue: `={{ ${record}.priority ?? '' }}` },
  { key: 'score|number', numberValue: `={{ ${record}.score ?? null }}` },
  {
    key: 'occurred_at|date',
    includeTime: true,
    date: `={{ ${record}.occurred_at ?? ${record}.received_at }}`,
    timezone: 'UTC',
  },
];

const yourDatabase = yourAddress('Your data source', 'data_source');

const notion = (name: string, parameters: NodeSpec['parameters']): NodeSpec =>
  serviceNode('notion', 3, name, {
    authentication: 'apiKey',
    resource: 'databasePage',
    ...parameters,
    dataSourceId: { __rl: true, mode: 'id', value: addressIn(yourDatabase) },
  });

/** Notion has no upsert: a page that is there already is found by its event id. */
const find: NodeSpec = {
  ...notion(FIND, {
    operation: 'getAll',
    returnAll: false,
    limit: 1,
    filterType: 'manual',
    matchType: 'allFilters',
    filters: {
      conditions: [
        {
          key: 'event_id|rich_text',
          condition: 'equals',
          richTextValue: '={{ $json.event_id }}',
        },
      ],
    },
    simple: true,
    options: {},
  }),
  alwaysOutputData: true,
};

const add = notion(ADD, {
  operation: 'create',
  title: text(`(${record}.title || ${record}.event_type)`),
  propertiesUi: { propertyValues: PROPERTIES },
  contentType: 'blockUi',
  simple: true,
  options: {},
});

const isNew = ifAny(NEW, [
  {
    value: "$json.id ?? ''",
    operator: { type: 'string', operation: 'empty', singleValue: true },
  },
]);

/** All providers to a database of Notion, through a gateway. */
export function notionLog(providers: readonly Provider[]): Recipe {
  const { steps, links, notes } = trunk(GATEWAY_TRIGGER);
  const names = TEXTS.map((key) => `\`${key}\``).join(', ');
  return {
    slug: `${ALL_PROVIDERS}-notion`,
    name: 'All providers to a Notion database',
    about: `The events of all ${inLetters(providers.length)} providers, through a Signal Hooks gateway, as pages of one database.`,
    source: ALL_PROVIDERS,
    destinations: [],
    onlyInN8n: 'Notion',
    trigger: GATEWAY_TRIGGER,
    steps: [...steps, ...inARow([yourDatabase, find, isNew, add], 2)],
    links: [
      ...links,
      ...chain(removeDuplicates.name, yourDatabase.name, FIND, NEW),
      link(NEW, ADD, 0),
    ],
    notes: [
      ...notes,
      {
        columns: [2, 2],
        rows: [0, 0],
        text: '### Your database\nPaste the id of its data source here, in place of *value*.',
      },
      {
        columns: [3, 4],
        rows: [0, 0],
        text: '### Only once\nA page with the same `event_id` is not added again, however late the retry comes. Only connect your account.',
      },
      {
        columns: [5, 5],
        rows: [0, 0],
        text: '### The page\nTexts are cut at 2,000 characters: Notion refuses longer ones.',
      },
    ],
    setUp: [
      GATEWAY_TRIGGER.setUp,
      `In Notion, make a database with these properties, besides its title. *Text*: ${names}. *Select*: \`provider\`, \`priority\`. *Number*: \`score\`. *Date*: \`occurred_at\`.`,
      'Let n8n into it: ⋯ on the database’s page → **Connections** → your integration.',
      `**${yourDatabase.name}** (no triangle marks it): paste the id in place of *value*. It is in the database’s settings: **Manage data sources** → ⋯ → **Copy data source ID**.`,
      `**${FIND}**: click *Connect to Notion*${HOW}. n8n puts the account into **${ADD}** as well.`,
    ],
    failure: failureOf('Notion'),
    changes: [
      '**Signal Hooks Trigger**: only one source or provider, a lowest priority, or conditions on any field.',
      `**${ADD}** → Properties: other ones, with the same names and types as in the database. \`event_id\` has to stay.`,
      `Notion takes three requests a second, and an event needs three. ${limitTo(1)}`,
    ],
  };
}
