import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api } from './support/api.ts';
import { freePort, type GatewayProcess, runCli, serve } from './support/cli.ts';
import { describePostgres } from './support/describe-postgres.ts';
import { explainDeliveries } from './support/explain-deliveries.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { send } from './support/http.ts';
import { createDatabase, type TestDatabase } from './support/postgres.ts';
import { signalBody, signedHeaders } from './support/siggnal.ts';
import { until } from './support/until.ts';

const SECRET = 'secret-of-the-limits-test';
const RATE = 10;
/** Each gateway may begin one at once, and makes up for 50 ms that it was late. */
const BURST = 2.5;
/**
 * What is used of a rate if none of it is lost: all of it, where nothing else runs. On a busy machine each
 * attempt begins a little late. One of two parts alone would be a half.
 */
const MORE_THAN_HALF = 0.6;
/** A gateway that is killed is taken for dead after so long. */
const LIFE_MS = 5000;

// How much of a rate is used also says how busy the machine is: another go tells the two apart.
jest.retryTimes(2);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** A subscriber that takes its time. */
interface Slow {
  readonly url: string;
  /** How many requests are under way. */
  now: number;
  /** How many were under way when each came, itself included. */
  readonly counts: number[];
  answered: number;
}

describePostgres('two gateways on one database keep to the limits together', () => {
  let database: TestDatabase;
  let env: Record<string, string>;
  let token: string;
  let api: Api;
  let sources = 0;
  let signals = 0;
  const folders: Folder[] = [];
  const gateways: GatewayProcess[] = [];
  const servers: Server[] = [];

  beforeAll(async () => {
    database = await createDatabase();
    env = { SIGNAL_HOOKS_DATABASE_URL: database.url, SIGNAL_HOOKS_KEY: '7a'.repeat(32) };
    const first = await start();
    const args = ['token', 'create', '--name', 'test', '--scope', 'admin'];
    const made = await runCli(args, { env, cwd: folders[0]?.path ?? '' });
    token = made.stdout.trim();
    api = new Api(first.url, token);
    await until(
      () => api.get('/v1/me'),
      ({ status }) => status === 200,
    );
  });
  afterAll(async () => {
    for (const gateway of gateways) await gateway.kill();
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
    for (const folder of folders) folder.remove();
    await database?.drop();
  });

  async function start(): Promise<GatewayProcess> {
    const folder = makeFolder();
    folders.push(folder);
    const gateway = await serve(folder.path, await freePort(), env);
    gateways.push(gateway);
    return gateway;
  }

  async function subscriber(delayMs: number): Promise<Slow> {
    const server = createServer((request, response) => {
      slow.now += 1;
      slow.counts.push(slow.now);
      request.resume();
      const timer = setTimeout(() => {
        slow.now -= 1;
        slow.answered += 1;
        response.writeHead(204).end();
      }, delayMs);
      // Whoever is gone does not wait for the answer.
      response.once('close', () => {
        if (response.writableEnded) return;
        clearTimeout(timer);
        slow.now -= 1;
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const slow: Slow = { url: `http://127.0.0.1:${port}/hook`, now: 0, counts: [], answered: 0 };
    return slow;
  }

  /** A source of its own, with one subscription. */
  async function subscribe(target: Slow, limits: object): Promise<{ path: string; id: string }> {
    sources += 1;
    const source = await api.post('/v1/sources', {
      ...{ provider: 'siggnal', name: `Source ${sources}`, secrets: [SECRET] },
    });
    const { id, ingest_url: ingestUrl } = source.json as { id: string; ingest_url: string };
    const made = await api.post('/v1/subscriptions', {
      ...{ target_url: target.url, source_id: id, ...limits },
    });
    expect([source.status, made.status]).toEqual([201, 201]);
    const path = new URL(ingestUrl).pathname;
    // Within a second the other ones know both: what comes before is stored, and delivered to nobody.
    for (const gateway of gateways.filter(({ url }) => alive.has(url))) {
      await until(
        () => send(gateway.url + path, { body: '{}' }),
        ({ status }) => status === 401,
      );
      await until(
        () => new Api(gateway.url, token).get(`/v1/subscriptions/${made.json.id}`),
        ({ status }) => status === 200,
      );
    }
    return { path, id: String(made.json.id) };
  }
  const alive = new Set<string>();

  async function post(path: string, count: number, to: readonly GatewayProcess[]): Promise<void> {
    const posting = Array.from({ length: count }, async (_, at) => {
      signals += 1;
      const body = signalBody(`sig_${signals}`);
      const { url } = to[at % to.length] as GatewayProcess;
      const { status } = await send(url + path, { body, headers: signedHeaders(SECRET, body) });
      expect(status).toBe(200);
    });
    await Promise.all(posting);
  }

  /** When attempts of a subscription began, in milliseconds. */
  async function begins(subscriptionId: string): Promise<number[]> {
    const rows = await database.run(
      `SELECT a.at FROM attempts a JOIN deliveries d ON d.id = a.delivery_id
       WHERE d.subscription_id = '${subscriptionId}' ORDER BY a.at`,
    );
    return rows.map(({ at }) => Number(at));
  }

  const allBegun = (id: string, count: number): Promise<number[]> =>
    until(
      () => begins(id),
      (times) => times.length >= count,
      undefined,
      () => explainDeliveries(api),
    );

  /** In every stretch of time no more than the rate, and a burst. */
  function expectRate(times: readonly number[]): void {
    const tooMany = times.flatMap((from, first) =>
      times.slice(first).flatMap((to, more) => {
        // Times are whole milliseconds.
        const most = (RATE * (to - from + 1)) / 1000 + BURST;
        return more + 1 > most ? [[first, more + 1, to - from]] : [];
      }),
    );
    expect(tooMany).toEqual([]);
  }

  /**
   * How much of the rate is used: in half of all stretches of ten attempts no less. Where the machine
   * stands still for a while is in few of them.
   */
  const usage = (times: readonly number[]): number => {
    const lasting = times.slice(10).map((at, first) => at - (times[first] ?? 0));
    return 10_000 / RATE / median(lasting);
  };

  /** Never more at once, and usually as many: who come together are the first to the last of them. */
  const expectAtOnce = ({ counts }: Slow, most: number): void => {
    expect(Math.max(...counts)).toBe(most);
    expect(median(counts)).toBeGreaterThan(most / 2);
  };

  const settled = (count: number): Promise<unknown> =>
    until(
      () =>
        database.run(
          `SELECT count(DISTINCT shares)::int AS groups, count(*)::int FROM gateways
           WHERE seen_at > extract(epoch FROM clock_timestamp()) * 1000 - ${LIFE_MS}`,
        ),
      ([row]) => row?.groups === 1 && row.count === count,
    );

  test('one alone has the whole rate; it holds while a second one comes', async () => {
    const [one] = gateways as [GatewayProcess];
    alive.add(one.url);
    const { path, id } = await subscribe(await subscriber(5), { max_per_second: RATE });
    await post(path, 60, [one]);
    const two = await start();
    alive.add(two.url);
    const times = await allBegun(id, 60);
    expectRate(times);
    // Its part is nobody's for a second, until both know of each other.
    expect(usage(times)).toBeGreaterThan(MORE_THAN_HALF);
    await settled(2);
  });

  test.each([
    ['at one gateway only', 1],
    ['at both', 2],
  ])('nearly the whole rate is used, and no more, where events arrive %s', async (_name, count) => {
    const { path, id } = await subscribe(await subscriber(5), { max_per_second: RATE });
    await post(path, 50, gateways.slice(0, count));
    const times = await allBegun(id, 50);
    expectRate(times);
    expect(usage(times)).toBeGreaterThan(MORE_THAN_HALF);
  });

  test.each([
    ['at one gateway only', 1],
    ['at both', 2],
  ])('so it is with attempts at once, where events arrive %s', async (_name, count) => {
    const slow = await subscriber(400);
    const { path } = await subscribe(slow, { max_concurrency: 4 });
    await post(path, 40, gateways.slice(0, count));
    await until(
      () => slow.answered,
      (answered) => answered === 40,
    );
    expectAtOnce(slow, 4);
  });

  test('what a killed one leaves the other takes over within its life, and no more', async () => {
    const [one, two] = gateways as [GatewayProcess, GatewayProcess];
    const slow = await subscriber(400);
    const [rated, counted] = [
      await subscribe(await subscriber(5), { max_per_second: RATE }),
      await subscribe(slow, { max_concurrency: 4 }),
    ];
    await post(rated.path, 150, [one, two]);
    await post(counted.path, 150, [one, two]);
    await until(
      () => begins(rated.id),
      (times) => times.length > 20,
    );
    await two.kill();
    alive.delete(two.url);
    const killedAt = Date.now();
    // Those that the killed one had taken come much later, when their leases run out.
    const times = await allBegun(rated.id, 140);
    expectRate(times);
    const after = times.filter((at) => at > killedAt + LIFE_MS + 1000);
    expect(after.length).toBeGreaterThan(20);
    expect(usage(after)).toBeGreaterThan(MORE_THAN_HALF);
    await until(
      () => slow.answered,
      (answered) => answered >= 140,
    );
    expectAtOnce(slow, 4);
    await settled(1);
  });
});
