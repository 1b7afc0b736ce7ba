import type { Subscription } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import type { ReadySubscription, UnusableSubscription } from '../../ready.ts';
import type { SubscriptionDeps } from './deps.ts';

/** Also one that has ended. @throws {GatewayError} `subscription_not_found` */
export async function findKnown(
  deps: Pick<SubscriptionDeps, 'directory'>,
  id: string,
): Promise<ReadySubscription | UnusableSubscription> {
  const { directory } = deps;
  await directory.refresh();
  const known = directory.subscription(id) ?? directory.unusableSubscription(id);
  if (known === undefined) throw new GatewayError('subscription_not_found');
  return known;
}

/** @throws {GatewayError} `subscription_not_found`, or `conflict` if it has ended or is unusable */
export async function findLive(
  deps: Pick<SubscriptionDeps, 'directory'>,
  id: string,
): Promise<ReadySubscription> {
  const known = await findKnown(deps, id);
  if (known.subscription.status === 'ended') throw hasEnded();
  if ('problem' in known) throw new GatewayError('conflict', known.problem);
  return known;
}

/** Changes one that has not ended. */
export async function changeLive(
  deps: SubscriptionDeps,
  id: string,
  change: (stored: Subscription) => Subscription,
): Promise<Subscription> {
  const { store, directory } = deps;
  const changed = await store.accounts.changeSubscription(id, (stored) => {
    if (stored.status === 'ended') throw hasEnded();
    return change(stored);
  });
  if (changed === null) throw new GatewayError('subscription_not_found');
  await directory.refresh();
  return changed;
}

const hasEnded = (): GatewayError =>
  new GatewayError('conflict', 'The subscription has ended. Make a new one.');

/** What making a subscription active again changes. */
export const ACTIVE = { status: 'active', statusReason: null, failingSince: null } as const;
