import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createLog,
  type Gateway,
  type GatewayConfig,
  readConfig,
  startGateway,
} from '../../src/index.ts';

const PAGE = '<!doctype html><head><base href="/console/" /></head>';
const SCRIPT = 'console.log("all of it");';

let folder: string;
let gateway: Gateway | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signal-hooks-console-'));
  await mkdir(join(folder, 'dist/assets'), { recursive: true });
  const files = {
    'index.html': PAGE,
    'favicon.svg': '<svg/>',
    'assets/app-1a2b.js': SCRIPT,
    'assets/app-1a2b.js.br': 'brotli',
    'assets/app-1a2b.js.gz': 'gzip',
    'assets/app-1a2b.js.map': '{}',
  };
  for (const [path, text] of Object.entries(files))
    await writeFile(join(folder, 'dist', path), text);
  await writeFile(join(folder, 'secret.txt'), 'secret');
});
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
  await rm(folder, { recursive: true });
});

async function start(config: Partial<GatewayConfig> = {}): Promise<string> {
  gateway = await startGateway(
    readConfig(
      {},
      {
        ...{ dataDir: join(folder, 'data'), port: 0, consoleFolder: join(folder, 'dist') },
        ...config,
      },
    ),
    { log: createLog('silent') },
  );
  return gateway.url;
}

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Sends the path as it is, and takes what comes as it is. */
const get = (url: string, path: string, headers = {}, method = 'GET'): Promise<Got> =>
  new Promise((done, fail) => {
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, path, headers, method }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk;
      });
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    sent.on('error', fail).end();
  });

test('the page is sent for every address of the console, and asked for again each time', async () => {
  const url = await start();
  expect(gateway?.consoleUrl).toBe(`${url}/console/`);
  for (const path of [
    '/console/',
    '/console/events/evt_01',
    '/console/?a=b',
    '/console/a/b?c=.js',
  ]) {
    const { status, text, headers } = await get(url, path);
    expect([path, status, text]).toEqual([path, 200, PAGE]);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    const again = await get(url, path, { 'if-none-match': headers.etag });
    expect([again.status, again.text]).toEqual([304, '']);
  }
  for (const path of ['/', '/console']) {
    const { status, headers } = await get(url, path);
    expect([status, headers.location]).toEqual([302, '/console/']);
  }
});

test('assets are kept for good, and sent as small as the browser takes them', async () => {
  const url = await start();
  const asset = (accept: string) =>
    get(url, '/console/assets/app-1a2b.js', { 'accept-encoding': accept });
  const plain = await asset('');
  expect([plain.text, plain.headers['content-encoding']]).toEqual([SCRIPT, undefined]);
  expect(plain.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  });
  const small = await asset('gzip, deflate, br');
  expect([small.text, small.headers['content-encoding']]).toEqual(['brotli', 'br']);
  const zipped = await asset('br;q=0, gzip');
  expect([zipped.text, zipped.headers['content-encoding']]).toEqual(['gzip', 'gzip']);
  expect(new Set([plain, small, zipped].map(({ headers }) => headers.etag)).size).toBe(3);
  expect((await get(url, '/console/favicon.svg')).headers['content-type']).toBe('image/svg+xml');
  const head = await get(url, '/console/assets/app-1a2b.js', {}, 'HEAD');
  expect([head.text, head.headers['content-length']]).toEqual(['', String(SCRIPT.length)]);
});

test('nothing else can be asked for', async () => {
  const url = await start();
  const paths = [
    '/console/assets/gone-1a2b.js',
    '/console/assets/app-1a2b.js.map',
    '/console/assets/',
    '/console/robots.txt',
    '/console/../secret.txt',
    '/console/assets/../../secret.txt',
    '/console/%2e%2e/secret.txt',
    '/console/..%2fsecret.txt',
    '/consoles',
  ];
  for (const path of paths) {
    const { status, text } = await get(url, path);
    expect([path, status]).toEqual([path, 404]);
    expect(JSON.parse(text).code).toBe('not_found');
  }
  expect((await get(url, '/console/', {}, 'POST')).status).toBe(405);
});

test('below a path of the public address', async () => {
  const url = await start({ publicUrl: 'https://example.com/hooks' });
  const page = PAGE.replace('/console/', '/hooks/console/');
  for (const path of ['/hooks/console/events', '/console/events']) {
    expect((await get(url, path)).text).toBe(page);
  }
  expect((await get(url, '/hooks/console')).headers.location).toBe('/hooks/console/');
  expect(gateway?.consoleUrl).toBe('https://example.com/hooks/console/');
  expect((await get(url, '/hooks/console/assets/app-1a2b.js')).text).toBe(SCRIPT);
});

test.each([null, 'gone'])('a console that was not built says so (%s)', async (name) => {
  const url = await start({ consoleFolder: name === null ? null : join(folder, name) });
  const { status, text } = await get(url, '/console/');
  expect([status, text]).toEqual([404, expect.stringContaining('The console was not built.')]);
  expect((await get(url, '/healthz')).status).toBe(200);
  expect(gateway?.consoleUrl).toBeNull();
});

test('turned off, there is nothing', async () => {
  const url = await start({ console: false });
  for (const path of ['/', '/console', '/console/']) {
    expect((await get(url, path)).status).toBe(404);
  }
});
