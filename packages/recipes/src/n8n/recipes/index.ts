import { capabilities, type Provider } from '@signal-hooks/catalogue';
import type { DestinationId, Recipe } from '../recipe.ts';
import { airtableLog } from './airtable.ts';
import { auditLog } from './audit-log.ts';
import { failures } from './failures.ts';
import { hubspotRecipe, hubspotRecipeOfAll } from './hubspot.ts';
import { lostChat } from './lost-chat.ts';
import { teamsMessages, telegramMessages } from './messages.ts';
import { notionLog } from './notion.ts';
import { onCall } from './on-call.ts';
import { pipedriveLeads } from './pipedrive.ts';
import { REPEATED } from './repeated.ts';
import { salesforceLeads } from './salesforce.ts';
import { sheetsLog, sheetsLogOfAll, sheetsLogOfAnySender } from './sheets-log.ts';
import { slackRouting, slackRoutingOfAll } from './slack-routing.ts';

/** What only one product needs: it takes the place of the general recipe for its destinations. */
const PARTICULAR: readonly Recipe[] = [onCall, lostChat, auditLog];

/** To services that only n8n's recipes bring events to: those of all providers. */
const ONLY_IN_N8N = [
  airtableLog,
  notionLog,
  pipedriveLeads,
  salesforceLeads,
  teamsMessages,
  telegramMessages,
] as const;

const hasParticular = ({ id }: Provider, destination: DestinationId): boolean =>
  PARTICULAR.some(
    ({ source, destinations }) => source === id && destinations.includes(destination),
  );

/** All recipes for n8n, in the guide's order: which there are follows from what providers can be used for. */
export function recipesOf(providers: readonly Provider[]): Recipe[] {
  const general = (
    destination: DestinationId,
    fits: (provider: Provider) => boolean,
    toRecipe: (provider: Provider) => Recipe,
  ): Recipe[] =>
    providers
      .filter((provider) => fits(provider) && !hasParticular(provider, destination))
      .map(toRecipe);
  return [
    ...general('sheets', () => true, sheetsLog),
    sheetsLogOfAll(providers),
    sheetsLogOfAnySender,
    ...general(
      'slack',
      (each) => capabilities(each).priority || capabilities(each).score,
      slackRouting,
    ),
    slackRoutingOfAll(providers),
    ...general('crm', (each) => capabilities(each).prospects, hubspotRecipe),
    hubspotRecipeOfAll(providers),
    ...ONLY_IN_N8N.map((toRecipe) => toRecipe(providers)),
    ...PARTICULAR,
    ...REPEATED,
    failures,
  ];
}
