import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';

const folder: Folder = makeFolder();
afterAll(() => folder.remove());

const run = (...args: string[]) => runCli(args, { cwd: folder.path });

// Each is a process of its own; a few of them at once halve the time.
test.concurrent.each<[string, RegExp]>([
  ['nonsense', /unknown command 'nonsense'/],
  ['serve --nonsense', /unknown option '--nonsense'/],
  ['serve --port http', /"http" is no port/],
  ['serve --port 65536', /"65536" is no port/],
  ['serve --database-url mysql://u:p@h/d', /begin with postgres:\/\/, or be sqlite:<folder>\.\n/],
  [
    'serve --database-url postgres://u:p#s@h/d',
    /cannot be read\. In its password, write %23 for #/,
  ],
  ['demo --port -1', /is no port/],
  ['emulate --time-scale 0', /--time-scale takes a number above 0/],
  ['source add', /missing required argument 'provider'/],
  ['source add excel', /"excel" is no provider\. Choose one of: .*\bsiggnal, signal-ark, signals/],
  ['source add sigsentri', /"sigsentri" is no provider\. Did you mean "sigsentry"\?/],
  ['source add siggnal --event signa', /no event type of Siggnal\. Did you mean "signal"\?/],
  ['source add sigsentry --set api_kye=x', /no setting "api_kye"\. Did you mean "api_key"\?/],
  ['source add siggnal --set a=b', /Siggnal has no setting "a"\. It has none/],
  ['subscribe https://a.example --event user.creatd', /Did you mean "user.created"\?/],
  ['source add __proto__', /"__proto__" is no provider/],
  ['source add signals --set novalue', /"novalue" is no setting\. Write --set key=value/],
  ['source add salesiq --key ./missing.pem', /The key cannot be read: ENOENT/],
  [
    'token create',
    /Give --for with one of zapier, make, n8n, activepieces, metrics, console, or --scope/,
  ],
  ['token create --for zapier --scope admin', /but not both/],
  ['token create --for excel', /'excel' is invalid. Allowed choices are zapier, make/],
  ['token create --scope admin', /Give --name: what you recognise the token by/],
  ['source list', /There is no gateway's data in .*\.signal-hooks\/data\. Start the gateway first/],
  ['source add siggnal --data ./typo', /There is no gateway's data in .*typo.*--create makes/],
  ['token create --name a --scope admin --days soon', /--days takes a number or "never"/],
  ['subscribe', /missing required argument 'url'/],
  ['subscribe https://a.example --provider excel', /"excel" is no provider/],
  ['subscribe https://a.example --where priority', /"priority" is no condition/],
  ['subscribe https://a.example --format xml', /'xml' is invalid/],
  ['verify excel --body - --secret s', /"excel" is no provider/],
  ['verify siggnal --secret s', /Give --body/],
  ['verify siggnal --body -', /Give --secret, --key or --unsigned/],
  ['verify siggnal --body ./missing.json --secret s', /The body cannot be read: ENOENT/],
  ['verify salesiq --body - --key ./missing.pem', /The key cannot be read: ENOENT/],
  ['verify siggnal --body - --secret s --header nothing', /"nothing" is no header/],
  ['send siggnal --to nowhere', /--to nowhere is no URL/],
  ['send siggnal', /required option '--to <url>' not specified/],
  ['send siggnal --to http://127.0.0.1:9 --count 0', /count must be above 0/],
  ['send siggnal --to http://127.0.0.1:9 --count many', /count must be above 0/],
  ['send siggnal --to http://127.0.0.1:9 --rate -1', /rate must be above 0/],
  ['send siggnal --to http://127.0.0.1:9 --event nope', /Siggnal has no event type "nope"/],
  ['send salesiq --to http://127.0.0.1:9 --key ./missing.pem', /The key cannot be read/],
])('signal-hooks %s', async (line, sentence) => {
  const { code, stdout, stderr } = await run(...line.split(' '));
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test.each([
  ['SIGNAL_HOOKS_ALOW_HTTP', 'SIGNAL_HOOKS_ALLOW_HTTP'],
  ['SIGNAL_HOOKS_RETENTION', 'SIGNAL_HOOKS_RETENTION_DAYS'],
])('the misspelt variable %s is refused', async (name, meant) => {
  const { code, stderr } = await runCli(['source', 'list'], {
    cwd: folder.path,
    env: { [name]: '1' },
  });
  expect([code, stderr]).toEqual([
    1,
    `signal-hooks: The variable ${name} is not known. Did you mean ${meant}?\n`,
  ]);
});

test('variables that only begin alike are left alone', async () => {
  const { stderr } = await runCli(['source', 'list'], {
    cwd: folder.path,
    env: { SIGNAL_HOOKS_SERVICE_HOST: '10.0.0.1', SIGNAL_HOOKS_PORT_8787_TCP: 'tcp://10.0.0.1' },
  });
  expect(stderr).toMatch(/There is no gateway's data/);
});

test.each(['', 'source', 'token'])('signal-hooks %s tells what there is', async (line) => {
  const { code, stderr } = await run(...line.split(' ').filter(Boolean));
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Usage: signal-hooks[\s\S]*Commands:/);
});

test('--help lists every command and ends well', async () => {
  const { code, stdout } = await run('--help');
  expect(code).toBe(0);
  for (const command of [
    ...['serve', 'demo', 'source', 'subscribe', 'token', 'verify', 'send', 'emulate'],
  ]) {
    expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  }
});

test('--version is that of the package', async () => {
  const { code, stdout } = await run('--version');
  const manifest = readFileSync(join(__dirname, '../package.json'), 'utf8');
  expect([code, stdout]).toEqual([0, `${JSON.parse(manifest).version}\n`]);
});

test('what cannot be done ends with 1 and a sentence', async () => {
  const data = ['--data', folder.path];
  for (const [args, sentence] of [
    [
      ['token', 'create', '--name', 'a', '--scope', 'all', ...data, '--create'],
      'scopes.0: Give one of sources:read, ',
    ],
    [['source', 'remove', 'src_none', ...data], 'There is no such source.'],
    [['backup', 'copy', '--data', 'nowhere'], 'There is no database in'],
    [['restore', 'copy', '--data', 'nowhere'], 'There is no back-up in'],
    [['token', 'revoke', 'tok_none', ...data], 'There is no such token.'],
    [['subscribe', 'http://10.0.0.1/', ...data], 'signal-hooks: '],
    [['source', 'add', 'siggnal', '--secret', 'a ', ...data], 'begins or ends with white space'],
    [['send', 'siggnal', '--to', 'http://127.0.0.1:9/'], '0 of 1 requests accepted'],
  ] as const) {
    const { code, stdout, stderr } = await run(...args);
    expect([args.slice(0, 3).join(' '), code]).toEqual([args.slice(0, 3).join(' '), 1]);
    expect(stdout + stderr).toContain(sentence);
    expect(stderr).not.toMatch(/\n\s+at /);
  }
});
