import { Api } from '../api.ts';
import { freePort, runCli, serve } from '../cli.ts';
import { explainDeliveries } from '../explain-deliveries.ts';
import { type Folder, makeFolder } from '../folder.ts';
import { until } from '../until.ts';
import { type CountingSubscriber, startCountingSubscriber } from './counting-subscriber.ts';
import { Sender, type Target } from './sender.ts';

const SECRET = 'secret-of-the-crash-tests';
const KEY = '5e'.repeat(32);
/** The slow one makes sure that deliveries are under way at every kill. */
const DELAYS_MS = [0, 20];

/** One or more gateways on one database, with two subscribers and a provider that sends. */
export interface CrashFixture {
  readonly gateways: readonly Target[];
  readonly subscribers: readonly CountingSubscriber[];
  readonly sender: Sender;
  /** Of the first gateway. */
  readonly api: Api;
  /** Starts a gateway again, on its port, and waits until it listens. */
  restart(gateway: Target): Promise<void>;
  close(): Promise<void>;
}

/** How {@link startCrashFixture} sets the gateways up. */
export interface CrashOptions {
  /** How many; more than one only on PostgreSQL. */
  readonly count: number;
  /** None: SQLite in a folder of its own. */
  readonly databaseUrl?: string;
  /** Further variables of the gateways' processes; asked for at each start. */
  readonly env?: (folder: string) => Readonly<Record<string, string>>;
}

/** Starts subscribers and gateways, and connects them. */
export async function startCrashFixture(options: CrashOptions): Promise<CrashFixture> {
  const { count, databaseUrl } = options;
  const folder = makeFolder();
  const env = {
    SIGNAL_HOOKS_KEY: KEY,
    ...(databaseUrl !== undefined && { SIGNAL_HOOKS_DATABASE_URL: databaseUrl }),
  };
  const subscribers = await Promise.all(DELAYS_MS.map(startCountingSubscriber));
  const gateways: Target[] = [];
  let sender: Sender | undefined;
  const start = (port: number): ReturnType<typeof serve> =>
    serve(folder.path, port, { ...env, ...options.env?.(folder.path) });
  const close = async (): Promise<void> => {
    sender?.close();
    for (const { process } of gateways) await process.kill();
    for (const subscriber of subscribers) await subscriber.close();
    folder.remove();
  };
  try {
    const { path, token } = await setUp(folder, env, subscribers);
    sender = new Sender(path, SECRET);
    for (let at = 0; at < count; at += 1) {
      const port = await freePort();
      gateways.push({ process: await start(port), port, isAlive: true });
    }
    return {
      ...{ gateways, subscribers, sender, close },
      api: new Api(gateways[0]?.process.url ?? '', token),
      async restart(gateway) {
        gateway.process = await start(gateway.port);
        gateway.isAlive = true;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function setUp(
  folder: Folder,
  variables: Readonly<Record<string, string>>,
  subscribers: readonly CountingSubscriber[],
): Promise<{ path: string; token: string }> {
  const env = { ...variables, SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8' };
  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCli([...args, '--data', folder.path], { env });
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  const added = await run('source', 'add', 'siggnal', '--secret', SECRET, '--create');
  for (const subscriber of subscribers) {
    const subscribed = await run('subscribe', subscriber.url);
    subscriber.secret = /signing secret +(\S+)/.exec(subscribed)?.[1] ?? '';
  }
  const token = (await run('token', 'create', '--name', 'test', '--scope', 'admin')).trim();
  return { path: new URL(/ingest URL +(\S+)/.exec(added)?.[1] ?? '').pathname, token };
}

/** Kills gateways at the same moment, without any warning. Resolves when they are gone. */
export async function killAll(gateways: readonly Target[]): Promise<void> {
  for (const gateway of gateways) gateway.isAlive = false;
  await Promise.all(gateways.map(({ process }) => process.kill()));
}

/** Waits until nothing is pending any more. */
export const untilNothingIsPending = (api: Api, timeoutMs: number): Promise<unknown> =>
  until(
    async () => (await api.get('/v1/deliveries?status=pending&limit=1')).json.data as unknown[],
    (rows) => rows.length === 0,
    timeoutMs,
    () => explainDeliveries(api),
  );

/** Signals that were answered 200 since then, and whose event the gateway does not have. */
export async function missingSince(
  { sender, api }: CrashFixture,
  before: ReadonlySet<string>,
): Promise<string[]> {
  const answered = [...sender.answered].filter(([signal]) => !before.has(signal));
  const found = await Promise.all(
    answered.map(([, { eventId }]) => api.get(`/v1/events/${eventId}`)),
  );
  return answered.filter((_, at) => found[at]?.status !== 200).map(([signal]) => signal);
}
