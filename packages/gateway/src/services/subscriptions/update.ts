import type { Millis, Subscription } from '../../domain.ts';
import { givenOf } from '../../entities/input.ts';
import { SUBSCRIPTION } from '../../entities/subscription.ts';
import { checkFilter, checkTarget } from './check.ts';
import type { SubscriptionDeps } from './deps.ts';
import type { SubscriptionInput } from './input.ts';
import { ACTIVE, changeLive, findLive } from './stored.ts';

/**
 * Changes what is given; `status` pauses and resumes. What is pending waits while paused.
 * @throws {GatewayError} `subscription_not_found`, `invalid_request`, `target_forbidden`, or `conflict` if it has ended
 */
export function updateSubscription(
  deps: SubscriptionDeps,
  id: string,
  input: SubscriptionInput,
): Promise<Subscription> {
  return deps.changes.run(id, async () => {
    const { subscription } = await findLive(deps, id);
    await checkFilter(deps, input, subscription.sourceId, subscription.provider);
    const targetUrl =
      input.targetUrl === undefined ? undefined : checkTarget(deps, input.targetUrl);
    const next = await changeLive(deps, id, (stored) => ({
      ...stored,
      ...givenOf(SUBSCRIPTION, input, 'always'),
      targetUrl: targetUrl ?? stored.targetUrl,
      ...statusAfter(stored, input.status, deps.now()),
    }));
    if (next.status === 'active') deps.dispatcher.wake();
    return next;
  });
}

function statusAfter(
  { status, statusReason, failingSince }: Subscription,
  wanted: SubscriptionInput['status'],
  now: Millis,
): Pick<Subscription, 'status' | 'statusReason' | 'failingSince'> {
  if (wanted === undefined || wanted === status) return { status, statusReason, failingSince };
  if (wanted === 'active') return ACTIVE;
  return {
    status: wanted,
    statusReason: `Paused at ${new Date(now).toISOString()}.`,
    failingSince,
  };
}
