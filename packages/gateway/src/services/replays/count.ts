import { Pieces } from '../../pieces.ts';
import { scanEvents } from '../../replay/scan.ts';
import { monotonic } from '../../token-bucket.ts';
import type { ReplayDeps } from './deps.ts';
import { plannedReplay, type ReplayInput } from './start.ts';

/** What a replay would come to, as far as was looked. */
interface ReplayCount {
  /** Events that were looked at. */
  readonly events: number;
  /** Deliveries that would be made. */
  readonly deliveries: number;
  /** Events that would be passed over because their payload is not kept any more. */
  readonly withoutPayload: number;
  /** Where to go on counting; null: everything was counted. */
  readonly next: string | null;
}

/** How long one request counts. */
const COUNT_MS = 1000;

/**
 * Counts what a replay would do, and does nothing.
 * @param position where an earlier count has ended; null: at the beginning
 * @throws {GatewayError} as `startReplay`
 */
export async function countReplay(
  deps: ReplayDeps,
  input: ReplayInput,
  position: string | null,
): Promise<ReplayCount> {
  const replay = await plannedReplay(deps, input);
  const scanDeps = { ...deps, pieces: new Pieces() };
  const endAt = monotonic() + COUNT_MS;
  let [events, deliveries, withoutPayload] = [0, 0, 0];
  let next = position;
  do {
    const found = await scanEvents(scanDeps, replay, next, replay.until);
    events += found.events.length;
    deliveries += found.events.reduce((sum, { wanted }) => sum + wanted, 0);
    withoutPayload += found.events.filter(({ isGone }) => isGone).length;
    next = found.next;
  } while (next !== null && monotonic() < endAt);
  return { events, deliveries, withoutPayload, next };
}
