import { networkInterfaces } from 'node:os';
import { Api } from './support/api.ts';
import { freePort, type GatewayProcess, runCli, serve } from './support/cli.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { type Reply, send } from './support/http.ts';
import { type Nginx, nginxBinary, startNginx } from './support/nginx.ts';
import { signalBody, signedHeaders } from './support/siggnal.ts';
import { until } from './support/until.ts';

const SECRET = 'the-secret-behind-the-proxy';
const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((each) => each?.address === '::1');

if (nginxBinary === undefined) {
  process.stderr.write('nginx is not installed: the tests behind it are skipped\n');
}

/** What stands in front of the gateway, by what its operator wrote. */
const WAYS: Readonly<Record<string, (upstream: string) => string>> = {
  'the path is passed on': (upstream) => `location /hooks/ { proxy_pass http://${upstream}; }`,
  'the path is taken away': (upstream) => `location /hooks/ { proxy_pass http://${upstream}/; }`,
  'the path is taken away and leaves two slashes': (upstream) =>
    `location /hooks { proxy_pass http://${upstream}/; }`,
};

(nginxBinary === undefined ? describe.skip : describe)('behind nginx, below a path', () => {
  let folder: Folder;
  let gateway: GatewayProcess;
  let nginx: Nginx;
  let token: string;
  /** The path of the source's ingest URL, as it was printed. */
  let ingestPath: string;
  const ports = new Map<string, number>();

  beforeAll(async () => {
    folder = makeFolder();
    const port = await freePort();
    for (const way of [...Object.keys(WAYS), 'IPv6']) ports.set(way, await freePort());
    const first = ports.get('the path is passed on');
    const env = {
      SIGNAL_HOOKS_DATA: folder.path,
      SIGNAL_HOOKS_HOST: hasIpv6 ? '::' : '127.0.0.1',
      SIGNAL_HOOKS_URL: `http://127.0.0.1:${first}/hooks`,
    };
    gateway = await serve(folder.path, port, env);
    const servers = Object.entries(WAYS).map(
      ([way, location]) =>
        `server { listen 127.0.0.1:${ports.get(way)}; client_max_body_size 10m; ${location(`127.0.0.1:${port}`)} }`,
    );
    if (hasIpv6) {
      servers.push(
        `server { listen [::1]:${ports.get('IPv6')}; location /hooks/ { proxy_pass http://[::1]:${port}; } }`,
      );
    }
    const proxyFolder = `${folder.path}/nginx`;
    nginx = startNginx(proxyFolder, servers);
    const added = await runCli(['source', 'add', 'siggnal', '--secret', SECRET], { env });
    ingestPath = new URL(/http:\S+/.exec(added.stdout)?.[0] ?? '').pathname;
    const made = await runCli(['token', 'create', '--name', 'test', '--scope', 'admin'], { env });
    token = made.stdout.trim();
    await until(
      () => fetch(`http://127.0.0.1:${first}/hooks/healthz`).catch(() => null),
      (answer) => answer?.status === 200,
    );
  });
  afterAll(async () => {
    await nginx?.stop();
    await gateway?.stop();
    folder.remove();
  });

  async function check(origin: string, signal: string): Promise<void> {
    expect(ingestPath).toMatch(/^\/hooks\/in\/src_/);
    const body = signalBody(signal);
    const post = (url: string): Promise<Reply> =>
      send(url, { body, headers: signedHeaders(SECRET, body) });
    expect((await post(origin + ingestPath)).json.status).toBe('stored');
    expect((await post(`${origin}${ingestPath}/`)).json.status).toBe('duplicate');
    const api = new Api(`${origin}/hooks`, token);
    const events = await api.all<{ record: { subject_id: string } }>('/v1/events');
    expect(events.map(({ record }) => record.subject_id)).toContain(signal);
    const missing = await api.get('/v1/events/evt_none');
    expect([missing.status, missing.json.type]).toEqual([
      404,
      '/hooks/docs/reference/errors.md#event_not_found',
    ]);
    const page = await send(origin + String(missing.json.type).split('#')[0], { method: 'GET' });
    expect(page.text).toContain('<a id="event_not_found"></a>');
  }

  test.each(Object.keys(WAYS))('%s', (way) =>
    check(`http://127.0.0.1:${ports.get(way)}`, `sig_${ports.get(way)}`),
  );

  (hasIpv6 ? test : test.skip)('over IPv6 on both sides', () =>
    check(`http://[::1]:${ports.get('IPv6')}`, 'sig_ipv6'),
  );
});
