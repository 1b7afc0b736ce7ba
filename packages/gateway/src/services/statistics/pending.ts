import type { Millis } from '../../domain.ts';
import type { ServiceDeps } from '../deps.ts';

/** What waits to be delivered to a subscription. */
export interface PendingOf {
  readonly subscriptionId: string;
  readonly count: number;
  /** Since when the earliest one has been due; null: none is, or the subscription is paused. */
  readonly dueSince: Millis | null;
}

/** The subscriptions that have pending deliveries. */
export async function listPending({
  store,
  now,
}: Pick<ServiceDeps, 'store' | 'now'>): Promise<readonly PendingOf[]> {
  const [counts, due] = await Promise.all([
    store.deliveries.countPending(),
    store.deliveries.dueSubscriptions(now()),
  ]);
  const since = new Map(due.map(({ id, at }) => [id, at]));
  return [...counts].map(([subscriptionId, count]) => ({
    ...{ subscriptionId, count },
    dueSince: since.get(subscriptionId) ?? null,
  }));
}
