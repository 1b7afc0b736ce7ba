import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { describePostgres } from '../../../test/support/describe-postgres.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { type Reply, send } from '../../../test/support/http.ts';
import { createDatabase, type TestDatabase } from '../../../test/support/postgres.ts';
import { signalBody, signedHeaders } from '../../../test/support/siggnal.ts';
import { until } from '../../../test/support/until.ts';
import { readConfig } from '../src/config.ts';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { createLog } from '../src/log.ts';
import { EVERY_EVENT } from '../src/store/store.ts';
import { type Network, startProxy } from './store/network.ts';

const SECRET = 'secret-of-the-source';
/** The server lets everybody in; but nobody may see it. */
const PASSWORD = `password-${randomUUID()}`;
/** A statement has five seconds; the rest is for a slow machine. A provider waits for up to half a minute. */
const GIVES_UP_MS = 25_000;

describePostgres('a gateway on PostgreSQL', () => {
  let database: TestDatabase;
  let network: Network;
  let folders: Folder[];
  let gateways: Gateway[];
  let logged: string;

  beforeEach(async () => {
    database = await createDatabase();
    const url = new URL(database.url);
    url.password ||= PASSWORD;
    network = await startProxy(url.href);
    folders = [];
    gateways = [];
    logged = '';
  });
  afterEach(async () => {
    network.thaw();
    for (const gateway of gateways) await gateway.close();
    for (const folder of folders) folder.remove();
    await network.close();
    await database.drop();
  });

  async function start(key: string): Promise<Gateway> {
    const folder = makeFolder();
    folders.push(folder);
    const destination = new PassThrough();
    destination.on('data', (line) => {
      logged += line;
    });
    const config = { dataDir: folder.path, port: 0, key, databaseUrl: network.url };
    const log = createLog('debug', destination);
    const gateway = await startGateway(readConfig({}, config), { log });
    gateways.push(gateway);
    return gateway;
  }

  const get = ({ url }: Gateway, path: string, headers = {}): Promise<Reply> =>
    send(url + path, { method: 'GET', headers });
  async function timed<Answer>(asking: Promise<Answer>): Promise<readonly [Answer, number]> {
    const started = performance.now();
    return [await asking, performance.now() - started];
  }

  it('answers 503 in time while its database hangs, takes the retry once, and shows no password', async () => {
    const gateway = await start('ab'.repeat(32));
    const added = await gateway.services.sources.add({ provider: 'siggnal', secrets: [SECRET] });
    const body = signalBody('sig_1');
    const post = () =>
      send(`${gateway.url}/in/${added.ready.source.id}`, {
        body,
        headers: signedHeaders(SECRET, body),
      });
    expect((await get(gateway, '/readyz')).status).toBe(200);

    network.freeze();
    const [[ready, readyMs], [refused, refusedMs], [alive, aliveMs]] = await Promise.all([
      // Within a second it gives the answer that it gave before.
      timed(
        until(
          () => get(gateway, '/readyz'),
          ({ status }) => status !== 200,
        ),
      ),
      timed(post()),
      timed(get(gateway, '/healthz')),
    ]);
    expect([ready.status, ready.json.code]).toEqual([503, 'unavailable']);
    expect([refused.status, refused.json.code]).toEqual([503, 'unavailable']);
    expect(alive.status).toBe(200);
    expect(Math.max(readyMs, refusedMs)).toBeLessThan(GIVES_UP_MS);
    // It does not wait for the database.
    expect(aliveMs).toBeLessThan(5000);

    network.thaw();
    await until(
      () => get(gateway, '/readyz'),
      ({ status }) => status === 200,
    );
    // The first one may have arrived after all: nobody knew.
    expect(['stored', 'duplicate']).toContain((await post()).json.status);
    expect((await post()).json.status).toBe('duplicate');
    const page = await gateway.store.events.list(EVERY_EVENT, {
      cursor: null,
      limit: 10,
      maxBytes: 1e9,
    });
    expect(page.items).toHaveLength(1);

    network.cut();
    await until(
      () => get(gateway, '/readyz'),
      ({ status }) => status === 200,
    );
    const made = await gateway.services.tokens.create({
      ...{ name: 'test', scopes: ['admin'], expiresInDays: 1 },
    });
    const metrics = await get(gateway, '/metrics', { authorization: `Bearer ${made.token}` });
    expect(metrics.text).toContain('signal_hooks_refused_total{code="unavailable"}');
    const shown = [logged, metrics.text, ready.text, refused.text];
    expect(logged).toContain('cannot answer');
    expect(shown.join()).not.toContain(PASSWORD);
  });

  it('does not start with another key than the first one', async () => {
    await start('ab'.repeat(32));
    await start('ab'.repeat(32));
    await expect(start('cd'.repeat(32))).rejects.toThrow(
      /^The key is not the one this database was set up with\. Give every gateway and command the same SIGNAL_HOOKS_KEY/,
    );
  });
});
