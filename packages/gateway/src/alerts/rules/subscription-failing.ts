import type { AlertRule } from '../rule.ts';
import { hostOf, minutes, subscriptionObject } from '../rule.ts';

/** Every attempt has failed for too long, also if it was disabled or paused since. */
export const subscriptionFailing: AlertRule = {
  title: 'Deliveries to a subscriber fail',
  description: 'Every attempt to deliver to a subscription has failed for as long.',
  about: 'subscription',
  unit: 'minutes',
  threshold: 10,
  everyMs: 0,
  find: async ({ directory, stateOf, now }, threshold) => {
    const findings = directory.subscriptions().flatMap(({ subscription }) => {
      const { id, failingSince: since, status } = subscription;
      if (since === null || status === 'ended' || now - since < minutes(threshold)) return [];
      const { lastStatus } = stateOf(subscription);
      const answer = lastStatus ? ` The last answer was HTTP ${lastStatus}.` : '';
      return [
        {
          object: subscriptionObject(subscription),
          since,
          explanation: `Every attempt to deliver to ${hostOf(subscription)} fails.${answer} The deliveries are tried again, and kept.`,
          action: 'See what its receiver answers, and put that right.',
          command: `signal-hooks deliveries list --subscription ${id}`,
        },
      ];
    });
    return { findings };
  },
};
