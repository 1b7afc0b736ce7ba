import type { ReplayDeps } from './deps.ts';
import { getReplay, type ReplayState } from './list.ts';

/**
 * Stops a replay, and takes back what of it was not attempted yet. Doing it twice changes nothing.
 * @throws {GatewayError} `replay_not_found`
 */
export async function cancelReplay(deps: ReplayDeps, id: string): Promise<ReplayState> {
  const { store, now } = deps;
  await getReplay(deps, id);
  await store.replays.end(id, { status: 'cancelled', statusReason: 'Cancelled.' }, now());
  // Again, if it was cut short the last time.
  await store.replays.takeBack(id, now());
  return getReplay(deps, id);
}
