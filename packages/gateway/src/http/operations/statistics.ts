import type { HourOf, HoursQuery } from '../../services/statistics/counts.ts';
import { iso, type View } from '../../services/views.ts';
import { type Operation, operation, type Schema, timeOf } from '../operation.ts';
import { ID_PARAMETER, object, PROVIDER, pageOf, ref, TIME } from '../schemas.ts';
import { EVENT_TYPES, FILTER, readFilter } from './filter-query.ts';

const tag = 'Statistics';

const HOURS: Readonly<Record<string, Schema>> = {
  'since?': {
    ...TIME,
    description: 'The hour that it is in is the first one. Default: 24 hours ago.',
  },
  'until?': { ...TIME, description: 'Default: now. 33 days after since at most.' },
};

interface Hours {
  readonly since?: string;
  readonly until?: string;
}

const hoursOf = ({ since, until }: Hours, objectId: string | undefined): HoursQuery => ({
  since: timeOf(since),
  until: timeOf(until),
  objectId: objectId ?? null,
});

const ONE_PAGE =
  'Hours are UTC, and those in which nothing happened are left out. Counted as it happens: the last seconds may be missing. It is always one page.';

const page = <Item>(items: readonly Item[], view: (item: Item) => View) => ({
  status: 200,
  body: { data: items.map(view), next_cursor: null },
});

const eventsView = ({ hour, objectId, counts }: HourOf): View => ({
  at: iso(hour),
  source_id: objectId,
  events: counts.stored ?? 0,
  rejections: counts.rejected ?? 0,
});

const deliveriesView = ({ hour, objectId, counts }: HourOf): View => ({
  at: iso(hour),
  subscription_id: objectId,
  delivered: counts.delivered ?? 0,
  retried: counts.retried ?? 0,
  failed: counts.failed ?? 0,
});

interface FilterQuery {
  readonly source_id?: string;
  readonly provider?: string;
  readonly event_type: readonly string[];
  readonly filter?: string;
}

/** How much came, how much went, and how much waits. */
export const STATISTICS_OPERATIONS: readonly Operation[] = [
  operation<Hours & { readonly source_id?: string }>({
    method: 'get',
    path: '/v1/statistics/events',
    operationId: 'countEvents',
    tag,
    summary: 'How many events came to each source in each hour, and how many requests were refused',
    description: ONE_PAGE,
    access: 'sources:read',
    query: object({ ...HOURS, 'source_id?': ID_PARAMETER }),
    answers: { 200: { description: 'All hours, in order.', schema: pageOf('EventsOfHour') } },
    handle: async ({ deps, query }) =>
      page(await deps.services.statistics.events(hoursOf(query, query.source_id)), eventsView),
  }),
  operation<Hours & { readonly subscription_id?: string }>({
    method: 'get',
    path: '/v1/statistics/deliveries',
    operationId: 'countDeliveries',
    tag,
    summary: 'What became of the attempts at each subscription in each hour',
    description: ONE_PAGE,
    access: 'deliveries:read',
    query: object({ ...HOURS, 'subscription_id?': ID_PARAMETER }),
    answers: { 200: { description: 'All hours, in order.', schema: pageOf('DeliveriesOfHour') } },
    handle: async ({ deps, query }) =>
      page(
        await deps.services.statistics.deliveries(hoursOf(query, query.subscription_id)),
        deliveriesView,
      ),
  }),
  operation({
    method: 'get',
    path: '/v1/statistics/pending',
    operationId: 'countPending',
    tag,
    summary: 'How many deliveries of each subscription wait, and since when they have been due',
    description: 'Those without any are left out. It is always one page.',
    access: 'deliveries:read',
    answers: { 200: { description: 'All of them.', schema: pageOf('PendingDeliveries') } },
    handle: async ({ deps }) =>
      page(await deps.services.statistics.pending(), ({ subscriptionId, count, dueSince }) => ({
        subscription_id: subscriptionId,
        pending: count,
        due_since: dueSince === null ? null : iso(dueSince),
      })),
  }),
  operation<FilterQuery>({
    method: 'get',
    path: '/v1/statistics/fitting',
    operationId: 'countFitting',
    tag,
    summary: 'How many of the latest events a filter lets through',
    description:
      'To try a filter before a subscription gets it: on the 500 latest events of the source or provider at most, and on 16 MB.',
    access: 'events:read',
    query: object({
      'source_id?': ID_PARAMETER,
      'provider?': PROVIDER,
      'event_type?': EVENT_TYPES,
      'filter?': FILTER,
    }),
    answers: { 200: { description: 'The counts.', schema: ref('FittingEvents') } },
    handle: async ({ deps, query }) => {
      const { events, fitting } = await deps.services.events.countFitting({
        sourceId: query.source_id ?? null,
        provider: query.provider ?? null,
        eventTypes: query.event_type,
        conditions: readFilter(query.filter),
      });
      return { status: 200, body: { events, fitting } };
    },
  }),
];
