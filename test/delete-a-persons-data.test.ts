/** The page "Delete a person's data", followed; and a gateway that is killed while it does so. */
import { randomBytes } from 'node:crypto';
import { Api } from './support/api.ts';
import { freePort, type GatewayProcess, runCli, serve } from './support/cli.ts';
import { describePostgres } from './support/describe-postgres.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { blocksOf, Shell } from './support/how-to.ts';
import { send } from './support/http.ts';
import { createDatabase, type TestDatabase } from './support/postgres.ts';
import { signalBody, signedHeaders } from './support/siggnal.ts';
import { type Subscriber, startSubscriber } from './support/subscriber.ts';
import { until } from './support/until.ts';

const SECRET = 'secret-of-the-erasure-test';
const EVENTS = 400;
/** Of each four events one is the person's. */
const MINE = EVENTS / 4;

interface Erasure {
  readonly id: string;
  readonly status: string;
  readonly erased_events: number;
  readonly erased_deliveries: number;
  readonly erased_attempts: number;
  readonly recipients: readonly string[];
  readonly value_hash: string;
}

const bodyOf = (at: number): string =>
  signalBody(`sig_${at}`, randomBytes(400).toString('hex')).replace(
    'anna@romashka.example',
    at % 4 === 0 ? 'Jane@Example.com' : `other-${at}@example.com`,
  );

function following(env: () => Readonly<Record<string, string>>): void {
  let folder: Folder;
  let subscriber: Subscriber;
  let gateway: GatewayProcess;
  let api: Api;
  let port: number;
  let more: Readonly<Record<string, string>>;
  let sourceUrl: string;

  const post = (at: number): Promise<unknown> => {
    const body = bodyOf(at);
    return send(sourceUrl, { body, headers: signedHeaders(SECRET, body) });
  };

  beforeAll(async () => {
    folder = makeFolder();
    subscriber = await startSubscriber();
    port = await freePort();
    more = {
      ...{ SIGNAL_HOOKS_KEY: '07'.repeat(32), SIGNAL_HOOKS_PORT: String(port) },
      ...{ SIGNAL_HOOKS_DATA: folder.path, ...env() },
    };
    gateway = await serve(folder.path, port, more);
    const made = await runCli(['token', 'create', '--name', 'test', '--scope', 'admin'], {
      env: more,
    });
    api = new Api(gateway.url, made.stdout.trim());
    const { json } = await api.post('/v1/sources', { provider: 'siggnal', secrets: [SECRET] });
    sourceUrl = `${gateway.url}/in/${json.id}`;
    const target = (await api.post('/v1/subscriptions', { target_url: subscriber.url })).json;
    subscriber.secret = String(target.secret);
    for (let at = 0; at < EVENTS; at += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, more) => post(at + more)));
    }
    await until(
      async () => (await api.get('/v1/deliveries?status=pending&limit=1')).json.data as unknown[],
      (pending) => pending.length === 0,
    );
  }, 120_000);
  afterAll(async () => {
    await gateway?.kill();
    await subscriber?.close();
    folder?.remove();
  });

  test('it counts, deletes although it is killed, and leaves a receipt', async () => {
    const shell = new Shell(makeFolder().path, more);
    const [count, erase, list] = blocksOf('delete-a-persons-data.md', 'sh') as [
      string,
      string,
      string,
    ];
    expect((await shell.run(count)).stdout).toBe(
      `the content of ${MINE} of ${EVENTS} events, ${MINE} deliveries, ${MINE} attempts and 0 rejections would be deleted. Nothing was done.\n`,
    );
    const { stdout } = await shell.run(erase);
    const id = /ers_[0-9a-z]+/.exec(stdout)?.[0] ?? '';
    await gateway.kill();
    gateway = await serve(folder.path, port, more);
    const erasure = await until(
      async () => (await api.get(`/v1/erasures/${id}`)).json as never as Erasure,
      ({ status }) => status === 'done',
    );
    expect(erasure).toMatchObject({
      ...{ erased_events: MINE, erased_deliveries: MINE, erased_attempts: MINE },
      recipients: [expect.stringMatching(/^sub_/)],
    });
    const listed = (await shell.run(list)).stdout;
    expect(listed).toContain(id);
    expect(listed.toLowerCase()).not.toContain('jane');
    const again = JSON.parse((await shell.run(count.replace('\n', ' --json\n'))).stdout);
    expect(again).toMatchObject({ erased_events: 0, value_hash: erasure.value_hash });
  }, 120_000);
}

describe('on SQLite', () => following(() => ({})));

describePostgres('on PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());
  following(() => ({ SIGNAL_HOOKS_DATABASE_URL: database.url }));
});
