import { mkdir } from 'node:fs/promises';
import { createSender, type SendMessage } from './alerts/channels/sender.ts';
import { startWatch } from './alerts/watch.ts';
import { areDeliveriesPaused } from './backup.ts';
import { type Clock, createClock } from './clock.ts';
import type { GatewayConfig } from './config.ts';
import { Dispatcher, type DispatcherOptions } from './delivery/dispatcher.ts';
import { Directory } from './directory.ts';
import { startErasures } from './erasure/worker.ts';
import { createApi } from './http/api.ts';
import { createBudgets } from './http/byte-budget.ts';
import { loadConsole } from './http/console/files.ts';
import { type ConsoleHandler, createConsoleHandler } from './http/console/handler.ts';
import { ProblemWriter } from './http/problem.ts';
import { type HttpServer, openServer } from './http/server.ts';
import { prefixOf } from './http/target.ts';
import { createIngestHandler } from './ingest/handler.ts';
import { Ingest } from './ingest/ingest.ts';
import { Streams } from './live/streams.ts';
import { createLog, type Logger } from './log.ts';
import { startMaintenance } from './maintenance.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { Resolver } from './net/resolver/cached-resolver.ts';
import { createSafeAgent } from './net/safe-connector.ts';
import { addProcessMetrics, registerReadings } from './readings.ts';
import { startReplays } from './replay/worker.ts';
import { createServices, type Services } from './services/index.ts';
import { HourlyCounts } from './statistics/hourly-counts.ts';
import { keyMissing, mayCreateDatabase, openStore } from './store/open.ts';
import type { Store } from './store/store.ts';
import { openTracing } from './tracing/open-telemetry.ts';
import type { Tracing } from './tracing/tracing.ts';
import { loadKey, Vault } from './vault.ts';
import { VERSION } from './version.ts';

/** What tests, the demo and embedding programs may replace. */
export interface GatewayOptions {
  readonly log?: Logger;
  /** The system's time; believed in whatever it does, unless `elapsed` is given too. */
  readonly now?: () => number;
  /** Milliseconds by a clock that nobody sets. */
  readonly elapsed?: () => number;
  /** Finds the addresses of host names; the addresses are checked whatever it says. */
  readonly resolve?: Resolver;
  /** Retry schedule, time-outs and limits of deliveries. */
  readonly delivery?: Partial<
    Pick<DispatcherOptions, 'schedule' | 'timeoutMs' | 'leaseMs' | 'pollMs' | 'stopGraceMs'>
  >;
  /** Traces of requests and deliveries; `startGateway` finds out by itself whether there are any. */
  readonly tracing?: Tracing | null;
  /** How often it is looked at what may be wrong, in milliseconds. */
  readonly alertRoundMs?: number;
}

/** A gateway's parts, opened but not listening: what the command line works on. */
export interface GatewayCore {
  readonly config: GatewayConfig;
  readonly store: Store;
  readonly directory: Directory;
  readonly services: Services;
  readonly dispatcher: Dispatcher;
  readonly ingest: Ingest;
  /** Sends messages about alerts. */
  readonly send: SendMessage;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Logger;
  close(): Promise<void>;
}

/** A gateway that takes requests and delivers. */
export interface Gateway extends GatewayCore {
  /** Where it listens, such as http://127.0.0.1:8787 */
  readonly url: string;
  /** Where people sign in; null: the console is turned off, or was not built. */
  readonly consoleUrl: string | null;
}

const REJECTIONS_KEPT = 200;
const RESUME_CHECK_MS = 1000;

/**
 * Opens the data folder: store, key, services. Starts nothing.
 * @throws {Error} if folder or database cannot be used or the key does not fit, with what to do
 */
export async function openGateway(
  config: GatewayConfig,
  options: GatewayOptions = {},
): Promise<GatewayCore> {
  const clock = createClock(options.now, options.elapsed ?? options.now);
  const { now } = clock;
  const log = options.log ?? createLog(config.logLevel);
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const mayCreate = await mayCreateDatabase(config);
  const vault = new Vault(
    await loadKey(config.dataDir, config.key, {
      missing: await keyMissing(config, mayCreate),
      warn: (message) => log.warn(message),
    }),
  );
  const client = createSafeAgent({
    allowedNetworks: config.allowedNetworks,
    ...(options.resolve && { resolve: options.resolve }),
  });
  const store = await openStore(config, vault, mayCreate, log);
  const directory = new Directory(store, vault, clock.cautiousNow, log);
  const metrics = createMetrics();
  const counts = new HourlyCounts({ store, log, now });
  const stopGraceMs = graceOf(config);
  const delivery = { client, version: VERSION, stopGraceMs, ...options.delivery };
  const dispatcher = new Dispatcher({
    ...{ store, directory, vault, log, metrics, counts, now },
    tracing: options.tracing ?? null,
    elapsed: clock.elapsed,
    cautiousNow: clock.cautiousNow,
    eventsUrl: eventsUrlOf(config),
    ...delivery,
  });
  registerReadings({ metrics, store, directory, dispatcher, clock });
  const ingest = new Ingest({
    ...{ store, directory, vault, metrics, counts, log, now, dispatcher },
    rejectionsKept: REJECTIONS_KEPT,
  });
  const { smtp } = config;
  const send = createSender({ vault, client, smtp });
  const services = createServices({
    ...{ store, directory, vault, log, now, dispatcher, client, send, smtp },
    rules: { allowedNetworks: config.allowedNetworks, allowHttp: config.allowHttp },
    publicUrl: config.publicUrl,
    consoleEmails: config.consoleEmails,
    keeping: config,
    data: config,
    version: VERSION,
    ingestTest: (ready, request) => ingest.receive(ready, request),
  });
  await directory.refresh().catch(async (error: unknown) => {
    await Promise.all([client.close(), store.close()]);
    throw error;
  });
  const close = async (): Promise<void> => {
    directory.stop();
    // A provider or subscriber that hangs does not hold up the end.
    await client.destroy();
    await services.backups.close();
    await ingest.close();
    await counts.close();
    await store.close();
  };
  return {
    ...{ config, store, directory, services, dispatcher, ingest, send, metrics, clock, log },
    close,
  };
}

/**
 * Opens the data folder, listens and delivers.
 *
 * `close()` takes no more connections, lets requests and attempts under way finish for up to
 * `stopMs`, gives the deliveries back whose attempts it cuts short, and closes the store.
 */
export async function startGateway(
  config: GatewayConfig,
  options: GatewayOptions = {},
): Promise<Gateway> {
  const log = options.log ?? createLog(config.logLevel);
  let core: GatewayCore | undefined;
  const prefix = prefixOf(config.publicUrl);
  const problems = new ProblemWriter(log, prefix, (code) => core?.metrics.refused.inc({ code }));
  const { host, port: wantedPort } = config;
  const server = await openServer({ host, port: wantedPort, prefix, problems });
  const { url, port } = server;
  const tracing = config.tracing === null ? null : await openTracing(config.tracing, log);
  try {
    core = await openGateway(
      { ...config, port, publicUrl: config.publicUrl ?? url },
      { ...options, log, tracing },
    );
    await core.directory.start();
    return await run(core, server, problems, { ...options, tracing });
  } catch (error) {
    await Promise.all([server.close(0), core?.close(), tracing?.close()]);
    throw error;
  }
}

/** Where the console shows events; null: there is no console, or nobody knows its address. */
const eventsUrlOf = ({ console, publicUrl }: GatewayConfig): string | null =>
  console && publicUrl !== null ? `${publicUrl}/console/events/` : null;

/** For requests and attempts under way when the gateway stops: all but the second in which their state is written. */
const graceOf = ({ stopMs }: GatewayConfig): number => Math.max(stopMs / 2, stopMs - 1000);

/**
 * A proxy would resolve the host names itself, so that nobody could say which addresses it
 * connects to: the rule for internal addresses would be gone.
 */
function warnOfProxies({ config, log }: GatewayCore): void {
  if (config.ignoredProxies.length === 0) return;
  log.warn(
    { variables: config.ignoredProxies },
    'proxy variables are set, but deliveries and requests to providers do not use a proxy: they go out directly',
  );
}

/** Begins to answer, to deliver and to forget. */
async function run(
  core: GatewayCore,
  server: HttpServer,
  problems: ProblemWriter,
  { delivery, alertRoundMs, tracing = null }: GatewayOptions,
): Promise<Gateway> {
  const { config, dispatcher, log, metrics } = core;
  addProcessMetrics(metrics);
  const streams = new Streams({ store: core.store, log, now: core.clock.now });
  const shared = { ...core, problems, streams, budgets: createBudgets(config.maxBodyBytes) };
  const ingest = createIngestHandler({ ...shared, ...config, tracing });
  const api = createApi({ ...shared, version: VERSION });
  const { pages, consoleUrl } = await openConsole(core, problems);
  server.handle((request, response) => {
    if (!ingest(request, response) && !pages(request, response)) api(request, response);
  });
  let stopReplays = async (): Promise<void> => undefined;
  let stopWatch = async (): Promise<void> => undefined;
  const stopLooking = startDelivering(core, () => {
    dispatcher.start();
    stopReplays = startReplays({ ...core, now: core.clock.now });
    stopWatch = startWatch({ ...core, roundMs: alertRoundMs });
  });
  const stopErasures = startErasures({
    ...core,
    now: core.clock.now,
    ...core.services.erasures,
  });
  const stopMaintenance = startMaintenance({
    ...core,
    retentionDays: config.retentionDays,
    auditDays: config.auditDays,
    retentionBytes: config.retentionBytes,
    payloadDays: config.payloadDays,
    retryWaitsMs: delivery?.schedule?.retryWaitsMs,
  });
  warnOfProxies(core);
  log.info({ url: server.url, version: VERSION }, 'listening');
  const close = async (): Promise<void> => {
    stopLooking();
    // None waits for another: supervisors kill what has not ended after ten seconds.
    await Promise.all([
      ...[streams.close(), server.close(graceOf(config)), dispatcher.stop()],
      ...[stopMaintenance(), stopErasures(), stopReplays(), stopWatch()],
    ]);
    await Promise.all([core.close(), tracing?.close()]);
    log.info('closed');
  };
  return { ...core, url: server.url, consoleUrl, close };
}

/** Makes what serves the console, if it is not turned off. */
async function openConsole(
  { config, log }: GatewayCore,
  problems: ProblemWriter,
): Promise<{ readonly pages: ConsoleHandler; readonly consoleUrl: string | null }> {
  if (!config.console) return { pages: () => false, consoleUrl: null };
  const prefix = prefixOf(config.publicUrl);
  const files = await loadConsole(config.consoleFolder, prefix);
  if (files === null) log.info('the console was not built: there is nothing at /console/');
  const consoleUrl = files === null ? null : `${config.publicUrl}/console/`;
  return { pages: createConsoleHandler({ files, prefix, problems }), consoleUrl };
}

/**
 * Starts the deliveries and replays, for restored data as soon as somebody lets them: what is pending there
 * may have been delivered by the gateway that the back-up was made of.
 * @param onStart what else a copy of the data must not do
 * @returns stops looking whether they may start
 */
function startDelivering({ config, log }: GatewayCore, start: () => void): () => void {
  if (!config.deliver) {
    log.warn('started without deliveries: they wait');
    return () => undefined;
  }
  if (!areDeliveriesPaused(config.dataDir)) {
    start();
    return () => undefined;
  }
  log.warn('this data was restored: deliveries wait until "signal-hooks resume" is run');
  const timer = setInterval(() => {
    if (areDeliveriesPaused(config.dataDir)) return;
    clearInterval(timer);
    log.info('deliveries start');
    start();
  }, RESUME_CHECK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
