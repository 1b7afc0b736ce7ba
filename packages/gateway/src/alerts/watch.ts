import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { Directory } from '../directory.ts';
import type { Millis } from '../domain.ts';
import type { Ingest } from '../ingest/ingest.ts';
import { type Logger, logSampled } from '../log.ts';
import type { Services } from '../services/index.ts';
import type { Store } from '../store/store.ts';
import type { SendMessage } from './channels/sender.ts';
import { compare, QUIET_MS } from './compare.ts';
import { storeEvents } from './events.ts';
import { Looks } from './looks.ts';
import { sendMessages } from './messages.ts';
import type { Look } from './rule.ts';
import { storeNotWritable } from './rules/store-not-writable.ts';
import { readRules, type SetRule } from './settings.ts';
import { type Known, StoreFailure } from './store-failure.ts';

/** What {@link startWatch} works with. */
export interface WatchDeps {
  readonly store: Store;
  /** Must be started. */
  readonly directory: Directory;
  readonly services: Pick<Services, 'sources'>;
  readonly dispatcher: Pick<Dispatcher, 'stateOf'>;
  readonly ingest: Pick<Ingest, 'receive'>;
  readonly send: SendMessage;
  readonly clock: Clock;
  readonly log: Logger;
  readonly config: {
    readonly publicUrl: string | null;
    readonly dataDir: string;
    readonly databaseUrl: string | null;
  };
  /** Between two rounds; default 15 s. */
  readonly roundMs?: Millis | undefined;
}

const ROUND_MS: Millis = 15_000;
/** How long another gateway waits for one that was killed; longer than a round with all its messages. */
const LEASE_MS: Millis = 90_000;
const LEASE = 'alerts';

/**
 * Watches over this gateway: a round every {@link ROUND_MS} looks at everything, opens and closes alerts,
 * and sends what is to be sent. Of several gateways on one database one does it, the others wait for
 * their turn.
 * @returns ends it, and resolves when what is under way has ended
 */
export function startWatch(deps: WatchDeps): () => Promise<void> {
  const { store, log, roundMs = ROUND_MS } = deps;
  const holder = randomUUID();
  const round = createRound(deps, holder);
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const run = async (): Promise<void> => {
    await round().catch((error: unknown) => {
      logSampled(log, 'alerts', (more) =>
        log.warn({ err: error, ...more }, 'alerts could not be looked at'),
      );
    });
    if (!isStopped) timer = setTimeout(next, roundMs).unref();
  };
  const next = (): void => {
    running = run();
  };
  let running = run();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await running;
    // If it cannot be given back, it ends by itself.
    await store.alerts.release(LEASE, holder).catch(() => undefined);
  };
}

/** Makes one round. Remembers what a round needs that finds the store not working. */
function createRound(deps: WatchDeps, holder: string): () => Promise<void> {
  const { store, clock, log, config } = deps;
  const looks = new Looks(log, clock.elapsed);
  const failure = new StoreFailure({ ...deps, publicUrl: config.publicUrl });
  const all = { ...deps, ...config, sources: deps.services.sources, now: clock.now };
  /** Null while it is another gateway's turn. */
  let known: Known | null = null;
  return async () => {
    try {
      const now = clock.now();
      if (!(await store.alerts.lease(LEASE, holder, now, now + LEASE_MS))) {
        known = null;
        return;
      }
      await failure.over(now);
      const rules = await readRules(store.alerts);
      const rule = rules.find(({ rule }) => rule === storeNotWritable) as SetRule;
      known = { at: now, rule, channels: await store.alerts.channels() };
      await notice(deps, rules, looks);
      // Neither waits for the other.
      const done = await Promise.allSettled([storeEvents(all), sendMessages(all)]);
      for (const each of done) if (each.status === 'rejected') throw each.reason;
    } catch (error) {
      if (known !== null) await failure.failed(known, lookOf(deps));
      throw error;
    }
  };
}

/** Lets the rules look, and writes down which alerts are new or over. */
async function notice(deps: WatchDeps, rules: readonly SetRule[], looks: Looks): Promise<void> {
  const { store, clock, log } = deps;
  const found = await looks.take(rules, lookOf(deps));
  const now = clock.now();
  const live = await store.alerts.live();
  const open = live.filter(({ closedAt }) => closedAt === null);
  const quiet = await store.alerts.closedSince(now - QUIET_MS);
  const changed = compare(rules, found, { open, quiet }, now);
  if (changed.length === 0) return;
  await store.alerts.put(changed);
  for (const { id, rule, objectId, closedAt } of changed) {
    const line = { alert: id, rule, object: objectId };
    if (closedAt === null) log.warn(line, 'alert');
    else log.info(line, 'alert is over');
  }
}

function lookOf({ store, directory, services, dispatcher, clock, config }: WatchDeps): Look {
  return {
    store,
    directory,
    sources: services.sources,
    stateOf: (subscription) => dispatcher.stateOf(subscription),
    dataDir: config.databaseUrl === null ? config.dataDir : null,
    publicUrl: config.publicUrl,
    now: clock.cautiousNow(),
  };
}
