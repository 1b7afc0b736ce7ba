import type { AlertRule } from '../rule.ts';
import { minutes, subscriptionObject } from '../rule.ts';
import { durationInWords } from '../text.ts';

/** Deliveries that have been due for longer are late. */
export const LATE_MINUTES = 15;

/** Something has been due for too long: nobody delivers, or more slowly than events come. */
export const deliveryLate: AlertRule = {
  title: 'Deliveries are late',
  description: 'The oldest due delivery of a subscription has waited for as long.',
  about: 'subscription',
  unit: 'minutes',
  threshold: LATE_MINUTES,
  everyMs: 60_000,
  find: async ({ store, directory, now }, threshold) => {
    const due = await store.deliveries.dueSubscriptions(now);
    const late = new Map(
      due.filter(({ at }) => now - at >= minutes(threshold)).map(({ id, at }) => [id, at]),
    );
    const findings = directory.subscriptions().flatMap(({ subscription }) => {
      const since = late.get(subscription.id);
      const { status, failingSince } = subscription;
      // Why nothing is delivered to one that fails is said by another rule.
      if (since === undefined || status !== 'active' || failingSince !== null) return [];
      return [
        {
          object: subscriptionObject(subscription),
          since,
          explanation: `Its oldest delivery has been due for ${durationInWords(now - since)}.`,
          action:
            'See whether its receiver is quick enough, and whether max_concurrency or max_per_second of the subscription is too small.',
          command: `signal-hooks deliveries list --subscription ${subscription.id} --status pending`,
        },
      ];
    });
    return { findings };
  },
};
