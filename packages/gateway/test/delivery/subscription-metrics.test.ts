import { Registry } from 'prom-client';
import { registerSubscriptionMetrics } from '../../src/delivery/subscription-metrics.ts';
import type { ReadySubscription } from '../../src/ready.ts';
import { Vault } from '../../src/vault.ts';
import { newSubscription } from './fixture.ts';

const vault = new Vault(new Uint8Array(32));
const ready = (id: string, status: 'active' | 'ended' = 'active'): ReadySubscription =>
  ({ subscription: newSubscription(vault, { id, name: `of ${id}`, status }) }) as ReadySubscription;

test('shows pending deliveries, failing and the last status, those in trouble first', async () => {
  const registry = new Registry();
  let counted = 0;
  registerSubscriptionMetrics({
    registry,
    directory: {
      subscriptions: () => ['a', 'b', 'c'].map((id) => ready(id)).concat(ready('d', 'ended')),
    },
    dispatcher: {
      stateOf: ({ id }) =>
        id === 'c'
          ? { failingSince: 1_777_127_400_500, lastStatus: 0 }
          : { failingSince: null, lastStatus: id === 'a' ? 204 : null },
    },
    countPending: async () => {
      counted += 1;
      return new Map([
        ['a', 7],
        ['b', 3],
        ['d', 99],
      ]);
    },
    most: 2,
  });
  const lines = (await registry.metrics()).split('\n').filter((line) => /^[^#]/.test(line));
  expect(lines).toEqual([
    'signal_hooks_subscription_pending{subscription="c",name="of c"} 0',
    'signal_hooks_subscription_pending{subscription="a",name="of a"} 7',
    'signal_hooks_subscription_failing_since_seconds{subscription="c",name="of c"} 1777127400.5',
    'signal_hooks_subscription_last_status{subscription="c",name="of c"} 0',
    'signal_hooks_subscription_last_status{subscription="a",name="of a"} 204',
    'signal_hooks_subscriptions_not_shown 1',
  ]);
  expect(counted).toBe(1);
});
