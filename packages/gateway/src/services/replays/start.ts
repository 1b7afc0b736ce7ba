import type { Millis, Replay } from '../../domain.ts';
import { defaultsOf, type InputOf } from '../../entities/columns.ts';
import { givenOf } from '../../entities/input.ts';
import { REPLAY, type REPLAY_STATES } from '../../entities/replay.ts';
import { newId } from '../../ids.ts';
import { invalid } from '../invalid.ts';
import { checkFilter } from '../subscriptions/check.ts';
import { findLive } from '../subscriptions/stored.ts';
import type { ReplayDeps } from './deps.ts';

/** What is to be delivered again, or for the first time. */
export interface ReplayInput extends InputOf<typeof REPLAY, 'new'> {
  /** Only events received since then; absent or null: all that are kept. */
  readonly since?: Millis | null;
  /** Only events received before then; absent or null: until now. */
  readonly until?: Millis | null;
  /** Of the deliveries. */
  readonly states: readonly (typeof REPLAY_STATES)[number][];
}

/**
 * Makes the order; a gateway works it off in the background.
 * @throws {GatewayError} `invalid_request`, `subscription_not_found`, or `conflict` if the subscription has ended or is unusable
 */
export async function startReplay(deps: ReplayDeps, input: ReplayInput): Promise<Replay> {
  const replay = await plannedReplay(deps, input);
  await deps.store.replays.add(replay);
  return replay;
}

/** The order, checked and not stored. @throws as {@link startReplay} */
export async function plannedReplay(deps: ReplayDeps, input: ReplayInput): Promise<Replay> {
  const { subscriptionId = null, sourceId = null, provider = null, since = null } = input;
  const createdAt = deps.now();
  const until = input.until ?? createdAt;
  await deps.directory.refresh();
  const only = subscriptionId === null ? null : (await findLive(deps, subscriptionId)).subscription;
  // The fields are those of the only provider that its events can be of.
  await checkFilter(deps, input, sourceId, provider ?? only?.provider ?? null);
  if (input.states.length === 0) throw invalid([{ path: 'states', message: 'Give at least 1.' }]);
  if (since !== null && since >= until) {
    throw invalid([{ path: 'since', message: 'Give a time before until, and before now.' }]);
  }
  return {
    ...defaultsOf(REPLAY),
    ...givenOf(REPLAY, input, 'new'),
    ...{ since, until, createdAt },
    id: newId('rpl', createdAt),
    states: [...new Set(input.states)],
    status: 'running',
    events: 0,
    deliveries: 0,
  };
}
