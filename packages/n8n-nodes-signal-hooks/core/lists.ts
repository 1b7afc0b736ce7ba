import { type Conversation, converse } from '@signal-hooks/catalogue';
import {
  type Call,
  type GatewayEvent,
  listEvents,
  listSources,
  listSubscriptions,
  type Page,
  sourceLabel,
} from '@signal-hooks/client';
import type {
  ILoadOptionsFunctions,
  INodeListSearchItems,
  INodeListSearchResult,
} from 'n8n-workflow';
import { explainToUser } from './errors.ts';
import { ANY } from './filters.ts';
import { addressOf, ask } from './gateway.ts';
import { credentialWire } from './wire.ts';

/** A list of the gateway, as a panel shows it. */
interface List<Row> {
  /** @param filter what the user has typed */
  readonly page: (cursor: string | undefined, filter: string) => Call<Page<Row>>;
  readonly itemOf: (row: Row) => INodeListSearchItems;
  /** The path of the rows' pages in the console. */
  readonly path: string;
  /** The gateway itself searches the list; absent: names and ids are searched here. */
  readonly isSearchedThere?: boolean;
}

const SOURCES = list({
  page: (cursor) => listSources({ limit: 100, cursor }).pick('id', 'name', 'provider'),
  itemOf: (source) => ({ name: sourceLabel(source), value: source.id }),
  path: 'sources',
});

const SUBSCRIPTIONS = list({
  page: (cursor) =>
    listSubscriptions({ limit: 100, cursor }).pick('id', 'name', 'target_url', 'status'),
  itemOf: ({ id, name, target_url, status }) => ({
    name: `${name || target_url}${status === 'active' ? '' : ` (${status})`}`,
    value: id,
  }),
  path: 'subscriptions',
});

const EVENTS = list({
  page: (cursor, filter) =>
    listEvents({ limit: 50, cursor, ...(filter !== '' && { q: filter }) }).pick(
      ...(['id', 'event_type', 'received_at', 'provider', 'record.title'] as const),
    ),
  itemOf: (event) => ({ name: eventLabel(event), value: event.id }),
  path: 'events',
  isSearchedThere: true,
});

/** The sources of a gateway, with all of them first. */
export const searchAnySource = async (
  node: ILoadOptionsFunctions,
  filter = '',
  cursor?: string,
): Promise<INodeListSearchResult> => {
  const found = await searchSources(node, filter, cursor);
  const all = { name: 'All Sources', value: ANY };
  const isFirst = cursor === undefined && fits(all, filter.trim().toLowerCase());
  return { ...found, results: [...(isFirst ? [all] : []), ...found.results] };
};

/** The sources of a gateway, a page at a time. @param filter part of a name, an id or a provider */
export const searchSources = (
  node: ILoadOptionsFunctions,
  filter?: string,
  cursor?: string,
): Promise<INodeListSearchResult> => search(node, SOURCES, filter, cursor);

/** Its subscriptions. @param filter part of a name, an id or a state */
export const searchSubscriptions = (
  node: ILoadOptionsFunctions,
  filter?: string,
  cursor?: string,
): Promise<INodeListSearchResult> => search(node, SUBSCRIPTIONS, filter, cursor);

/** Its events, the newest first. @param filter a text that is anywhere in them */
export const searchEvents = (
  node: ILoadOptionsFunctions,
  filter?: string,
  cursor?: string,
): Promise<INodeListSearchResult> => search(node, EVENTS, filter, cursor);

function list<Row>(of: List<Row>): List<Row> {
  return of;
}

async function search<Row>(
  node: ILoadOptionsFunctions,
  from: List<Row>,
  filter = '',
  cursor?: string,
): Promise<INodeListSearchResult> {
  try {
    const { gatewayUrl } = await node.getCredentials('signalHooksApi');
    const wire = credentialWire(node, 'signalHooksApi');
    return await converse(wire, found(String(gatewayUrl), from, filter.trim(), cursor));
  } catch (error) {
    throw explainToUser(node, 'Signal Hooks', error);
  }
}

/** The next page in which something fits: the editor asks for more only where there is something to scroll. */
function* found<Row>(
  gatewayUrl: string,
  { page, itemOf, path, isSearchedThere = false }: List<Row>,
  filter: string,
  from: string | undefined,
): Conversation<INodeListSearchResult> {
  const settings = { gateway_url: gatewayUrl };
  const pages = `${addressOf(settings)}/console/${path}/`;
  let cursor = from;
  while (true) {
    const { data, next_cursor }: Page<Row> = yield* ask(settings, page(cursor, filter));
    const results = data
      .map((row) => ({ ...itemOf(row), url: pages + itemOf(row).value }))
      .filter((item) => isSearchedThere || fits(item, filter.toLowerCase()));
    if (next_cursor === null) return { results };
    if (results.length > 0) return { results, paginationToken: next_cursor };
    cursor = next_cursor;
  }
}

const fits = ({ name, value }: INodeListSearchItems, filter: string): boolean =>
  [name, String(value)].some((text) => text.toLowerCase().includes(filter));

function eventLabel({
  event_type,
  received_at,
  provider,
  record,
}: Pick<GatewayEvent, 'event_type' | 'received_at' | 'provider' | 'record'>): string {
  const when = received_at.slice(0, 16).replace('T', ' ');
  return `${record.title ?? event_type} (${provider}, ${when})`;
}
