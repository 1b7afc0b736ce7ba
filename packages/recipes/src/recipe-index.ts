import { andList, capabilities, type Provider } from '@signal-hooks/catalogue';
import { table, withSection } from './markdown.ts';
import { ALL_PROVIDERS, ANY_SENDER, type DestinationId, type Recipe } from './n8n/recipe.ts';

/** Where an event goes, and where its guides are. */
interface Destination {
  readonly title: string;
  /** Heading of the Zapier guide. */
  readonly zapier: string;
  /** Ending of the Make blueprints. */
  readonly make: string;
}

const DESTINATIONS: Readonly<Record<DestinationId, Destination>> = {
  sheets: {
    title: 'Google Sheets',
    zapier: 'recipe-a-row-in-google-sheets',
    make: 'google-sheets',
  },
  slack: { title: 'Slack', zapier: 'recipe-a-message-in-slack', make: 'slack' },
  crm: { title: 'HubSpot', zapier: 'recipe-a-contact-and-a-company-in-hubspot', make: 'hubspot' },
};

const DESTINATION_IDS = Object.keys(DESTINATIONS) as DestinationId[];

/**
 * The page with the index of recipes in its place.
 * @param recipes for n8n
 * @throws {Error} if it has no place for it
 */
export const withIndex = (
  page: string,
  providers: readonly Provider[],
  recipes: readonly Recipe[],
): string => withSection(page, 'recipes', index(providers, recipes));

/** Provider × destination × platform. */
function index(providers: readonly Provider[], recipes: readonly Recipe[]): string {
  const row = (
    source: string,
    name: string,
    provider: Provider | null,
    offered: readonly DestinationId[] = DESTINATION_IDS,
  ): string[] => [
    name,
    ...DESTINATION_IDS.map((destination) => {
      if (!offered.includes(destination)) return '';
      const workflow = recipes.find(
        (recipe) => recipe.source === source && recipe.destinations.includes(destination),
      );
      return linksOf(source, provider, destination, workflow);
    }),
  ];
  const all = table(
    ['provider', ...DESTINATION_IDS.map((destination) => DESTINATIONS[destination].title)],
    [
      ...providers.map((provider) => row(provider.id, provider.name, provider)),
      row(ALL_PROVIDERS, 'All at once', null),
      row(ANY_SENDER, 'Anything that signs', null, ['sheets']),
    ],
  );
  return `${all}\n\n${onlyInN8n(recipes)}`;
}

/** Where n8n alone brings events, those of all providers at once. */
function onlyInN8n(recipes: readonly Recipe[]): string {
  const links = recipes.flatMap(({ slug, onlyInN8n: service }) =>
    service === undefined ? [] : [`[${service}](n8n/README.md#${slug})`],
  );
  return `In n8n, for all providers at once, also to ${andList(links)}.`;
}

function linksOf(
  source: string,
  provider: Provider | null,
  destination: DestinationId,
  workflow: Recipe | undefined,
): string {
  const { zapier, make } = DESTINATIONS[destination];
  const hasZapier = destination !== 'crm' || capabilities(provider).prospects;
  return [
    ...(workflow === undefined ? [] : [`[n8n](n8n/README.md#${workflow.slug})`]),
    ...(hasZapier ? [`[Zapier](../docs/tutorials/zapier.md#${zapier})`] : []),
    `[Make](../packages/make-signal-hooks/blueprints/${source}-${make}.blueprint.json)`,
  ].join(' · ');
}
