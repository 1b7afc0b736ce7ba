import { Registry } from 'prom-client';
import { registerSubscriptionMetrics } from '../../src/delivery/subscription-metrics.ts';
import type { Subscription } from '../../src/domain.ts';
import type { ReadySubscription } from '../../src/ready.ts';
import { Vault } from '../../src/vault.ts';
import { newSubscription } from './fixture.ts';

const NOW = 1_777_127_460_000;
const vault = new Vault(new Uint8Array(32));
const ready = (id: string, status: Subscription['status'] = 'active'): ReadySubscription =>
  ({ subscription: newSubscription(vault, { id, name: `of ${id}`, status }) }) as ReadySubscription;

const IDLE = { inFlight: 0, waiting: 0, isPaused: false };

/** The lines of a scrape without those that explain. */
const linesOf = async (registry: Registry): Promise<string[]> =>
  (await registry.metrics()).split('\n').filter((line) => /^[^#]/.test(line));

test('shows how subscriptions fare, those in trouble first, from one reading', async () => {
  const registry = new Registry();
  let counted = 0;
  registerSubscriptionMetrics({
    registry,
    directory: {
      subscriptions: () => [
        ...['a', 'b', 'c'].map((id) => ready(id)),
        ...[ready('d', 'ended'), ready('e', 'disabled'), ready('f', 'paused')],
      ],
      unusableSubscriptions: () => [],
    },
    dispatcher: {
      stateOf: ({ id }) =>
        id === 'c'
          ? { failingSince: 1_777_127_400_500, lastStatus: 0 }
          : { failingSince: null, lastStatus: id === 'a' ? 204 : null },
      loadOf: (id) => (id === 'c' ? { inFlight: 2, waiting: 5, isPaused: true } : IDLE),
    },
    deliveries: {
      countPending: async () => {
        counted += 1;
        return new Map([
          ['a', 7],
          ['b', 3],
          ['e', 1],
          ['f', 2],
        ]);
      },
      dueSubscriptions: async () => [
        { id: 'c', at: NOW - 2500 },
        { id: 'a', at: NOW - 500 },
        // Cancelled at the next look, so it is nobody's.
        { id: 'd', at: NOW - 9000 },
      ],
    },
    now: () => NOW,
    most: 3,
  });
  expect(await linesOf(registry)).toEqual([
    'signal_hooks_subscription_pending{subscription="c",name="of c"} 0',
    'signal_hooks_subscription_pending{subscription="e",name="of e"} 1',
    'signal_hooks_subscription_pending{subscription="a",name="of a"} 7',
    'signal_hooks_subscription_oldest_due_age_seconds{subscription="c",name="of c"} 2.5',
    'signal_hooks_subscription_oldest_due_age_seconds{subscription="e",name="of e"} 0',
    'signal_hooks_subscription_oldest_due_age_seconds{subscription="a",name="of a"} 0.5',
    'signal_hooks_subscription_failing_since_timestamp_seconds{subscription="c",name="of c"} 1777127400.5',
    'signal_hooks_subscription_last_status{subscription="c",name="of c"} 0',
    'signal_hooks_subscription_last_status{subscription="a",name="of a"} 204',
    'signal_hooks_subscription_disabled{subscription="c",name="of c"} 0',
    'signal_hooks_subscription_disabled{subscription="e",name="of e"} 1',
    'signal_hooks_subscription_disabled{subscription="a",name="of a"} 0',
    'signal_hooks_subscription_paused{subscription="c",name="of c"} 0',
    'signal_hooks_subscription_paused{subscription="e",name="of e"} 0',
    'signal_hooks_subscription_paused{subscription="a",name="of a"} 0',
    'signal_hooks_subscription_in_flight{subscription="c",name="of c"} 2',
    'signal_hooks_subscription_in_flight{subscription="e",name="of e"} 0',
    'signal_hooks_subscription_in_flight{subscription="a",name="of a"} 0',
    'signal_hooks_subscription_waiting{subscription="c",name="of c"} 5',
    'signal_hooks_subscription_waiting{subscription="e",name="of e"} 0',
    'signal_hooks_subscription_waiting{subscription="a",name="of a"} 0',
    'signal_hooks_subscription_backing_off{subscription="c",name="of c"} 1',
    'signal_hooks_subscription_backing_off{subscription="e",name="of e"} 0',
    'signal_hooks_subscription_backing_off{subscription="a",name="of a"} 0',
    'signal_hooks_deliveries_pending 13',
    'signal_hooks_oldest_due_delivery_age_seconds 2.5',
    'signal_hooks_subscriptions_failing 1',
    'signal_hooks_subscriptions_backing_off 1',
    'signal_hooks_deliveries_waiting 5',
    'signal_hooks_subscriptions_not_shown 2',
    'signal_hooks_subscriptions{status="active"} 3',
    'signal_hooks_subscriptions{status="paused"} 1',
    'signal_hooks_subscriptions{status="disabled"} 1',
    'signal_hooks_subscriptions{status="unusable"} 0',
  ]);
  expect(counted).toBe(1);
});

test('what cannot be read is absent, not 0, and keeps nothing else away', async () => {
  const registry = new Registry();
  registerSubscriptionMetrics({
    registry,
    directory: { subscriptions: () => [ready('a')], unusableSubscriptions: () => [] },
    dispatcher: { stateOf: () => ({ failingSince: null, lastStatus: null }), loadOf: () => IDLE },
    deliveries: {
      countPending: async () => {
        throw new Error('the database is out of reach');
      },
      dueSubscriptions: async () => [],
    },
    now: () => NOW,
  });
  expect(await linesOf(registry)).toEqual([]);
});
