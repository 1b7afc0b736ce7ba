import { getDelivery, listDeliveries, replayDelivery } from '@signal-hooks/client';
import { many, type Operation, one } from './operation.ts';

/** What can be done with deliveries. */
export const DELIVERY_OPERATIONS: Readonly<Record<string, Operation>> = {
  get: one((input) => getDelivery(input.text('deliveryId'))),
  getAll: many((input, page) =>
    listDeliveries({
      ...page,
      status: input.choice('filters.status'),
      event_id: input.id('filters.event'),
      subscription_id: input.id('filters.subscription'),
      since: input.time('filters.since'),
      until: input.time('filters.until'),
    }),
  ),
  replay: one((input) => replayDelivery(input.text('deliveryId'))),
};
