/** A backfill whose gateway is killed in the middle makes each delivery once, and all of them. */
import { Api } from './support/api.ts';
import { freePort, type GatewayProcess, runCli, serve } from './support/cli.ts';
import { describePostgres } from './support/describe-postgres.ts';
import { explainDeliveries } from './support/explain-deliveries.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { send } from './support/http.ts';
import { createDatabase, type TestDatabase } from './support/postgres.ts';
import { signalBody, signedHeaders } from './support/siggnal.ts';
import { type Subscriber, startSubscriber } from './support/subscriber.ts';
import { until } from './support/until.ts';

const SECRET = 'secret-of-the-replay-kill-test';
const EVENTS = 1000;
/** So it takes about ten seconds, if nobody is killed. */
const PER_SECOND = 100;
const KILLS = 2;

interface Replay {
  readonly id: string;
  readonly status: string;
  readonly deliveries: number;
}

interface DeliveryRow {
  readonly event_id: string;
  readonly replay_id: string | null;
}

/** @param count gateways; the first one is killed and started again */
function killing(count: number, env: () => Readonly<Record<string, string>>): void {
  let folder: Folder;
  let subscriber: Subscriber;
  const gateways: GatewayProcess[] = [];
  let api: Api;
  let more: Readonly<Record<string, string>>;

  beforeAll(async () => {
    folder = makeFolder();
    subscriber = await startSubscriber();
    more = { SIGNAL_HOOKS_KEY: '07'.repeat(32), ...env() };
    for (let at = 0; at < count; at += 1) {
      gateways.push(await serve(`${folder.path}/${at}`, await freePort(), more));
    }
    const url = gateways.at(-1)?.url ?? '';
    const here = (...args: string[]) =>
      runCli([...args, '--data', `${folder.path}/0`], { env: more });
    const token = (await here('token', 'create', '--name', 'test', '--scope', 'admin')).stdout;
    api = new Api(url, token.trim());
    const { json } = await api.post('/v1/sources', { provider: 'siggnal', secrets: [SECRET] });
    const bodies = Array.from({ length: EVENTS }, (_, at) => signalBody(`sig_${at}`));
    const ingest = async (): Promise<void> => {
      for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
        const headers = signedHeaders(SECRET, body);
        await send(`${url}/in/${json.id}`, { body, headers });
      }
    };
    await Promise.all(Array.from({ length: 16 }, ingest));
  });
  afterAll(async () => {
    for (const gateway of gateways) await gateway.kill();
    await subscriber?.close();
    folder?.remove();
  });

  test(`killed ${KILLS} times, it goes on where it was`, async () => {
    const made = (await api.post('/v1/subscriptions', { target_url: subscriber.url })).json;
    subscriber.secret = String(made.secret);
    const id = String(made.id);
    await api.call('PATCH', `/v1/subscriptions/${id}`, { status: 'paused' });
    const order = { max_per_second: PER_SECOND };
    const started = (await api.post(`/v1/subscriptions/${id}/backfill`, order)).json;
    const { id: replayId } = started.replay as Replay;
    const progress = async (): Promise<Replay> =>
      (await api.get(`/v1/replays/${replayId}`)).json as never;
    const list = `/v1/deliveries?subscription_id=${id}`;
    let inTheMiddle = 0;
    for (let kills = 0; kills < KILLS; kills += 1) {
      const before = (await progress()).deliveries;
      // Where another gateway goes on, it may be through before the killed one is up again.
      const { status } = await until(
        progress,
        (now) => now.status === 'done' || now.deliveries > before,
      );
      if (status !== 'done') inTheMiddle += 1;
      const [victim] = gateways as [GatewayProcess];
      await victim.kill();
      const port = Number(new URL(victim.url).port);
      gateways[0] = await serve(`${folder.path}/0`, port, more);
      // What is counted is there, and nothing else.
      const { deliveries } = await progress();
      const rows = await api.all<DeliveryRow>(list);
      expect(rows.length).toBeGreaterThanOrEqual(deliveries);
      expect(new Set(rows.map((row) => row.event_id)).size).toBe(rows.length);
    }
    expect(inTheMiddle).toBeGreaterThan(0);
    const done = await until(progress, ({ status }) => status === 'done', 90_000);
    expect(done).toMatchObject({ deliveries: EVENTS, events: EVENTS, pending: EVENTS });
    const rows = await api.all<DeliveryRow>(list);
    expect(new Set(rows.map((row) => row.event_id)).size).toBe(EVENTS);
    await api.call('PATCH', `/v1/subscriptions/${id}`, { status: 'active' });
    await until(
      () => subscriber.received.size,
      (size) => size === EVENTS,
      undefined,
      () => explainDeliveries(api),
    );
    const times = [...subscriber.received.values()].map((bodies) => bodies.length);
    expect([Math.max(...times), subscriber.forged()]).toEqual([1, 0]);
  });
}

describe('on SQLite', () => killing(1, () => ({})));

describePostgres('on PostgreSQL, with two gateways', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database?.drop());
  killing(2, () => ({ SIGNAL_HOOKS_DATABASE_URL: database.url }));
});
