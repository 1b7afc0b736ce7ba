import type { Millis, Subscription } from '../domain.ts';

/** The limits of a subscription. */
export type Limits = Pick<Subscription, 'maxConcurrency' | 'maxPerSecond'>;

/** Whether a subscription gets one delivery at a time, in order: one that fails holds back the others. */
export const isInOrder = ({ maxConcurrency }: Pick<Limits, 'maxConcurrency'>): boolean =>
  maxConcurrency === 1;

/** This gateway's part of limits that hold over all gateways of a database. */
export interface LimitParts {
  /** What this gateway may use of a subscription's limits at a moment; the same object if all of it. */
  partOf(subscriptionId: string, limits: Limits, now: Millis): Limits;
  /** Since when its parts are as large as they are; what others have used before is not known. */
  readonly since: Millis;
}

/** Of a gateway that shares with nobody. */
export const ALL_OF_IT: LimitParts = {
  partOf: (_id, limits) => limits,
  since: Number.NEGATIVE_INFINITY,
};
