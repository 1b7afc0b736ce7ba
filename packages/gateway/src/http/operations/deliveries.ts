import { ATTEMPT_ERRORS } from '../../delivery/schedule.ts';
import type { DeliveryStatus } from '../../domain.ts';
import { DELIVERY } from '../../entities/delivery.ts';
import { deliveryDetailView, deliveryView } from '../../services/views.ts';
import { columnSchema } from '../columns.ts';
import {
  listAnswer,
  type Operation,
  operation,
  type PageQuery,
  pageRequest,
  timeOf,
} from '../operation.ts';
import { ID_PARAMETER, object, oneOf, PAGE_QUERY, pageOf, ref, TIME } from '../schemas.ts';

const tag = 'Deliveries';
const missing = 'delivery_not_found';

interface DeliveryListQuery extends PageQuery {
  readonly subscription_id?: string;
  readonly event_id?: string;
  readonly status?: DeliveryStatus;
  readonly http_status?: number;
  readonly error?: string;
  readonly since?: string;
  readonly until?: string;
}

/** What can be done with deliveries. */
export const DELIVERY_OPERATIONS: readonly Operation[] = [
  operation<DeliveryListQuery>({
    method: 'get',
    path: '/v1/deliveries',
    operationId: 'listDeliveries',
    tag,
    summary: 'Deliveries, newest first',
    description:
      'A page may hold fewer deliveries than the limit, even none, and still have a next_cursor: where few fit, because one request looks at 20,000 at most. Go on until next_cursor is null.',
    access: 'deliveries:read',
    query: object({
      ...PAGE_QUERY,
      'subscription_id?': ID_PARAMETER,
      'event_id?': ID_PARAMETER,
      'status?': columnSchema(DELIVERY.status),
      'http_status?': {
        type: 'integer',
        minimum: 100,
        maximum: 599,
        description: 'Only those whose last attempt was answered with it.',
      },
      'error?': oneOf(Object.keys(ATTEMPT_ERRORS), 'Only those whose last attempt failed with it.'),
      'since?': { ...TIME, description: 'Only those made since then.' },
      'until?': { ...TIME, description: 'Only those made before then.' },
    }),
    answers: { 200: { description: 'A page of deliveries.', schema: pageOf('Delivery') } },
    handle: async ({ deps, query }) => {
      const wanted = {
        subscriptionId: query.subscription_id ?? null,
        eventId: query.event_id ?? null,
        status: query.status ?? null,
        httpStatus: query.http_status ?? null,
        error: query.error ?? null,
        since: timeOf(query.since),
        until: timeOf(query.until),
      };
      const page = await deps.services.deliveries.list(wanted, pageRequest(query));
      return listAnswer(page, deliveryView);
    },
  }),
  operation({
    method: 'get',
    path: '/v1/deliveries/{id}',
    operationId: 'getDelivery',
    tag,
    summary: 'One delivery with its attempts',
    access: 'deliveries:read',
    missing,
    answers: { 200: { description: 'The delivery.', schema: ref('DeliveryWithAttempts') } },
    handle: async ({ deps, id }) => ({
      status: 200,
      body: deliveryDetailView(await deps.services.deliveries.get(id)),
    }),
  }),
  operation({
    method: 'post',
    path: '/v1/deliveries/{id}/replay',
    operationId: 'replayDelivery',
    audit: 'delivery',
    tag,
    summary: 'Deliver once more',
    access: 'deliveries:write',
    missing,
    answers: { 200: { description: 'It is pending again.', schema: ref('DeliveryWithAttempts') } },
    errors: ['conflict'],
    handle: async ({ deps, id }) => ({
      status: 200,
      body: deliveryDetailView(await deps.services.deliveries.replay(id)),
    }),
  }),
];
