import { PROVIDERS, recordColumns, sampleRecord } from '@signal-hooks/catalogue';
import { toCsv } from '../../packages/cli/src/csv.ts';
import { NOTICE, table } from './markdown.ts';

/** Where an event goes, and where the guides for it stand. */
interface Destination {
  readonly title: string;
  /** Heading of the Zapier guide. */
  readonly zapier: string;
  /** Ending of the Make blueprints. */
  readonly make: string;
}

const DESTINATIONS: Readonly<Record<'sheets' | 'slack' | 'crm', Destination>> = {
  sheets: {
    title: 'Google Sheets',
    zapier: 'recipe-a-row-in-google-sheets',
    make: 'google-sheets',
  },
  slack: { title: 'Slack', zapier: 'recipe-a-message-in-slack', make: 'slack' },
  crm: { title: 'HubSpot', zapier: 'recipe-a-contact-and-a-company-in-hubspot', make: 'hubspot' },
};

type Goal = keyof typeof DESTINATIONS;

/** The n8n workflow for each; absent where an event has nothing to bring there. */
const N8N: Readonly<Record<string, Partial<Record<Goal, string>>>> = {
  siggnal: { sheets: 'siggnal-google-sheets', slack: 'siggnal-slack', crm: 'siggnal-hubspot' },
  'signal-ark': { sheets: 'signal-ark-google-sheets', crm: 'signal-ark-hubspot' },
  signals: { sheets: 'signals-audit-log', slack: 'signals-audit-log' },
  sigsentry: { sheets: 'sigsentry-google-sheets', slack: 'sigsentry-on-call' },
  salesiq: { sheets: 'salesiq-google-sheets', slack: 'salesiq-lost-chat' },
  'all-providers': { sheets: 'all-providers-google-sheets' },
};

/** Rows of each provider in the example sheet. */
const EXAMPLES = 3;

/** The index of recipes, and the header row and example sheet that all platforms share. */
export function recipePages(): [path: string, content: string][] {
  const columns = recordColumns().map(({ key }) => key);
  const samples = Object.values(PROVIDERS).flatMap((provider) =>
    Object.keys(provider.events)
      .slice(0, EXAMPLES)
      .map((type, at) => ({
        ...sampleRecord(provider, type),
        event_id: `evt_example_${provider.id}_${at + 1}`,
      })),
  );
  return [
    ['recipes/README.md', index()],
    ['recipes/google-sheets/header.tsv', `${columns.join('\t')}\n`],
    ['recipes/google-sheets/example.csv', toCsv(samples, columns)],
  ];
}

function index(): string {
  const goals = Object.keys(DESTINATIONS) as Goal[];
  const rows = Object.entries(N8N).map(([id, workflows]) => [
    Object.values(PROVIDERS).find((provider) => provider.id === id)?.name ?? 'All at once',
    ...goals.map((goal) => linksOf(id, goal, workflows[goal])),
  ]);
  return `${NOTICE}
# Recipes

From a signed webhook to a row, a message or a contact. Choose your provider and where its events
should go; each cell links to the recipe for n8n, Zapier and Make.

${table(['provider', ...goals.map((goal) => DESTINATIONS[goal].title)], rows)}

- **n8n**: workflows to import, [with a picture of each](n8n/README.md). Our tests run every one of
  them in the real n8n.
- **Zapier**: [a guide](../docs/how-to/zapier.md), and [which field goes where](../docs/reference/zapier-fields.md).
- **Make**: [blueprints to import](../packages/make-signal-hooks/blueprints/README.md). They are checked,
  but not imported into a live account.

Two things that all of them share:

- [One sheet for everything](google-sheets/README.md): the header row, an example, and how to count
  signals per week and priority.
- [Who gets what](routing.md): ready-made filters by priority, industry, territory and score.
`;
}

/** Their events name nobody whom a CRM is about. */
const NO_PROSPECTS: ReadonlySet<string> = new Set(['signals', 'sigsentry']);

function linksOf(id: string, goal: Goal, workflow: string | undefined): string {
  const { zapier, make } = DESTINATIONS[goal];
  const n8n = workflow === undefined ? [] : [`[n8n](n8n/README.md#${workflow})`];
  if (goal === 'crm' && NO_PROSPECTS.has(id)) return '–';
  return [
    ...n8n,
    `[Zapier](../docs/how-to/zapier.md#${zapier})`,
    `[Make](../packages/make-signal-hooks/blueprints/${id}-${make}.blueprint.json)`,
  ].join(' · ');
}
