import {
  backfillSubscription,
  getSubscription,
  listSubscriptions,
  testSubscription,
  updateSubscription,
} from '@signal-hooks/client';
import type { IDataObject } from 'n8n-workflow';
import type { Input } from './input.ts';
import { many, type Operation, one } from './operation.ts';

const idOf = (input: Input): string => input.id('subscription') ?? '';

/** What can be done with subscriptions. */
export const SUBSCRIPTION_OPERATIONS: Readonly<Record<string, Operation>> = {
  get: one((input) => getSubscription(idOf(input))),
  getAll: many((input, page) =>
    listSubscriptions({
      ...page,
      status: input.choice('filters.status'),
      source_id: input.id('filters.source'),
      provider: input.given('filters.provider'),
    }),
  ),
  pause: one((input) => updateSubscription(idOf(input), { status: 'paused' })),
  resume: one((input) => updateSubscription(idOf(input), { status: 'active' })),
  backfill: one(
    (input) =>
      backfillSubscription(idOf(input), {
        since: input.time('options.since'),
        until: input.time('options.until'),
        event_types: input.texts('options.eventTypes'),
        max_per_second: input.number('options.maxPerSecond') ?? null,
      }),
    ({ replay }) => replay as object as IDataObject,
  ),
  sendTest: one((input) => testSubscription(idOf(input))),
};
