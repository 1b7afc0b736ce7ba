/** A gateway's configuration as a file: on the folder and over HTTP, with the real command. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@signal-hooks/emulator';
import { freePort, type Outcome, runCli, serve } from '../../../test/support/cli.ts';
import { changes, ENV, FILE, SAME, SECRET, TARGET, useApplyFolder } from './apply-fixture.ts';

const SCHEMA = fileURLToPath(
  new URL('../../../docs/reference/gateway-file.schema.json', import.meta.url),
);

const { path, at, apply, run } = useApplyFolder();

test('a file is applied, twice changes nothing, and what changes is said in words', async () => {
  const dry = await apply(FILE, '--create', '--dry-run');
  expect([dry.code, dry.stderr]).toEqual([0, '']);
  expect(dry.stdout).toBe(`+ source Alarms
    provider: siggnal
    max_per_second: 50
+ source Orders
    provider: acme, whose definition is added
+ subscription n8n
    target_url: https://example.com/…
    source: Alarms
    filter: priority gte high
+ subscription audit
    target_url: https://example.com/…
    format: flat
    max_concurrency: 1
`);
  const first = await apply(FILE);
  expect([first.code, first.stderr]).toEqual([0, '']);
  expect(first.stdout.match(/✔ added/g)).toHaveLength(4);
  expect(first.stdout).toContain('https://hooks.example.com/in/src_');
  // The signing secrets were made here, and are shown once.
  expect(first.stdout.match(/whsec_/g)).toHaveLength(2);
  expect((await apply(FILE)).stdout).toBe(SAME);
  expect((await apply(FILE, '--dry-run')).stdout).toBe(SAME);

  const next = changes(
    FILE,
    ['max_per_second: 50', 'max_per_second: null'],
    ['name: Acme', 'name: Acme Inc.'],
    ['value: high', 'value: critical'],
    ['max_concurrency: 1', 'max_concurrency: 2\n    status: paused'],
  );
  expect((await apply(next, '--dry-run')).stdout).toBe(`~ provider acme
    its events are mapped by the definition of the file
~ source Alarms
    max_per_second: 50 → none
~ subscription n8n
    filter: priority gte high → priority gte critical
~ subscription audit
    max_concurrency: 1 → 2
    status: active → paused
`);
  expect((await apply(next)).stdout.match(/✔ changed/g)).toHaveLength(4);
  expect((await apply(next)).stdout).toBe(SAME);
});

test('what the file does not have is removed only when it is asked for', async () => {
  await apply(FILE, '--create');
  // The gateway's own source stays.
  await run('source', 'add', 'alerts', '--data', 'data');
  const few = FILE.slice(0, FILE.indexOf('  - name: Orders'))
    .concat(FILE.slice(FILE.indexOf('subscriptions:'), FILE.indexOf('  - name: audit')))
    .replace(/providers:[\s\S]*sources:/, 'sources:');
  const kept = await apply(few);
  expect(kept.stdout).toMatch(
    /left as they are \(--prune .*\n {2}subscription audit .*\n {2}source Orders .*\n {2}provider Acme/,
  );
  const asked = await apply(few, '--prune');
  expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('3 are removed')]);
  const pruned = await apply(few, '--prune', '--yes');
  expect(pruned.stdout).toMatch(
    /removed subscription audit\n.*removed source Orders\n.*removed provider/,
  );
  expect((await apply(few, '--prune')).stdout).toBe(SAME);
  expect((await run('source', 'list', '--data', 'data')).stdout).toContain(
    'Alerts of this gateway',
  );
  expect((await run('export', '--data', 'data')).stdout).not.toContain('Alerts of');
});

test.each([
  [
    'sources:\n  - nam: x\n    provider: siggnal\n',
    'gateway.yaml:2:5 sources.0.nam: There is no such key. Did you mean "name"?',
  ],
  [
    'sources:\n  - { name: x, provider: siggnal }\n  - { name: x, provider: siggnal }\n',
    'gateway.yaml:3:7 sources.1.name: Another one is called “x” too.',
  ],
  [
    'sources:\n  - { name: x, provider: siggnal, secrets: [{ env: NOT_SET }] }\n',
    'gateway.yaml:2:45 sources.0.secrets.0: The variable NOT_SET is not set.',
  ],
  [
    'sources:\n  - { name: x, provider: siggnal, secrets: [plain-secret] }\n',
    'sources.0.secrets.0: Give an object. Write { env: NAME } or { file: path }.',
  ],
  [
    'sources:\n  - { name: x, provider: signals, settings: { api_token: plain-secret } }\n',
    'sources.0.settings.api_token: This is a secret: write { env: NAME } or { file: path }.',
  ],
  [
    'subscriptions:\n  - { name: x, target_url: "https://example.com/", source: Alarm }\nsources:\n  - { name: Alarms, provider: siggnal }\n',
    'gateway.yaml:2:52 subscriptions.0.source: No source in this file has this name. Did you mean "Alarms"?',
  ],
  ['subscriptions: [}\n', 'gateway.yaml:1:'],
  [
    'providers:\n  - definition: { id: acme, name: Acme, signature: { algorithm: hmac-sha257, header: x } }\n',
    'providers.0.definition.signature.algorithm: ',
  ],
  [
    'providers:\n  - definition: { id: acme, name: Acme, signature: { algorithm: hmac-sha256, header: x, encoding: hex } }\n',
    'providers.0: Add a source of acme too',
  ],
])('what is wrong is said by line and path: %j', async (text, message) => {
  const { code, stderr, stdout } = await apply(text, '--create');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('plain-secret');
});

test('what the gateway refuses is said with the place in the file, and can be repeated', async () => {
  const bad = changes(FILE, ['field: priority', 'field: prioritty']);
  const refused = await apply(bad, '--create');
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining(
      'gateway.yaml:20:11 subscriptions.0.filter.0.field: There is no such field.',
    ),
  ]);
  expect(refused.stderr).toContain('What came before it is done. Run it again');
  expect((await apply(FILE)).stdout.match(/✔ added/g)).toHaveLength(2);
});

test('an export has no secret, changes nothing where it is from, and makes the same elsewhere', async () => {
  await apply(FILE, '--create');
  // One without a name, and two with the same one.
  await run('subscribe', 'https://example.com/other', '--data', 'data');
  await run('source', 'add', 'siggnal', '--name', 'Alarms', '--secret', SECRET, '--data', 'data');
  const { stdout: text, stderr } = await run('export', '--data', 'data');
  expect(stderr).toBe('');
  for (const hidden of [SECRET, 'secret-of-orders', 'secret-path', 'whsec_']) {
    expect(text).not.toContain(hidden);
  }
  const env = {
    SIGNAL_HOOKS_URL: 'https://hooks.example.com',
    ...Object.fromEntries(
      [...text.matchAll(/env: (\w+)/g)].map(([, name = '']) => [
        name,
        name.endsWith('URL') ? (URLS[name] ?? '') : SECRET,
      ]),
    ),
  };
  writeFileSync(at('exported.yaml'), text);
  const applyTo = (data: string, ...args: string[]): Promise<Outcome> =>
    runCli(['apply', 'exported.yaml', '--data', data, ...args], { cwd: path(), env });
  // Those that had no name of their own get one.
  const named = await applyTo('data');
  expect(named.stdout.match(/✔ changed/g)).toHaveLength(3);
  expect((await applyTo('data')).stdout).toBe(SAME);

  const again = (await run('export', '--data', 'data')).stdout;
  expect(again).not.toContain('- id: ');
  writeFileSync(at('exported.yaml'), again);
  expect((await applyTo('copy', '--create')).stderr).toBe('');
  expect((await run('export', '--data', 'copy')).stdout).toBe(again);
});

/** What the variables of the exported file have to be. */
const URLS: Readonly<Record<string, string>> = {
  N8N_URL: TARGET,
  AUDIT_URL: 'https://example.com/audit',
  EXAMPLE_COM_1_URL: 'https://example.com/other',
};

test('a definition that starts from a preset is compared by what the file says', async () => {
  const own = (header: string): string => `
providers:
  - preset: hmac
    definition: { id: acme, name: Acme, signature: { header: ${header} } }
sources: [{ name: Acme, provider: acme, secrets: [{ env: ALARMS_SECRET }] }]
`;
  expect((await apply(own('x-acme'), '--create')).stdout).toContain('✔ added source Acme');
  expect((await apply(own('x-acme'))).stdout).toBe(SAME);
  expect((await apply(own('x-other'))).stdout).toContain('✔ changed provider acme');
  expect((await apply(own('x-other'))).stdout).toBe(SAME);
});

test('a source with an API is registered, changed there and let go; its secrets are asked for once', async () => {
  const emulator = await startEmulator({ allowHttp: true, allowLoopback: true });
  try {
    const own = (events: string, ...more: string[]): string => `
sources:
  - name: Users
    provider: signals
    settings: { base_url: "${emulator.url}/signals", api_token: { env: API_TOKEN } }
    events: [${events}]
${more.join('\n')}
`;
    const applied = async (
      text: string,
      env: Readonly<Record<string, string>>,
    ): Promise<string> => {
      writeFileSync(at('gateway.yaml'), text);
      const { code, stdout, stderr } = await runCli(
        ['apply', 'gateway.yaml', '--create', '--data', 'data'],
        {
          cwd: path(),
          env: {
            ...env,
            SIGNAL_HOOKS_URL: 'http://127.0.0.1:1',
            SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8',
          },
        },
      );
      expect([code, stderr]).toEqual([0, '']);
      return stdout;
    };
    const withToken = { API_TOKEN: '1|emulated-signals-token' };
    expect(await applied(own('user.created'), withToken)).toContain('✔ added source Users');
    expect(await applied(own('user.created'), {})).toBe(SAME);
    expect(await applied(own('user.created, user.updated'), {})).toContain('✔ changed source');
    const released = own('user.created, user.updated', '    register: false');
    expect(await applied(released, {})).toContain('✔ changed source');
    expect(await applied(released, {})).toBe(SAME);
  } finally {
    await emulator.close();
  }
});

test('a token is made, shown once, and changed; never removed', async () => {
  const tokens = (scopes: string): string => `tokens: [{ name: sheet, scopes: [${scopes}] }]\n`;
  const made = await apply(tokens('events:read'), '--create');
  expect(made.stdout).toMatch(/✔ added token sheet\n {4}token {7}eyJ\S+ {2}\(not shown again\)/);
  expect((await apply(tokens('events:read'))).stdout).toBe(SAME);
  expect((await apply(tokens('events:read, sources:read'), '--dry-run')).stdout).toBe(
    '~ token sheet\n    scopes: events:read → events:read, sources:read\n',
  );
  expect((await apply(tokens('events:read, sources:read'))).stdout).toContain('✔ changed token');
  expect((await apply(tokens('everything'))).stderr).toContain(
    'gateway.yaml:1:34 tokens.0.scopes.0: Give one of',
  );
  expect((await apply('sources: []\n', '--prune', '--yes')).stdout).toBe(SAME);
  const { stdout } = await run('token', 'list', '--data', 'data');
  expect(stdout).toMatch(/sheet +expires \S+ +sources:read events:read/);
});

test('it works over HTTP as it does on the folder', async () => {
  const gateway = await serve(at('data'), await freePort());
  try {
    const made = await run('token', 'create', '--name', 'ci', '--scope', 'admin', '--data', 'data');
    writeFileSync(at('gateway.yaml'), FILE);
    const there = (...args: string[]): Promise<Outcome> =>
      runCli(args, {
        cwd: path(),
        env: { ...ENV, SIGNAL_HOOKS_GATEWAY: gateway.url, SIGNAL_HOOKS_TOKEN: made.stdout.trim() },
      });
    const applied = await there('apply', 'gateway.yaml', '--json');
    expect(JSON.parse(applied.stdout)).toMatchObject([
      { action: 'add', what: 'source', name: 'Alarms' },
      { action: 'add', what: 'source', name: 'Orders' },
      {
        action: 'add',
        what: 'subscription',
        name: 'n8n',
        secret: expect.stringMatching(/^whsec_/),
      },
      { action: 'add', what: 'subscription', name: 'audit' },
    ]);
    expect((await there('apply', 'gateway.yaml')).stdout).toBe(SAME);
    const { stdout } = await run('export', '--data', 'data');
    expect(stdout).toContain('tokens:\n  - name: ci\n    scopes:\n      - admin\n');
    expect((await there('export')).stdout).toBe(stdout);
    // Whoever may not see tokens gets the rest.
    const few = ['--scope', 'sources:read', '--scope', 'subscriptions:read'];
    const other = await run('token', 'create', '--name', 'few', ...few, '--data', 'data');
    const seen = await there('export', '--token', other.stdout.trim());
    expect([seen.code, seen.stdout]).toEqual([0, stdout.slice(0, stdout.indexOf('tokens:'))]);
  } finally {
    await gateway.stop();
  }
});

test('the published schema says of itself what it is', () => {
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8'));
  expect(Object.keys(schema.properties)).toEqual([
    'providers',
    'sources',
    'subscriptions',
    'tokens',
    'alerts',
  ]);
  expect(schema.properties.subscriptions.items.properties.max_concurrency.maximum).toBe(100);
});
