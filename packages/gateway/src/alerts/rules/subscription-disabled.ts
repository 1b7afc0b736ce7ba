import type { AlertRule } from '../rule.ts';
import { hostOf, subscriptionObject } from '../rule.ts';

/** It has failed for so long that nothing is sent to it any more. */
export const subscriptionDisabled: AlertRule = {
  title: 'A subscription was disabled',
  description: 'A subscription has failed for so long that the gateway stopped delivering to it.',
  about: 'subscription',
  unit: null,
  threshold: null,
  everyMs: 0,
  find: async ({ directory, now }) => {
    const findings = directory
      .subscriptions()
      .filter(({ subscription }) => subscription.status === 'disabled')
      .map(({ subscription }) => ({
        object: subscriptionObject(subscription),
        since: subscription.failingSince ?? now,
        explanation: `Nothing is delivered to ${hostOf(subscription)} any more. ${subscription.statusReason ?? ''} Its events are kept.`,
        action: 'When its receiver is well again, recover it: what failed is delivered then.',
        command: `signal-hooks subscriptions recover ${subscription.id}`,
      }));
    return { findings };
  },
};
