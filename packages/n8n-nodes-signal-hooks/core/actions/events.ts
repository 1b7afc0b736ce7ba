import { ProviderApiError } from '@signal-hooks/catalogue';
import {
  type GatewayEvent,
  getEvent,
  type ListEventsQuery,
  listDeliveries,
  listEvents,
  replayDelivery,
} from '@signal-hooks/client';
import type { IDataObject } from 'n8n-workflow';
import type { Input } from './input.ts';
import { many, type Operation, one, rowsOf } from './operation.ts';

/** An event as the triggers show it: its record, its payload, or both. */
function itemOf({ record }: GatewayEvent, input: Input): IDataObject {
  const output = input.text('output');
  const { raw, ...fields } = record;
  if (output === 'payload') return raw as IDataObject;
  const payload = output === 'both' && { payload: raw as IDataObject };
  return { ...(fields as IDataObject), ...payload };
}

const queryOf = (input: Input): ListEventsQuery => {
  const conditions = input.conditions('filters.conditions');
  return {
    q: input.given('filters.search'),
    source_id: input.id('filters.source'),
    provider: input.given('filters.provider'),
    event_type: input.texts('filters.eventTypes'),
    since: input.time('filters.since'),
    until: input.time('filters.until'),
    state: input.choice('filters.state'),
    priority_at_least: input.choice('filters.minimumPriority'),
    filter: conditions.length === 0 ? undefined : JSON.stringify(conditions),
  };
};

/** Delivers an event once more, to whom it was delivered before. */
const replay: Operation = async (client, input) => {
  const query = { event_id: input.id('event') ?? '', subscription_id: input.id('subscription') };
  const all = await rowsOf(client, (cursor) => listDeliveries({ limit: 100, cursor, ...query }));
  const over = all.filter(({ status }) => status === 'delivered' || status === 'failed');
  if (over.length === 0) {
    throw new ProviderApiError(
      'provider_not_found',
      'There is no delivery of this event that is over.',
    );
  }
  const items: IDataObject[] = [];
  for (const { id } of over)
    items.push((await client(replayDelivery(id))) as object as IDataObject);
  return items;
};

/** What can be done with events. */
export const EVENT_OPERATIONS: Readonly<Record<string, Operation>> = {
  get: one((input) => getEvent(input.id('event') ?? ''), itemOf),
  getAll: many((input, page) => listEvents({ ...page, ...queryOf(input) }), itemOf),
  replay,
};
