import { scanPage } from '../../erasure/scan.ts';
import { Pieces } from '../../pieces.ts';
import { monotonic } from '../../token-bucket.ts';
import type { ErasureDeps } from './deps.ts';
import { findRejections } from './rejections.ts';
import { type ErasureInput, valueHash, wantedOf } from './start.ts';

/** What an erasure would delete, as far as was looked. */
interface ErasureForecast {
  /** Events that were looked at. */
  readonly events: number;
  readonly erasedEvents: number;
  readonly erasedDeliveries: number;
  readonly erasedAttempts: number;
  /** Counted at the end. */
  readonly erasedRejections: number;
  readonly valueHash: string;
  /** Where to go on counting; null: everything was counted. */
  readonly next: string | null;
}

/** How long one request counts. */
const COUNT_MS = 1000;

/**
 * Counts what an erasure would delete, and does nothing.
 * @param position where an earlier count has ended; null: at the beginning
 * @throws {GatewayError} as `startErasure`
 */
export async function countErasure(
  deps: ErasureDeps,
  input: ErasureInput,
  position: string | null,
): Promise<ErasureForecast> {
  const wanted = await wantedOf(deps, input);
  const { store, now } = deps;
  const scanDeps = { ...deps, pieces: new Pieces() };
  const [before, endAt] = [now() + 1, monotonic() + COUNT_MS];
  const sum = { events: 0, erasedEvents: 0, erasedDeliveries: 0, erasedAttempts: 0 };
  let next = position;
  do {
    const page = await scanPage(scanDeps, wanted, next, before);
    const found = await store.erasures.count(page.found);
    sum.events += page.events;
    sum.erasedEvents += found.events;
    sum.erasedDeliveries += found.deliveries;
    sum.erasedAttempts += found.attempts;
    next = page.next;
  } while (next !== null && monotonic() < endAt);
  const erasedRejections = next === null ? (await findRejections(deps, wanted.value)).length : 0;
  return { ...sum, erasedRejections, valueHash: valueHash(deps, wanted.value), next };
}
