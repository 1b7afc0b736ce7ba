import type { Source, Subscription } from '@signal-hooks/client';

/** Something that a person should look at. */
export type Concern =
  | {
      readonly kind: 'source_waiting' | 'source_unusable' | 'source_refusing';
      readonly source: Source;
    }
  | {
      readonly kind: 'subscription_disabled' | 'subscription_failing' | 'subscription_unusable';
      readonly subscription: Subscription;
    };

/** How long a refused request is worth a look. */
const RECENT_MS = 24 * 3600_000;

/**
 * What is not as it should be, the most urgent first: what stops events, then what may.
 * @param now milliseconds since 1970
 */
export function findConcerns(
  sources: readonly Source[],
  subscriptions: readonly Subscription[],
  now: number,
): readonly Concern[] {
  return [
    ...subscriptions.flatMap((each) => concernOfSubscription(each)),
    ...sources.flatMap((each) => concernOfSource(each, now)),
  ];
}

function concernOfSubscription(subscription: Subscription): readonly Concern[] {
  const { status, problem, failing_since } = subscription;
  if (status === 'disabled') return [{ kind: 'subscription_disabled', subscription }];
  if (status !== 'active') return [];
  if (problem !== null) return [{ kind: 'subscription_unusable', subscription }];
  return failing_since === null ? [] : [{ kind: 'subscription_failing', subscription }];
}

function concernOfSource(source: Source, now: number): readonly Concern[] {
  if (source.state === 'unusable') return [{ kind: 'source_unusable', source }];
  if (source.state !== 'ready') return [{ kind: 'source_waiting', source }];
  const { last_at } = source.refused;
  const isRecent = last_at !== null && now - Date.parse(last_at) < RECENT_MS;
  return isRecent ? [{ kind: 'source_refusing', source }] : [];
}
