import type { Subscription } from '../../domain.ts';
import type { Page, PageRequest } from '../../store/store.ts';
import { checkProviderId } from '../known-provider.ts';
import { pageOf } from '../paging.ts';
import type { SubscriptionDeps } from './deps.ts';
import { findKnown } from './stored.ts';

/** Which subscriptions to list. */
interface SubscriptionListQuery {
  readonly sourceId: string | null;
  readonly provider: string | null;
  /** Null: all that have not ended. */
  readonly status: Subscription['status'] | null;
}

/** Newest first. @throws {GatewayError} `invalid_request` */
export async function listSubscriptions(
  deps: SubscriptionDeps,
  query: SubscriptionListQuery,
  page: PageRequest,
): Promise<Page<Subscription>> {
  const { directory } = deps;
  await directory.refresh();
  checkProviderId(directory, query.provider);
  const rows = [...directory.subscriptions(), ...directory.unusableSubscriptions()]
    .map(({ subscription }) => subscription)
    .filter(({ sourceId, provider, status }) => {
      if (query.sourceId !== null && sourceId !== query.sourceId) return false;
      if (query.provider !== null && provider !== query.provider) return false;
      return query.status === null ? status !== 'ended' : status === query.status;
    });
  return pageOf('subscriptions', rows, page, (row) => row);
}

/** Also one that has ended. @throws {GatewayError} `subscription_not_found` */
export async function getSubscription(deps: SubscriptionDeps, id: string): Promise<Subscription> {
  return (await findKnown(deps, id)).subscription;
}

/** Why a subscription cannot be delivered to, in words for people; null if it can. */
export function problemOf(deps: SubscriptionDeps, id: string): string | null {
  return deps.directory.unusableSubscription(id)?.problem ?? null;
}
