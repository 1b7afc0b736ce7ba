import { Agent } from 'node:http';
import { Api, type EventRow } from './support/api.ts';
import { freePort, type GatewayProcess, runCli, serve } from './support/cli.ts';
import { describePostgres } from './support/describe-postgres.ts';
import { explainDeliveries } from './support/explain-deliveries.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { send } from './support/http.ts';
import { createDatabase, type TestDatabase } from './support/postgres.ts';
import { signalBody, signedHeaders } from './support/siggnal.ts';
import { type Subscriber, startSubscriber } from './support/subscriber.ts';
import { until } from './support/until.ts';

const SECRET = 'secret-of-the-postgres-test';
const KEY = '5e'.repeat(32);
const LANES = 16;
/** A killed process holds its deliveries for 30 s at most; then another one takes them. */
const LEASE_MS = 30_000;

interface Answer {
  readonly outcome: string;
  readonly eventId: string;
}

describePostgres('two gateways on one PostgreSQL database', () => {
  let database: TestDatabase;
  let folders: readonly Folder[];
  let gateways: GatewayProcess[] = [];
  let env: Record<string, string>;
  let subscriber: Subscriber;
  let path: string;
  let api: Api;
  let token: string;
  const agent = new Agent({ keepAlive: true, maxSockets: LANES });

  beforeAll(async () => {
    database = await createDatabase();
    folders = [makeFolder(), makeFolder()];
    const url = new URL(database.url);
    url.password ||= 'secret-of-the-database';
    env = { SIGNAL_HOOKS_DATABASE_URL: url.href, SIGNAL_HOOKS_KEY: KEY };
    gateways = await Promise.all(
      folders.map(async (folder) => serve(folder.path, await freePort(), env)),
    );
    const run = async (...args: string[]): Promise<string> => {
      const allowed = { SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8' };
      const cwd = folders[0]?.path ?? '';
      const { code, stdout, stderr } = await runCli(args, { env: { ...env, ...allowed }, cwd });
      if (code !== 0) throw new Error(stderr);
      return stdout;
    };
    const added = await run('source', 'add', 'siggnal', '--secret', SECRET);
    path = new URL(/ingest URL +(\S+)/.exec(added)?.[1] ?? '').pathname;
    // Slow enough that deliveries are under way when a gateway is killed.
    subscriber = await startSubscriber(10);
    const subscribed = await run('subscribe', subscriber.url);
    subscriber.secret = /signing secret +(\S+)/.exec(subscribed)?.[1] ?? '';
    token = (await run('token', 'create', '--name', 'test', '--scope', 'admin')).trim();
    api = new Api(gateways[0]?.url ?? '', token);
    for (const { url: at } of gateways) await knowsAll(new Api(at, token));
  });

  afterAll(async () => {
    agent.destroy();
    for (const gateway of gateways) await gateway.kill();
    await subscriber?.close();
    for (const folder of folders ?? []) folder.remove();
    await database?.drop();
  });

  /** A gateway that knows the token knows what was set up before it. */
  async function knowsAll(gateway: Api): Promise<void> {
    await until(
      () => gateway.get('/v1/me'),
      ({ status }) => status === 200,
    );
  }

  async function post(to: GatewayProcess, signal: string): Promise<Answer> {
    const body = signalBody(signal);
    const reply = await send(to.url + path, { body, headers: signedHeaders(SECRET, body), agent });
    expect([reply.status, reply.text]).toEqual([200, expect.any(String)]);
    return { outcome: String(reply.json.status), eventId: String(reply.json.event_id) };
  }

  /** A counter of a gateway, such as `signal_hooks_ingest_total{provider="siggnal",outcome="stored"}`. */
  async function count(gateway: GatewayProcess, name: string): Promise<number> {
    const { text } = await new Api(gateway.url, token).get('/metrics');
    const line = text.split('\n').find((row) => row.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1) ?? 0);
  }

  /** Waits until so many events have been delivered, and nothing is pending. */
  async function untilDelivered(events: number): Promise<void> {
    const explain = () => explainDeliveries(api);
    await until(
      () => subscriber.received.size,
      (size) => size === events,
      LEASE_MS + 60_000,
      explain,
    );
    await until(
      () => api.all('/v1/deliveries?status=pending'),
      (rows) => rows.length === 0,
      LEASE_MS + 60_000,
      explain,
    );
  }

  const counts = (name: string): Promise<number[]> =>
    Promise.all(gateways.map((gateway) => count(gateway, name)));

  /** Runs `work` for each number from 1 on, on several lanes at once, as long as there is more. */
  async function inLanes(
    hasMore: (at: number) => boolean,
    work: (at: number) => Promise<void>,
  ): Promise<void> {
    let next = 1;
    const lane = async (): Promise<void> => {
      while (hasMore(next)) await work(next++);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  test('each event is stored once and delivered exactly once, whichever gateway it comes to', async () => {
    const [one, two] = gateways as [GatewayProcess, GatewayProcess];
    const answers: Answer[] = [];
    // 1,200 signals, every third of them to both gateways at the same time: 1,600 requests.
    await inLanes(
      (at) => at <= 1200,
      async (at) => {
        const signal = `sig_${at}`;
        const to = at % 2 === 0 ? [one] : [two];
        const both = await Promise.all(
          (at % 3 === 0 ? [one, two] : to).map((it) => post(it, signal)),
        );
        expect(new Set(both.map(({ eventId }) => eventId)).size).toBe(1);
        answers.push(...both);
      },
    );
    const outcomes = (wanted: string) => answers.filter(({ outcome }) => outcome === wanted).length;
    expect([outcomes('stored'), outcomes('duplicate')]).toEqual([1200, 400]);
    await untilDelivered(1200);
    expect([...subscriber.received.values()].filter((bodies) => bodies.length !== 1)).toEqual([]);
    expect([...subscriber.received.keys()].sort()).toEqual(
      [...new Set(answers.map(({ eventId }) => eventId))].sort(),
    );
    expect(subscriber.forged()).toBe(0);

    // Both took part, in receiving and in delivering.
    const stored = await counts('signal_hooks_ingest_total{provider="siggnal",outcome="stored"}');
    expect(stored.reduce((sum, value) => sum + value)).toBe(1200);
    const delivered = await counts('signal_hooks_delivery_attempts_total{outcome="delivered"}');
    expect(delivered.reduce((sum, value) => sum + value)).toBe(1200);
    expect(Math.min(...stored, ...delivered)).toBeGreaterThan(100);
  });

  test('what a killed gateway has answered, the other one delivers', async () => {
    const [survivor, victim] = gateways as [GatewayProcess, GatewayProcess];
    const stored = (await api.all<EventRow>('/v1/events?provider=siggnal')).length;
    const answers = new Map<string, Answer>();
    let cut = 0;
    let killing: Promise<void> | undefined;
    let isKilled = false;
    const kill = async (): Promise<void> => {
      const inFlight = () => count(victim, 'signal_hooks_deliveries_in_flight');
      await until(inFlight, (value) => value > 0).finally(() => victim.kill());
    };
    // At least 1,000, and until the victim is gone: else the kill could come after all of them.
    const hasMore = (at: number): boolean => at <= 1000 || !isKilled;
    await inLanes(hasMore, async (at) => {
      const signal = `sig_burst_${at}`;
      const to = at % 2 === 0 ? victim : survivor;
      const answer = await post(to, signal).catch((error: NodeJS.ErrnoException) => {
        if (error.code === undefined) throw error;
        if (error.code !== 'ECONNREFUSED') cut += 1;
        // As a provider does.
        return post(survivor, signal);
      });
      answers.set(signal, answer);
      if (answers.size === 300) {
        killing ??= kill().finally(() => {
          isKilled = true;
        });
      }
    });
    await killing;
    // Else the kill came between requests, and nothing has been shown.
    expect(cut).toBeGreaterThan(0);

    const all = stored + answers.size;
    await untilDelivered(all);
    for (const { eventId } of answers.values()) {
      expect(subscriber.received.get(eventId)?.length).toBeGreaterThanOrEqual(1);
    }
    const rows = await api.all<EventRow>('/v1/events?provider=siggnal');
    expect(rows).toHaveLength(all);
    expect(new Set(rows.map(({ record }) => record.subject_id)).size).toBe(all);
    expect(await survivor.stop()).toBe(0);
    for (const gateway of gateways) expect(gateway.logged()).not.toContain('secret-of-');
  });
});
