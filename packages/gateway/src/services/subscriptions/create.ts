import type { Millis, Subscription, SubscriptionSecrets } from '../../domain.ts';
import { defaultsOf, type InputOf } from '../../entities/columns.ts';
import { givenOf } from '../../entities/input.ts';
import { SUBSCRIPTION } from '../../entities/subscription.ts';
import { newId } from '../../ids.ts';
import { invalid } from '../invalid.ts';
import { startReplay } from '../replays/start.ts';
import { checkFilter, checkTarget } from './check.ts';
import type { SubscriptionDeps } from './deps.ts';
import { endSubscription } from './end.ts';
import { isSigningSecret, type SubscriptionInput } from './input.ts';
import { newSigningSecret } from './secret.ts';

/** A subscription to be made; all but the target has a default. */
export interface NewSubscription extends SubscriptionInput, InputOf<typeof SUBSCRIPTION, 'new'> {
  readonly targetUrl: string;
  /** `whsec_` and base64 of 24 to 64 bytes; absent: one is made. */
  readonly secret?: string;
  /** Ends what is subscribed at the same target. */
  readonly replace?: boolean;
  /** Events received since then are delivered too; null or absent: only new ones. */
  readonly since?: Millis | null;
}

/** A subscription with its new signing secret: shown now and never again. */
export interface SubscriptionWithSecret {
  readonly subscription: Subscription;
  readonly secret: string;
}

/**
 * Subscribes. The same target may be subscribed twice, for two kinds of events; `replace`
 * is for a subscriber that has one subscription and may have missed the answer to the last.
 * @throws {GatewayError} `invalid_request`, `source_not_found` or `target_forbidden`
 */
export async function createSubscription(
  deps: SubscriptionDeps,
  input: NewSubscription,
): Promise<SubscriptionWithSecret> {
  const { store, directory, vault, now } = deps;
  await directory.refresh();
  const { sourceId = null, provider = null } = input;
  await checkFilter(deps, input, sourceId, provider);
  const secret = input.secret ?? newSigningSecret();
  if (!isSigningSecret(secret)) {
    const message = 'Give "whsec_" followed by base64 of 24 to 64 bytes, or leave it out.';
    throw invalid([{ path: 'secret', message }]);
  }
  const createdAt = now();
  const id = newId('sub', createdAt);
  const secrets: SubscriptionSecrets = { secrets: [{ secret, until: null }] };
  const subscription: Subscription = {
    ...defaultsOf(SUBSCRIPTION),
    ...givenOf(SUBSCRIPTION, input, 'always', 'new'),
    id,
    targetUrl: checkTarget(deps, input.targetUrl),
    createdAt,
    sealed: vault.seal(secrets, id),
  };
  await store.accounts.putSubscription(subscription);
  await directory.refresh();
  await backfillSince(deps, subscription, input.since ?? null);
  if (input.replace) await endOthers(deps, subscription);
  return { subscription, secret };
}

/** How long another gateway may not know a new subscription: it looks once a second. */
const UNKNOWN_FOR_MS: Millis = 3000;

/** Everything from a time on: also what another gateway takes before it knows the subscription. */
async function backfillSince(
  deps: SubscriptionDeps,
  { id, createdAt }: Subscription,
  since: Millis | null,
): Promise<void> {
  if (since === null || since > createdAt) return;
  const until = createdAt + UNKNOWN_FOR_MS;
  await startReplay(deps, { subscriptionId: id, since, until, states: ['never_sent'] });
}

/** Ends all others at the same target; after the new one is there, so that nothing is missed. */
async function endOthers(deps: SubscriptionDeps, { id, targetUrl }: Subscription): Promise<void> {
  const others = deps.directory
    .subscriptions()
    .map(({ subscription }) => subscription)
    .filter((each) => each.targetUrl === targetUrl && each.id !== id && each.status !== 'ended');
  for (const other of others) await endSubscription(deps, other.id, `Replaced by ${id}.`);
}
