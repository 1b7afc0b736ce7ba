/**
 * The program that puts the app into an account, against a stand-in for Make's API, which is written
 * from Make's documentation and from what Make's own editor sends. What it cannot show is Make itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connectMake } from '../../src/deploy/make-api.ts';
import { committedText, componentsOf, type Loose, readApp } from './support/app.ts';

const PROGRAM = join(__dirname, '../../src/deploy/main.ts');
const KEY = 'a-key-of-make';

/** What the stand-in holds: components by path, and the text of each section by path. */
interface Account {
  readonly url: string;
  readonly components: Map<string, Loose>;
  readonly sections: Map<string, string>;
  readonly requests: string[];
  /** Statuses for the next requests, instead of an answer. */
  readonly refusals: number[];
  close(): void;
}

const BASE = '/api/v2/sdk/apps';
const APP = 'signal-hooks-abc123';
const TYPES: Record<string, string> = { base: 'jsonc', readme: 'markdown' };

class Refused extends Error {}
const refuse = (message: string): never => {
  throw new Refused(message);
};

/** A connection or webhook that another component refers to must be there. */
function checkReferences({ components }: Account, body: Loose): void {
  for (const kind of ['connection', 'webhook']) {
    const name = body[kind];
    if (name != null && !components.has(`/${kind}s/${name}`)) refuse(`there is no ${kind} ${name}`);
  }
}

function checkModule({ typeId, webhook, crud, subtype, moduleInitMode }: Loose): void {
  if (![4, 9, 10, 12].includes(typeId)) refuse(`type ${typeId}`);
  if ((typeId === 10) !== (webhook != null)) refuse('the webhook of an instant trigger');
  if ((typeId === 4) !== (crud !== undefined)) refuse('the crud of an action');
  if ((typeId === 12) !== (subtype === 'Universal')) refuse('the subtype of a universal module');
  if (moduleInitMode !== 'blank') refuse('the template of a module');
}

function create(account: Account, path: string, body: Loose): Loose {
  if (path === '') return { app: { name: APP, version: 1, label: body.label } };
  const kind = /(\w+)s$/.exec(path)?.[1] ?? '';
  checkReferences(account, body);
  if (kind === 'module') checkModule(body);
  const isNamed = kind === 'connection' || kind === 'webhook';
  if (isNamed !== (body.type !== undefined)) refuse(`the type of a ${kind}`);
  if (isNamed === (body.name !== undefined)) refuse(`the name of a ${kind}`);
  const count = [...account.components.keys()].filter((key) => key.startsWith(`/${kind}s/`)).length;
  const name = body.name ?? (count === 0 ? APP : `${APP}${count + 1}`);
  const row = { ...body, name };
  const key = isNamed ? `/${kind}s/${name}` : `${path}/${name}`;
  if (account.components.has(key)) refuse(`${key} exists`);
  account.components.set(key, row);
  return { [`app${kind[0]?.toUpperCase()}${kind.slice(1)}`]: row };
}

function list({ components }: Account, path: string): Loose {
  const kind = /(\w+)s$/.exec(path)?.[1] ?? '';
  const rows = [...components].filter(([key]) => key.includes(`/${kind}s/`));
  const key = `app${kind[0]?.toUpperCase()}${kind.slice(1)}s`;
  return { [key]: rows.map(([, row]) => row) };
}

function answer(account: Account, method: string, path: string, type: string, body: string): Loose {
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (method === 'GET') return list(account, path);
  if (method === 'POST') return create(account, path, JSON.parse(body));
  if (method === 'PATCH') {
    const row = account.components.get(path) ?? refuse(`there is no ${path}`);
    checkReferences(account, JSON.parse(body));
    return Object.assign(row, JSON.parse(body));
  }
  const section = path.slice(parent.length + 1);
  if (parent !== `/${APP}/1` && !account.components.has(parent)) refuse(`there is no ${parent}`);
  if (!type.endsWith(TYPES[section] ?? 'jsonc')) refuse(`${section} as ${type}`);
  account.sections.set(path, body);
  return { changed: true };
}

async function openAccount(): Promise<Account> {
  const server: Server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    const path = url.slice(BASE.length);
    account.requests.push(`${method} ${path}`);
    const reply = (status: number, value: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    const refusal = account.refusals.shift();
    if (headers.authorization !== `Token ${KEY}`) return reply(401, { message: 'Access denied.' });
    if (refusal !== undefined) return reply(refusal, { message: 'Not now.', suberrors: [] });
    try {
      reply(200, answer(account, method, path, headers['content-type'] ?? '', body));
    } catch (error) {
      reply(400, {
        message: 'Bad request.',
        detail: error instanceof Refused ? error.message : '',
      });
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const account: Account = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ components: new Map(), sections: new Map(), requests: [], refusals: [] },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return account;
}

/** Runs the program as the guide says. @returns what it prints, and its exit code */
async function run(
  zone: string,
  args: readonly string[] = [],
  key = KEY,
): Promise<[string, number]> {
  const env = { PATH: process.env.PATH, MAKE_API_KEY: key, MAKE_ZONE: zone };
  const child = spawn(process.execPath, [PROGRAM, ...args], { env });
  const [out, error, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return [out + error, Number(code)];
}

let account: Account;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account?.close());

/** What Make calls the files of a component. */
const SECTIONS: Record<string, string> = {
  ...{ communication: 'api', params: 'parameters', staticParams: 'parameters' },
  ...{ mappableParams: 'expect', interface: 'interface', samples: 'samples' },
  ...{ attach: 'attach', detach: 'detach' },
};

test('a new app gets every file of the folder, and every reference; a second run changes nothing', async () => {
  const [printed, code] = await run(account.url);
  expect([code, printed]).toEqual([0, expect.stringContaining(`--app ${APP}`)]);
  const found = (kind: string, label: string): Loose =>
    [...account.components].find(
      ([key, row]) => key.includes(`/${kind}s/`) && row.label === label,
    )?.[1];
  const components = componentsOf(readApp());
  const wanted = new Map([
    [`/${APP}/1/base`, committedText('general/base.iml.json')],
    [`/${APP}/1/readme`, committedText('README.md')],
    ...components.flatMap(({ kind, id, about }) => {
      const isNamed = kind === 'connection' || kind === 'webhook';
      const at = isNamed
        ? `/${kind}s/${found(kind, about.label).name}`
        : `/${APP}/1/${kind}s/${id}`;
      return Object.entries<string>(about.codeFiles).map(([what, file]): [string, string] => [
        `${at}/${SECTIONS[what]}`,
        committedText(file),
      ]);
    }),
  ]);
  expect(account.sections).toEqual(wanted);
  const connection = found('connection', 'Signal Hooks').name;
  expect(found('module', 'Watch new alerts')).toMatchObject({
    ...{ name: 'watchNewAlerts', typeId: 10, webhook: found('webhook', 'Alerts').name },
    connection: null,
  });
  expect(found('webhook', 'Alerts')).toMatchObject({ type: 'web', connection });
  expect(found('module', 'List events')).toMatchObject({ typeId: 9, connection });
  expect(found('rpc', 'List sources')).toMatchObject({ connection });
  expect(found('rpc', 'Own fields of a provider')).toMatchObject({ connection: null });

  const before = structuredClone([account.components, account.sections]);
  account.requests.splice(0);
  expect((await run(account.url, ['--app', APP]))[1]).toBe(0);
  expect([account.components, account.sections]).toEqual(before);
  expect(account.requests.filter((line) => line.startsWith('POST'))).toEqual([]);
});

test('what Make refuses ends it, in Make’s words, and can be repeated', async () => {
  account.refusals.push(400);
  expect(await run(account.url)).toEqual(['Make refused POST /sdk/apps (400): Not now.\n', 1]);
  const [printed, code] = await run(account.url, [], 'another-key');
  expect([printed, code]).toEqual([
    'Make refused POST /sdk/apps (401): Access denied. Is the API key right, and of this zone?\n',
    1,
  ]);
  expect(printed).not.toContain('another-key');
});

test('where Make asks to slow down, a request is made again', async () => {
  account.refusals.push(429, 429);
  const api = connectMake(account.url, KEY, 1);
  expect(await api('GET', `/${APP}/connections`)).toEqual({ appConnections: [] });
  expect(account.requests).toHaveLength(3);
});

test('without a key it says what is missing, and an address where nobody is is named', async () => {
  expect(await run('', [])).toEqual([expect.stringMatching(/^Set MAKE_API_KEY, .*MAKE_ZONE/), 1]);
  account.close();
  const [printed, code] = await run(account.url);
  expect([printed, code]).toEqual([
    expect.stringMatching(`^Make could not be reached at ${account.url}: .*ECONNREFUSED`),
    1,
  ]);
});
