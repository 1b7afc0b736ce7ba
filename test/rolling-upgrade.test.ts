import { Api } from './support/api.ts';
import { freePort, type GatewayProcess, runCli, serve } from './support/cli.ts';
import { KEPT_KEY } from './support/databases/kept.ts';
import { buildOldRelease, hasOldRelease } from './support/databases/old-release.ts';
import { describePostgres } from './support/describe-postgres.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { send } from './support/http.ts';
import { createDatabase, type TestDatabase } from './support/postgres.ts';
import { signalBody, signedHeaders } from './support/siggnal.ts';
import { type Subscriber, startSubscriber } from './support/subscriber.ts';
import { until } from './support/until.ts';

const SECRET = 'secret-of-the-rolling-upgrade';
/** So many events come to each gateway in each phase. */
const EVENTS = 20;
/** Of what the other subscription is to get. */
const NOTHING = [{ field: 'subject_id', op: 'eq', value: 'nothing' }];

(hasOldRelease() ? describePostgres : describe.skip)('a gateway of the release before', () => {
  let database: TestDatabase;
  let folder: Folder;
  let subscriber: Subscriber;
  let env: Record<string, string>;
  let ingest: string;
  let token: string;
  /** The old command. */
  let bin: string;
  let built: Folder;
  const gateways: GatewayProcess[] = [];
  const sent: string[] = [];

  const start = async (command?: string): Promise<GatewayProcess> => {
    const gateway = await serve(folder.path, await freePort(), env, command);
    gateways.push(gateway);
    return gateway;
  };
  const tablesOf = async (): Promise<number> => {
    const [row] = await database.run('SELECT version FROM schema_version');
    return Number(row?.version);
  };

  beforeAll(async () => {
    built = makeFolder();
    bin = buildOldRelease(built.path);
    database = await createDatabase();
    folder = makeFolder();
    subscriber = await startSubscriber();
    env = {
      ...{ SIGNAL_HOOKS_DATABASE_URL: database.url, SIGNAL_HOOKS_KEY: KEPT_KEY },
      SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8',
    };
  });
  afterAll(async () => {
    for (const gateway of gateways) await gateway.kill();
    await subscriber?.close();
    folder?.remove();
    built?.remove();
    await database?.drop();
  });

  /** Sets a source and a subscription up by the old command. */
  async function setUp(): Promise<void> {
    const run = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runCli(args, { bin, env, cwd: folder.path });
      if (code !== 0) throw new Error(stderr);
      return stdout;
    };
    const added = await run('source', 'add', 'siggnal', '--secret', SECRET);
    ingest = new URL(/ingest URL +(\S+)/.exec(added)?.[1] ?? '').pathname;
    const subscribed = await run('subscribe', subscriber.url);
    subscriber.secret = /signing secret +(\S+)/.exec(subscribed)?.[1] ?? '';
    token = (await run('token', 'create', '--name', 'test', '--scope', 'admin')).trim();
  }

  /** Every request must be taken: a provider that does not send again loses nothing. */
  async function post({ url }: GatewayProcess, signal: string): Promise<string> {
    const body = signalBody(signal);
    const reply = await send(url + ingest, { body, headers: signedHeaders(SECRET, body) });
    expect([signal, reply.status]).toEqual([signal, 200]);
    return String(reply.json.status);
  }
  async function burst(gateway: GatewayProcess, phase: string): Promise<void> {
    for (let number = 1; number <= EVENTS; number += 1) {
      const signal = `${phase}-${number}`;
      sent.push(signal);
      expect(await post(gateway, signal)).toBe('stored');
    }
  }
  const knows = (gateway: GatewayProcess): Promise<unknown> =>
    until(
      () => new Api(gateway.url, token).get('/v1/me'),
      ({ status }) => status === 200,
    );

  test('goes on beside the new one, which has changed the tables: nothing is refused or lost', async () => {
    const before = await start(bin);
    await setUp();
    await knows(before);
    await burst(before, 'alone');
    const oldTables = await tablesOf();

    // It takes events all the while the new one starts.
    let isUp = false;
    const during = (async () => {
      for (let number = 1; !isUp; number += 1) {
        sent.push(`during-${number}`);
        expect(await post(before, `during-${number}`)).toBe('stored');
      }
    })();
    const after = await start().finally(() => {
      isUp = true;
    });
    await during;
    expect(await tablesOf()).toBeGreaterThan(oldTables);
    await knows(after);
    await Promise.all([burst(before, 'old-beside'), burst(after, 'new-beside')]);
    // Each recognises what the other one has stored, and makes changes that the other one sees.
    expect(await post(after, 'old-beside-1')).toBe('duplicate');
    expect(await post(before, 'new-beside-1')).toBe('duplicate');
    const other = { name: 'other', target_url: subscriber.url, filter: NOTHING };
    const made = await new Api(before.url, token).post('/v1/subscriptions', other);
    expect(made.status).toBe(201);
    await until(
      () => new Api(after.url, token).get(`/v1/subscriptions/${made.json.id}`),
      ({ status }) => status === 200,
    );
    const ended = await new Api(after.url, token).call(
      'DELETE',
      `/v1/subscriptions/${made.json.id}`,
    );
    expect(ended.status).toBe(204);

    // What is under way at the old one when it ends goes on at the new one.
    await burst(before, 'last');
    expect(await before.stop()).toBe(0);
    await burst(after, 'after');
    await until(
      () => subscriber.received.size,
      (count) => count >= sent.length,
    );
    const got = [...subscriber.received.values()].map(
      ([body = '{}']) => JSON.parse(body).data.subject_id,
    );
    expect(got.sort()).toEqual([...sent].sort());
    expect(subscriber.forged()).toBe(0);

    // Back again it does not come.
    await expect(start(bin)).rejects.toThrow('The database is at version');
    const api = new Api(after.url, token);
    expect(await api.all('/v1/deliveries?status=pending')).toEqual([]);
    for (const gateway of [before, after]) {
      const errors = gateway
        .logged()
        .split('\n')
        .filter((line) => /"level":(?:50|60)/.test(line));
      expect(errors).toEqual([]);
    }
  });
});
