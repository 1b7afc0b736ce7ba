import { call, firstOf, ID, orEmpty, quote, wrap } from '../iml.ts';
import type { Source } from '../sources.ts';
import type { Destination } from './destination.ts';
import { namesSomebody } from './hubspot.ts';
import { inJson, keyClicks, request } from './hubspot-request.ts';
import { linesOf } from './lines.ts';

/** The record's priorities and HubSpot's; every account has these three. */
const PRIORITIES = [
  ['critical', 'HIGH'],
  ['high', 'HIGH'],
  ['medium', 'MEDIUM'],
  ['low', 'LOW'],
] as const;

/** The first stage of the pipeline that every account begins with. */
const STAGE = '"hs_pipeline":"0","hs_pipeline_stage":"1"';

function body(source: Source): string {
  const { cell } = source;
  const subject = inJson(firstOf(cell('title'), cell('event_type')));
  const content = linesOf(source, (key) => inJson(firstOf(key, quote('–')))).join('\\n');
  const pairs = PRIORITIES.flat().map(quote);
  const priority = call('switch', orEmpty(cell('priority')), ...pairs, 'emptystring');
  return `{"properties":{"subject":"${subject}","content":"${content}","hs_ticket_priority":"${wrap(priority)}",${STAGE}} }`;
}

/** A ticket for every event that names neither a person nor a company. */
export const hubspotTicket: Destination = {
  slug: 'hubspot',
  name: 'HubSpot ticket',
  credits: 1,
  fits: (source) => !namesSomebody(source),
  steps: (source) => [request(ID.destination, 'Open a ticket', 'tickets', body(source))],
  clicks: [
    ...keyClicks('the scope `tickets`', `Module ${ID.destination}`),
    `The ticket goes to *New* in the *Support Pipeline*, which HubSpot numbers \`1\` and \`0\`. Where yours is another, change \`hs_pipeline\` and \`hs_pipeline_stage\` at the end of the request: HubSpot tells the numbers under Settings → Objects → Tickets → Pipelines.`,
  ],
};
