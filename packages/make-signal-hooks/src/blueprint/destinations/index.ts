import type { Source } from '../sources.ts';
import type { Destination } from './destination.ts';
import { googleSheets } from './google-sheets.ts';
import { hubspot } from './hubspot.ts';
import { hubspotTicket } from './hubspot-ticket.ts';
import { slack } from './slack.ts';

/** In the order of the guide. */
export const DESTINATIONS: readonly Destination[] = [googleSheets, slack, hubspot, hubspotTicket];

/** Those that can do something with a source's events. */
export const destinationsOf = (source: Source): readonly Destination[] =>
  DESTINATIONS.filter(
    ({ slug, fits }) => (source.only ?? slug) === slug && (fits?.(source) ?? true),
  );
