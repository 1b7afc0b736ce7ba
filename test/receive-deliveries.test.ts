/** The page "Receive deliveries": each of its receivers with deliveries of a real gateway, and forged ones. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Api } from './support/api.ts';
import { cleanEnv, freePort, type GatewayProcess, runCli, serve } from './support/cli.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { blocksOf } from './support/how-to.ts';
import { send } from './support/http.ts';
import { signalBody, signedHeaders } from './support/siggnal.ts';
import { INSTALL_LIMIT_MS, installTool } from './support/tools.ts';
import { until } from './support/until.ts';

const PAGE = 'receive-deliveries.md';
const SECRET = 'secret-of-the-source-in-this-test';
const CALL = fileURLToPath(new URL('support/call-receiver.ts', import.meta.url));

interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const [server = '', standardwebhooks = '', svix = '', pipedream = ''] = blocksOf(PAGE, 'js');
const [trigger = '', windmill = ''] = blocksOf(PAGE, 'ts');
const [python = ''] = blocksOf(PAGE, 'python');
const hasPython = spawnSync('python3', ['--version']).status === 0;

let folder: Folder;
let gateway: GatewayProcess;
let api: Api;
let sourceUrl: string;
let catching: Server;
/** A delivery of the gateway as it came, and its secret. */
let genuine: Delivery;
let secret: string;

/** A subscriber that keeps what it gets, whatever it is. */
async function startCatching(): Promise<readonly Delivery[]> {
  const caught: Delivery[] = [];
  catching = createServer(async (request, response) => {
    const body = (await buffer(request)).toString();
    caught.push({ headers: request.headers as Record<string, string>, body });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => catching.listen(0, '127.0.0.1', resolve));
  return caught;
}

async function happen(id: string): Promise<void> {
  const body = signalBody(id);
  expect((await send(sourceUrl, { body, headers: signedHeaders(SECRET, body) })).status).toBe(200);
}

beforeAll(async () => {
  folder = makeFolder();
  const port = await freePort();
  gateway = await serve(join(folder.path, 'data'), port);
  const env = { SIGNAL_HOOKS_DATA: join(folder.path, 'data') };
  const made = await runCli(['token', 'create', '--name', 'test', '--scope', 'admin'], { env });
  api = new Api(gateway.url, made.stdout.trim());
  const { json } = await api.post('/v1/sources', { provider: 'siggnal', secrets: [SECRET] });
  sourceUrl = `${gateway.url}/in/${json.id}`;
  const caught = await startCatching();
  const target_url = `http://127.0.0.1:${(catching.address() as AddressInfo).port}/`;
  secret = String((await api.post('/v1/subscriptions', { target_url })).json.secret);
  await happen('sig_1');
  [genuine] = (await until(
    () => caught,
    ({ length }) => length > 0,
  )) as [Delivery];
  await prepare(await installTool('bench-peers'));
}, INSTALL_LIMIT_MS);
afterAll(async () => {
  await gateway?.stop();
  await new Promise((resolve) => catching?.close(resolve) ?? resolve(null));
  folder?.remove();
});

/** Puts the page's receivers into files, beside the libraries that they import. */
async function prepare(libraries: string): Promise<void> {
  const modules = join(folder.path, 'node_modules');
  mkdirSync(modules);
  for (const name of ['standardwebhooks', 'svix']) {
    symlinkSync(join(libraries, 'node_modules', name), join(modules, name));
  }
  const simulate = (name: string, code: string): void => {
    const path = join(modules, name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'package.json'), '{"type":"module","exports":"./index.js"}');
    writeFileSync(join(path, 'index.js'), code);
  };
  simulate(
    '@trigger.dev/sdk',
    'export const tasks = { trigger: async (...asked) => void globalThis.triggered.push(asked) };',
  );
  simulate('windmill-client', 'export const getVariable = async () => process.env.SECRET;');
  const files = { 'receiver.mjs': server, 'standardwebhooks.mjs': standardwebhooks };
  const more = { 'svix.mjs': svix, 'pipedream.mjs': pipedream, 'receiver.py': python };
  for (const [name, code] of Object.entries({ ...files, ...more })) {
    writeFileSync(join(folder.path, name), code);
  }
  writeFileSync(join(folder.path, 'trigger.mts'), trigger);
  writeFileSync(join(folder.path, 'windmill.mts'), windmill);
}

/** Signs by hand what the gateway has not sent. https://www.standardwebhooks.com */
function signed(body: string, time: number, key: string): Delivery {
  const id = genuine.headers['webhook-id'] ?? '';
  const bytes = Buffer.from(key.slice('whsec_'.length), 'base64');
  const mac = createHmac('sha256', bytes).update(`${id}.${time}.${body}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(time) };
  return { body, headers: { ...headers, 'webhook-signature': `v1,${mac}` } };
}

/** The genuine one, and what must be refused. */
function deliveries(): Readonly<Record<string, Delivery>> {
  const now = Math.floor(Date.now() / 1000);
  const other = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
  return {
    genuine,
    'signed with two secrets': {
      ...genuine,
      headers: {
        ...genuine.headers,
        'webhook-signature': `v1,${'A'.repeat(43)}= ${genuine.headers['webhook-signature']}`,
      },
    },
    'one byte changed': { ...genuine, body: genuine.body.replace('CFO', 'CEO') },
    'signed by another': signed(genuine.body, now, other),
    'without headers': { ...genuine, headers: {} },
    'without a signature': {
      ...genuine,
      headers: { ...genuine.headers, 'webhook-signature': '' },
    },
    'ten minutes old': signed(genuine.body, now - 600, secret),
  };
}

const TAKEN = ['genuine', 'signed with two secrets'];

/** What a receiver makes of each delivery: the events that it takes, null for what it refuses. */
async function outcomes(program: string, args: readonly string[]): Promise<unknown> {
  const child = spawn(program, args, {
    cwd: folder.path,
    env: { ...cleanEnv(), SECRET: secret },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(deliveries()));
  return JSON.parse((await buffer(child.stdout)).toString());
}

/** The same event for what is genuine, null for the rest. */
function expected(event: unknown): unknown {
  const names = Object.keys(deliveries());
  return Object.fromEntries(names.map((name) => [name, TAKEN.includes(name) ? event : null]));
}

const eventOf = (): unknown => JSON.parse(genuine.body);

test('what is delivered is an event of the gateway', () => {
  expect(eventOf()).toMatchObject({
    type: 'signal',
    data: { provider: 'siggnal', title: 'A new head of procurement.' },
  });
});

test.each(['standardwebhooks', 'svix'])(
  '%s takes what is genuine, and nothing else',
  async (name) => {
    expect(await outcomes(process.execPath, [CALL, 'function', `${name}.mjs`])).toEqual(
      expected(eventOf()),
    );
  },
);

test('Trigger.dev: the route starts a task for what is genuine', async () => {
  const task = ['signal-hooks-event', eventOf(), { idempotencyKey: genuine.headers['webhook-id'] }];
  expect(await outcomes(process.execPath, [CALL, 'trigger', 'trigger.mts'])).toEqual(
    expected([204, task]),
  );
});

test('Windmill: the preprocessor hands what is genuine to main', async () => {
  expect(await outcomes(process.execPath, [CALL, 'windmill', 'windmill.mts'])).toEqual(
    expected('signal: A new head of procurement.'),
  );
});

test('Pipedream: the source emits what is genuine, under its id', async () => {
  const about = {
    id: genuine.headers['webhook-id'],
    summary: 'A new head of procurement.',
    ts: Date.UTC(2026, 3, 25, 14, 30),
  };
  expect(await outcomes(process.execPath, [CALL, 'pipedream', 'pipedream.mjs'])).toEqual(
    expected([204, eventOf(), about]),
  );
});

if (hasPython) {
  test('Python takes what is genuine, and nothing else', async () => {
    const call = [
      'import json, sys, receiver',
      'def read(each):',
      '    try: return receiver.read(each["body"].encode(), each["headers"])',
      '    except ValueError: return None',
      'print(json.dumps({name: read(each) for name, each in json.load(sys.stdin).items()}))',
    ].join('\n');
    expect(await outcomes('python3', ['-c', call])).toEqual(expected(eventOf()));
  });
} else test.skip('python3 is not installed', () => {});

test('Node: the server gets deliveries of the gateway, and refuses forged ones', async () => {
  const port = await freePort();
  const target_url = `http://127.0.0.1:${port}/`;
  const own = String((await api.post('/v1/subscriptions', { target_url })).json.secret);
  const env = { ...cleanEnv(), SECRET: own, PORT: String(port) };
  const child: ChildProcess = spawn(process.execPath, ['receiver.mjs'], { cwd: folder.path, env });
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  try {
    await until(
      () =>
        send(target_url, { body: '{}' }).then(
          ({ status }) => status,
          () => 0,
        ),
      (status) => status === 401,
    );
    await happen('sig_2');
    await until(
      () => printed,
      (text) => text.includes('sig_2'),
    );
    expect(printed).toMatch(/^evt_[0-9a-z]{26} \{/);
    expect(printed).not.toContain('sig_1');
    // Signed with the secret of the other subscription.
    for (const { headers, body } of Object.values(deliveries())) {
      expect((await send(target_url, { headers, body })).status).toBe(401);
    }
  } finally {
    child.kill();
    await gone;
  }
});
