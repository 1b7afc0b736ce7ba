import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALERTS, PROVIDERS, triggersOf } from '@signal-hooks/catalogue';
import type { Outcome } from '../support/cli.ts';
import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import { type BuiltApp, buildApp } from '../support/zapier-cli.ts';
import { SCOPES, TestGateway } from './test-gateway.ts';

let app: BuiltApp;
let testGateway: TestGateway;
/** What is filled in in the connection's form, as the CLI takes it. */
let authData: Readonly<Record<string, string>>;
let sourceId: string;
let eventId: string;

beforeAll(async () => {
  app = await buildApp();
  testGateway = await TestGateway.open();
  const { token } = await testGateway.makeToken('zapier', SCOPES);
  authData = { authData_gateway_url: testGateway.url, authData_api_token: token };
  const api = await testGateway.api();
  const source = await api.post('/v1/sources', { provider: 'siggnal', name: 'Sales' });
  sourceId = String(source.json.id);
  const event = await api.post(`/v1/sources/${sourceId}/test`, {});
  eventId = String(event.json.event_id);
}, INSTALL_LIMIT_MS);
afterAll(async () => {
  await testGateway?.close();
  app?.remove();
});

const HOOKS = [
  'new_signal',
  ...[...Object.values(PROVIDERS), ALERTS].flatMap(triggersOf).map(({ key }) => key),
];

const invoke = (args: readonly string[], env = authData): Promise<Outcome> =>
  app.cli(['invoke', ...args, '--non-interactive'], env);

/** What a successful command has printed. */
async function printed(running: Promise<Outcome>): Promise<unknown> {
  const { code, stdout, stderr } = await running;
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

/** Two at a time: each command takes some seconds to start. */
async function inPairs<Result>(
  keys: readonly string[],
  run: (key: string) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < keys.length; at += 2) {
    results.push(...(await Promise.all(keys.slice(at, at + 2).map(run))));
  }
  return results;
}

test('what is built depends on Zapier’s runtime alone', () => {
  const top = ['.gitignore', 'index.js', 'node_modules', 'package.json'];
  expect(readdirSync(app.folder).sort()).toEqual(top);
  const manifest = JSON.parse(readFileSync(join(app.folder, 'package.json'), 'utf8'));
  expect(manifest.dependencies).toEqual({ 'zapier-platform-core': '19.1.0' });
  // What the tests take from the tool’s lock file is what npm would install there.
  const versionOf = (name: string): unknown =>
    JSON.parse(readFileSync(join(app.folder, 'node_modules', name, 'package.json'), 'utf8'))
      .version;
  expect(versionOf('zapier-platform-core')).toBe('19.1.0');
  expect(manifest.overrides).toEqual({ 'get-intrinsic': versionOf('get-intrinsic') });
});

test('zapier-platform validate: structurally sound', async () => {
  const { code, stdout } = await app.cli(['validate', '--without-style']);
  expect([code, stdout]).toEqual([0, expect.stringContaining('No structural errors found')]);
  expect(stdout).toContain('This project is structurally sound!');
});

test('zapier-platform describe: every trigger, search and action is there', async () => {
  const { code, stdout } = await app.cli(['describe']);
  expect(code).toBe(0);
  const methods = stdout.match(/(?:triggers|searches|creates)\.\w+\.operation\.\w+/g) ?? [];
  const having = (method: string): string[] =>
    methods
      .filter((name) => name.startsWith('triggers.') && name.endsWith(`.${method}`))
      .map((name) => name.split('.')[1] ?? '');
  expect(having('perform')).toEqual(HOOKS);
  expect(having('performSubscribe')).toEqual(HOOKS);
  expect(having('performUnsubscribe')).toEqual(HOOKS);
  for (const key of ['find_event', 'find_events']) {
    expect(methods).toContain(`searches.${key}.operation.perform`);
  }
  for (const key of ['replay_delivery', 'replay_events_since', 'send_test_event']) {
    expect(methods).toContain(`creates.${key}.operation.perform`);
  }
});

test('invoke auth: the connection works, and has a name', async () => {
  expect(await printed(invoke(['auth', 'test']))).toMatchObject({ token_name: 'zapier' });
  const label = await invoke(['auth', 'label']);
  expect([label.code, label.stdout.trim()]).toEqual([
    0,
    expect.stringContaining(`${new URL(testGateway.url).host} (zapier)`),
  ]);
});

test('invoke auth: a wrong token is told in words, and not repeated', async () => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.e30.not-a-token-of-this-gateway';
  const { code, stderr } = await invoke(['auth', 'test'], {
    ...authData,
    authData_api_token: token,
  });
  expect(code).not.toBe(0);
  expect(stderr).toContain('The gateway no longer accepts the API token.');
  expect(stderr).not.toContain('not-a-token-of-this-gateway');
});

test('invoke trigger: without a delivery there is nothing to do', async () => {
  // One of each sort: the command takes some seconds for each.
  const keys = ['new_signal', 'salesiq_event', 'salesiq_missed_chat', 'alerts_alert'];
  const found = await inPairs(keys, async (key) => [key, await printed(invoke(['trigger', key]))]);
  expect(found).toEqual(keys.map((key) => [key, []]));
});

test('invoke search and create', async () => {
  const found = await printed(
    invoke(['search', 'find_event', '-i', JSON.stringify({ event_id: eventId })]),
  );
  expect(found).toEqual([
    expect.objectContaining({ id: eventId, provider: 'siggnal', company_tax_id: '7701234567' }),
  ]);
  const input = JSON.stringify({ delivery_id: 'dlv_00000000000000000000000000' });
  const { code, stderr } = await invoke(['create', 'replay_delivery', '-i', input]);
  expect(code).not.toBe(0);
  expect(stderr).toContain('delivery_not_found');
});

test('zapier-platform build: a small zip with the app and its runtime, and nothing else', async () => {
  const zip = await app.build();
  expect(statSync(zip).size).toBeLessThan(1_000_000);
  const folder = await app.unpack(zip);
  const top = ['definition.json', 'index.js', 'node_modules', 'package.json', 'zapierwrapper.js'];
  expect(readdirSync(folder).sort()).toEqual(top);
  const definition = JSON.parse(readFileSync(join(folder, 'definition.json'), 'utf8'));
  expect(Object.keys(definition.triggers)).toEqual(HOOKS);
  const index = readFileSync(join(folder, 'index.js'), 'utf8');
  // Nothing of the machine on which it was built.
  expect(index).not.toContain(join(__dirname, '../..'));
  expect(index).not.toContain(app.folder);
});

test('npm run zapier: builds in the package’s own folder, and hands the command on', async () => {
  const number = '{"id":123456,"key":"App123456"}\n';
  // As `register` leaves it where it runs; the next build must not lose it.
  writeFileSync(join(app.folder, '.zapierapprc'), number);
  const checked = await app.script(['validate', '--without-style']);
  expect([checked.code, checked.stdout]).toEqual([
    0,
    expect.stringContaining('This project is structurally sound!'),
  ]);
  expect(readFileSync(join(app.sources, '.zapierapprc'), 'utf8')).toBe(number);
  rmSync(join(app.folder, '.zapierapprc'));
  const failed = await app.script(['push']);
  expect(failed.code).not.toBe(0);
  expect(readFileSync(join(app.folder, '.zapierapprc'), 'utf8')).toBe(number);
});

test('none of it needs an account, or anything outside of this machine', () => {
  expect(app.strayHosts()).toEqual([]);
});
