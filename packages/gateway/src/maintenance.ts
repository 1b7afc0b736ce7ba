import type { Clock } from './clock.ts';
import { RETRY_WAITS_MS } from './delivery/schedule.ts';
import type { Millis } from './domain.ts';
import type { Logger } from './log.ts';
import { PayloadExpiry } from './payload-expiry.ts';
import { SESSION_IDLE_MS } from './services/sessions.ts';
import type { Store } from './store/store.ts';

/** What {@link startMaintenance} works with. */
export interface MaintenanceDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** Events older than this are deleted; null: never. */
  readonly retentionDays: number | null;
  /** Entries of the audit log older than this are deleted; null: never. */
  readonly auditDays: number | null;
  /** While more bytes are used, the oldest events are deleted; null: never. */
  readonly retentionBytes: number | null;
  /** Payloads of events older than this are deleted; null: never before the event. */
  readonly payloadDays: number | null;
  /** The waits of the retry schedule; what is due later than the longest one was written by a wrong clock. */
  readonly retryWaitsMs?: readonly Millis[] | undefined;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3600_000;
const EVERY_MS = MINUTE_MS;
/** Between two pieces of work: requests come first. */
const PAUSE_MS = 50;
/** After one that only looks. */
const SHORT_PAUSE_MS = 5;
/** Events, and expired deliveries, in one piece: some ten milliseconds. */
const PIECE = 100;
/** How long expired deliveries stay in the log, and what is over in its list: subscriptions, replays, alerts. */
const RECORD_DAYS = 30;
/** How long it is kept what was counted by the hour. */
const COUNTS_DAYS = 100;
/** A delivery that has not been tried yet is due at once; its lease is shorter than this. */
const FIRST_DUE_WITHIN_MS = 5 * MINUTE_MS;

/**
 * What has to be done from time to time: once a minute it deletes what is too old, and draws back
 * due times that a wrong clock has written. In pieces, so that it never holds up what comes in. What
 * cannot be undone goes by {@link Clock.cautiousNow}.
 * @returns ends it, and resolves when what is under way has ended
 */
export function startMaintenance(deps: MaintenanceDeps): () => Promise<void> {
  const { log, clock } = deps;
  const stopping = new AbortController();
  let offset: Millis | null = null;
  let wasAhead = false;
  const expiry = new PayloadExpiry(deps.store.payloads);

  const round = async (): Promise<void> => {
    const ahead = clock.unconfirmedMs();
    if (ahead > 0 && !wasAhead) log.warn({ aheadMs: Math.round(ahead) }, JUMPED);
    wasAhead = ahead > 0;
    const before = offset;
    offset = clock.now() - clock.elapsed();
    // At the start too: nobody knows what the clock did before.
    const wasSetBack = before === null || offset < before - MINUTE_MS;
    await drawBack(deps, wasSetBack);
    if (before === null) return;
    await prune(deps, stopping.signal);
    await expirePayloads(deps, expiry, stopping.signal);
  };

  let timer: NodeJS.Timeout | undefined;
  const run = async (): Promise<void> => {
    await round().catch((error: unknown) => log.error({ err: error }, 'maintenance failed'));
    if (!stopping.signal.aborted) timer = setTimeout(next, EVERY_MS).unref();
  };
  const next = (): void => {
    running = run();
  };
  let running = run();
  return async () => {
    stopping.abort();
    clearTimeout(timer);
    await running;
  };
}

const JUMPED =
  'the system’s time has jumped forward: nothing is deleted, disabled or left to expire by it until it has held for an hour';

async function drawBack(deps: MaintenanceDeps, wasSetBack: boolean): Promise<void> {
  const { store, clock, log, retryWaitsMs = RETRY_WAITS_MS } = deps;
  const now = clock.now();
  // A subscriber may ask for a day; and waits vary.
  const longest = 1.5 * Math.max(DAY_MS, ...retryWaitsMs);
  const latest = now + longest;
  const count = await store.deliveries.drawBackDueTimes(
    now,
    wasSetBack ? now + FIRST_DUE_WITHIN_MS : latest,
    latest,
  );
  if (count > 0) log.warn({ count }, 'deliveries that a wrong clock had put off are due now');
}

async function prune(deps: MaintenanceDeps, signal: AbortSignal): Promise<void> {
  const { store, clock, log, retentionDays, retentionBytes, auditDays } = deps;
  const now = clock.cautiousNow();
  const deleted = {
    events: 0,
    deliveries: 0,
    replays: 0,
    subscriptions: 0,
    alerts: 0,
    sessions: 0,
    auditEntries: 0,
  };
  if (retentionDays !== null) {
    const oldest = now - retentionDays * DAY_MS;
    deleted.events = await inPieces(() => store.events.prune(oldest, PIECE, now), signal);
  }
  if (retentionBytes !== null) await pruneToSize(deps, retentionBytes, signal);
  const forgotten = now - RECORD_DAYS * DAY_MS;
  deleted.deliveries = await inPieces(
    () => store.deliveries.pruneExpired(forgotten, PIECE),
    signal,
  );
  deleted.replays = await inPieces(() => store.replays.prune(forgotten, PIECE), signal);
  if (!signal.aborted)
    deleted.subscriptions = await store.accounts.pruneSubscriptions(forgotten, now);
  if (!signal.aborted) deleted.alerts = await store.alerts.prune(forgotten);
  if (!signal.aborted) await store.statistics.prune(now - COUNTS_DAYS * DAY_MS);
  if (!signal.aborted) deleted.sessions = await store.sessions.prune(now, now - SESSION_IDLE_MS);
  if (auditDays !== null) {
    const oldest = now - auditDays * DAY_MS;
    deleted.auditEntries = await inPieces(() => store.audit.prune(oldest, PIECE), signal);
  }
  if (Object.values(deleted).some((count) => count > 0)) {
    log.info(deleted, 'deleted what is older than it is to be kept');
  }
}

/** Drops payloads that are old enough. */
async function expirePayloads(
  { clock, log, payloadDays }: MaintenanceDeps,
  expiry: PayloadExpiry,
  signal: AbortSignal,
): Promise<void> {
  if (payloadDays === null) return;
  expiry.begin(clock.elapsed());
  const now = clock.cautiousNow();
  let payloads = 0;
  while (!signal.aborted) {
    const count = await expiry.step(now - payloadDays * DAY_MS, now);
    if (count === null) break;
    payloads += count;
    await sleep(count > 0 ? PAUSE_MS : SHORT_PAUSE_MS);
  }
  if (payloads > 0)
    log.info({ payloads }, 'deleted payloads that are older than they are to be kept');
}

/** Deletes the oldest events until what is stored takes no more than `most` bytes. Their age does not matter. */
async function pruneToSize(
  { store, clock, log }: MaintenanceDeps,
  most: number,
  signal: AbortSignal,
): Promise<void> {
  const events = await inPieces(async () => {
    if ((await store.storage.usedBytes()) <= most) return 0;
    return store.events.prune(Number.MAX_SAFE_INTEGER, PIECE, clock.cautiousNow());
  }, signal);
  if (events > 0) log.info({ events, most }, 'deleted the oldest events: they took too many bytes');
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Repeats a piece of work until nothing is left to do. @returns how much was done */
async function inPieces(work: () => Promise<number>, signal: AbortSignal): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const count = await work();
    if (count === 0) break;
    total += count;
    await sleep(PAUSE_MS);
  }
  return total;
}
