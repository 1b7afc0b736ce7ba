import type { AttemptResult } from '../../delivery/schedule.ts';
import type { SubscriptionDeps } from './deps.ts';
import { findLive } from './stored.ts';

/**
 * Sends a sample to the target once. Nothing is stored.
 * @throws {GatewayError} `subscription_not_found`, or `conflict` if it has ended
 */
export async function testSubscription(deps: SubscriptionDeps, id: string): Promise<AttemptResult> {
  const { subscription } = await findLive(deps, id);
  return deps.dispatcher.sendTest(subscription);
}
