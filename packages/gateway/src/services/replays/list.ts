import type { Replay } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import type { Page, PageRequest } from '../../store/store.ts';
import type { ReplayDeps } from './deps.ts';

/** A bulk replay, with how many of its deliveries are pending. */
export interface ReplayState {
  readonly replay: Replay;
  /** Counted up to {@link MOST_PENDING}. */
  readonly pending: number;
}

/** What is pending of one replay is counted up to this. */
export const MOST_PENDING = 10_000;

/** Newest first. */
export async function listReplays(deps: ReplayDeps, page: PageRequest): Promise<Page<ReplayState>> {
  const { items, next } = await deps.store.replays.list(page);
  return { items: await Promise.all(items.map((replay) => stateOf(deps, replay))), next };
}

/** @throws {GatewayError} `replay_not_found` */
export async function getReplay(deps: ReplayDeps, id: string): Promise<ReplayState> {
  const replay = await deps.store.replays.get(id);
  if (replay === null) throw new GatewayError('replay_not_found');
  return stateOf(deps, replay);
}

/** A replay with what is pending of it. */
const stateOf = async ({ store }: ReplayDeps, replay: Replay): Promise<ReplayState> => ({
  replay,
  pending: await store.replays.countPending(replay.id, MOST_PENDING),
});
