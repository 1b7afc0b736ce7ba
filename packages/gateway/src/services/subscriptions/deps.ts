import type { ServiceDeps } from '../deps.ts';
import type { Exclusive } from '../exclusive.ts';

/** What the verbs of subscriptions share. */
export interface SubscriptionDeps extends ServiceDeps {
  /** One change of a subscription after the other. */
  readonly changes: Exclusive;
}
