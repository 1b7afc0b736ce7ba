import type { PendingDeliveries, Source, Subscription } from '@signal-hooks/client';

/** Something that a person should look at. */
export type Concern =
  | {
      readonly kind: 'source_waiting' | 'source_unusable' | 'source_refusing' | 'source_silent';
      readonly source: Source;
    }
  | {
      readonly kind:
        | 'subscription_disabled'
        | 'subscription_failing'
        | 'subscription_late'
        | 'subscription_unusable';
      readonly subscription: Subscription;
      /** Since when its deliveries have been due; only of one that is late. */
      readonly dueSince?: string;
    };

const HOUR_MS = 3_600_000;
/** How long a refused request is worth a look, and for how long a source may say nothing. */
const RECENT_MS = 24 * HOUR_MS;
/** For how long deliveries may wait, as the alert has it. */
const LATE_MS = 10 * 60_000;

/**
 * What is not as it should be, the most urgent first: what stops events, then what may.
 * @param now milliseconds since 1970
 */
export function findConcerns(
  sources: readonly Source[],
  subscriptions: readonly Subscription[],
  pending: readonly PendingDeliveries[],
  now: number,
): readonly Concern[] {
  const due = new Map(pending.map((each) => [each.subscription_id, each.due_since]));
  return [
    ...subscriptions.flatMap((each) => concernOfSubscription(each, due.get(each.id) ?? null, now)),
    ...sources.flatMap((each) => concernOfSource(each, now)),
  ];
}

function concernOfSubscription(
  subscription: Subscription,
  dueSince: string | null,
  now: number,
): readonly Concern[] {
  const { status, problem, failing_since } = subscription;
  if (status === 'disabled') return [{ kind: 'subscription_disabled', subscription }];
  if (status !== 'active') return [];
  if (problem !== null) return [{ kind: 'subscription_unusable', subscription }];
  if (failing_since !== null) return [{ kind: 'subscription_failing', subscription }];
  if (dueSince === null || now - Date.parse(dueSince) < LATE_MS) return [];
  return [{ kind: 'subscription_late', subscription, dueSince }];
}

function concernOfSource(source: Source, now: number): readonly Concern[] {
  if (source.state === 'unusable') return [{ kind: 'source_unusable', source }];
  if (source.state !== 'ready') return [{ kind: 'source_waiting', source }];
  const isOlder = (at: string): boolean => now - Date.parse(at) >= RECENT_MS;
  const { last_event_at, refused } = source;
  if (refused.last_at !== null && !isOlder(refused.last_at)) {
    return [{ kind: 'source_refusing', source }];
  }
  // One that never had an event is being set up.
  const isSilent = last_event_at !== null && isOlder(last_event_at);
  return isSilent ? [{ kind: 'source_silent', source }] : [];
}
