import type { Priority } from '@signal-hooks/catalogue';
import { EVENT_STATES } from '../../entities/event.ts';
import { deliveryView, eventRequestView, eventView } from '../../services/views.ts';
import {
  type Answer,
  listAnswer,
  type Operation,
  operation,
  type PageQuery,
  pageRequest,
  timeOf,
} from '../operation.ts';
import {
  ID_PARAMETER,
  object,
  oneOf,
  PAGE_QUERY,
  PRIORITY,
  PROVIDER,
  pageOf,
  ref,
  TIME,
  text,
} from '../schemas.ts';
import { EVENT_TYPES, FILTER, readFilter } from './filter-query.ts';

const tag = 'Events';

interface EventQuery extends PageQuery {
  readonly source_id?: string;
  readonly provider?: string;
  readonly event_type: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly state?: (typeof EVENT_STATES)[number];
  readonly q?: string;
  readonly priority_at_least?: Priority;
  readonly filter?: string;
}

/** What can be done with events. */
export const EVENT_OPERATIONS: readonly Operation[] = [
  operation<EventQuery>({
    method: 'get',
    path: '/v1/events',
    operationId: 'listEvents',
    tag,
    summary: 'Events with their records, newest first',
    description:
      'A page may hold fewer events than the limit, even none, and still have a next_cursor: where events are large (4 MB in one page, at least one event), and where few fit, because one request looks at so many events at most: with event_type at 20,000, with state at 5000, with priority_at_least, filter or q at 1000 and 16 MB. Go on until next_cursor is null. By source, provider and time alone, every page is full.',
    access: 'events:read',
    query: object({
      ...PAGE_QUERY,
      'source_id?': ID_PARAMETER,
      'provider?': PROVIDER,
      'event_type?': EVENT_TYPES,
      'since?': { ...TIME, description: 'Only events received since then.' },
      'until?': { ...TIME, description: 'Only events received before then.' },
      'state?': oneOf(
        EVENT_STATES,
        'Only events with a delivery in this state; never_sent: without any delivery.',
      ),
      'priority_at_least?': PRIORITY,
      'q?': text(
        200,
        'Only events with this text in any field of the record, or in the payload; upper and lower case are the same.',
      ),
      'filter?': FILTER,
    }),
    answers: { 200: { description: 'A page of events.', schema: pageOf('Event') } },
    handle: async ({ deps, query }) => {
      const wanted = {
        sourceId: query.source_id ?? null,
        provider: query.provider ?? null,
        eventTypes: query.event_type,
        since: timeOf(query.since),
        until: timeOf(query.until),
        state: query.state ?? null,
        text: query.q ?? null,
        priorityAtLeast: query.priority_at_least ?? null,
        conditions: readFilter(query.filter),
      };
      return listAnswer(await deps.services.events.list(wanted, pageRequest(query)), eventView);
    },
  }),
  operation({
    method: 'get',
    path: '/v1/events/{id}',
    operationId: 'getEvent',
    tag,
    summary: 'One event with its record',
    access: 'events:read',
    missing: 'event_not_found',
    answers: { 200: { description: 'The event.', schema: ref('Event') } },
    handle: async ({ deps, id }) => ({
      status: 200,
      body: eventView(await deps.services.events.get(id)),
    }),
  }),
  operation({
    method: 'get',
    path: '/v1/events/{id}/request',
    operationId: 'getEventRequest',
    tag,
    summary: 'What the provider sent',
    description:
      'Every byte of the body, and the headers that are kept. Of a request with a list of events it is the one item. 409 where the payload is not kept any more.',
    access: 'events:read',
    missing: 'event_not_found',
    answers: { 200: { description: 'The request.', schema: ref('EventRequest') } },
    errors: ['conflict'],
    handle: async ({ deps, id }) => ({
      status: 200,
      body: eventRequestView(await deps.services.events.request(id)),
    }),
  }),
  operation<unknown, { readonly subscription_id?: string }>({
    method: 'post',
    path: '/v1/events/{id}/send',
    operationId: 'sendEvent',
    audit: { kind: 'delivery', idFrom: () => null, madeId: onlyIdOf },
    tag,
    summary: 'Deliver an event again, or for the first time',
    description:
      'To one subscription, also if its event types and filter do not fit; its source and provider must. Without subscription_id: to all that it was sent to, or that it fits. What is pending already stays as it is. These deliveries have the headers signal-hooks-replayed-at and signal-hooks-replay-signature.',
    access: 'deliveries:write',
    missing: 'event_not_found',
    body: object({ 'subscription_id?': ID_PARAMETER }),
    isBodyOptional: true,
    answers: { 200: { description: 'What is sent now.', schema: ref('SentEvent') } },
    errors: ['conflict', 'subscription_not_found'],
    handle: async ({ deps, id, body }) => {
      const made = await deps.services.replays.sendEvent(id, body.subscription_id ?? null);
      return { status: 200, body: { deliveries: made.map(deliveryView) } };
    },
  }),
];

/** Of one delivery; null: there are more, or none. */
function onlyIdOf({ body }: Answer): string | null {
  const { deliveries } = body as { readonly deliveries: readonly { readonly id: string }[] };
  return deliveries.length === 1 ? (deliveries[0]?.id ?? null) : null;
}
