import type { SubscriptionDeps } from './deps.ts';
import { findKnown } from './stored.ts';

/**
 * Unsubscribes: what is pending is cancelled. Doing it twice changes nothing.
 * @throws {GatewayError} `subscription_not_found`
 */
export function endSubscription(
  deps: SubscriptionDeps,
  id: string,
  statusReason = 'Unsubscribed.',
): Promise<void> {
  return deps.changes.run(id, async () => {
    const { store, directory, now } = deps;
    const { subscription } = await findKnown(deps, id);
    if (subscription.status !== 'ended') {
      const end = { status: 'ended', statusReason } as const;
      await store.accounts.changeSubscription(id, (stored) => ({ ...stored, ...end }));
      await directory.refresh();
    }
    // Again, for events that were on their way in while it ended.
    await store.deliveries.cancel(id, now());
  });
}
