import type { Millis, Subscription } from '../../domain.ts';
import type { SubscriptionDeps } from './deps.ts';
import { ACTIVE, changeLive, findLive } from './stored.ts';

/**
 * Makes it active again, whatever stopped it, and tries failed deliveries once more; what
 * was pending all the while goes on too.
 * @param since only deliveries of events received since then; null: all that are kept
 * @throws {GatewayError} `subscription_not_found`, or `conflict` if it has ended
 */
export function recoverSubscription(
  deps: SubscriptionDeps,
  id: string,
  since: Millis | null,
): Promise<{ readonly subscription: Subscription; readonly replayed: number }> {
  return deps.changes.run(id, async () => {
    const { store, now, dispatcher } = deps;
    await findLive(deps, id);
    const subscription = await changeLive(deps, id, (stored) => ({ ...stored, ...ACTIVE }));
    const replayed = await store.deliveries.replayFailed(id, since ?? 0, now());
    dispatcher.wake();
    return { subscription, replayed };
  });
}
