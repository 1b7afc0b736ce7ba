/** `signal-hooks audit list`, and the commands of docs/how-to/audit-log.md as they are written there. */
import { userInfo } from 'node:os';
import { freePort, type GatewayProcess, runCli, serve } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { blocksOf, Shell } from '../../../test/support/how-to.ts';

let folder: Folder;
let gateway: GatewayProcess;
let env: Record<string, string>;

beforeAll(async () => {
  folder = makeFolder();
  env = { SIGNAL_HOOKS_DATA: folder.path, SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8' };
  gateway = await serve(folder.path, await freePort());
}, 60_000);
afterAll(async () => {
  await gateway?.stop();
  folder.remove();
});

interface Entry {
  readonly operation: string;
  readonly caller_kind: string;
  readonly caller_name: string;
  readonly object_id: string | null;
  readonly outcome: string;
}

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(args, { env });
  expect([args.join(' '), code, stderr.replace(/^tok_.*\n/, '')]).toEqual([args.join(' '), 0, '']);
  return stdout;
}

const list = async (...args: string[]): Promise<Entry[]> =>
  JSON.parse(await run('audit', 'list', '--json', ...args));

test('each command that changes something here is on record, by the user of the machine', async () => {
  const added = await run('source', 'add', 'siggnal', '--secret', 'secret-of-the-audit-test');
  const source = /src_\w+/.exec(added)?.[0] ?? '';
  const subscribed = await run('subscribe', 'http://127.0.0.1:9/secret-path', '--source', source);
  const subscription = /sub_\w+/.exec(subscribed)?.[0] ?? '';
  await run('source', 'secret', source, '--secret', 'another-secret-of-the-audit-test');
  await run('source', 'limit', source, '--max-per-second', '5');
  await run('subscriptions', 'pause', subscription);
  await run('token', 'create', '--name', 'x', '--scope', 'admin');
  const [{ object_id: token } = { object_id: '' }] = await list('--kind', 'token');
  await run('token', 'revoke', token ?? '');
  await run('console', 'link');
  await run('source', 'remove', source, '--yes');
  // Before that a gateway that is new may have printed a link.
  const entries = await list('--limit', '9');
  expect(entries.map(({ operation, object_id: id }) => [operation, id]).reverse()).toEqual([
    ['createSource', source],
    ['createSubscription', subscription],
    ['rotateSourceSecret', source],
    ['updateSource', source],
    ['updateSubscription', subscription],
    ['createToken', token],
    ['revokeToken', token],
    ['createSignInLink', null],
    ['deleteSource', source],
  ]);
  for (const entry of entries) {
    const { username } = userInfo();
    expect(entry).toMatchObject({ caller_kind: 'local', caller_name: username, outcome: 'done' });
  }
  expect(JSON.stringify(entries)).not.toMatch(/secret-of-the-audit-test|secret-path|whsec_|eyJ/);
}, 120_000);

test('people see who, what and when, and what changed', async () => {
  const shown = await run('audit', 'list', '--kind', 'source', '--limit', '2');
  const { username } = userInfo();
  expect(shown).toContain(`by local ${username}`);
  expect(shown).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}deleteSource src_/);
  expect(shown).toContain('max_per_second: null → 5');
  expect((await run('audit', 'list', '--since', '2030-01-01')).trim()).toBe('Nothing was changed.');
}, 60_000);

test('the page, followed literally, here and with a token', async () => {
  const shell = new Shell(folder.path, env);
  const outputs: string[] = [];
  for (const block of blocksOf('audit-log.md', 'sh').flatMap((each) => each.trim().split('\n'))) {
    const line = block.replace('src_01k9…', 'src_1').replace('tok_01k9…', 'tok_1');
    const { code, stdout } = await shell.run(line);
    expect([line, code]).toEqual([line, 0]);
    outputs.push(stdout);
  }
  const token = outputs.at(-1)?.trim() ?? '';
  const asked = ['--gateway', gateway.url, '--token', token];
  expect((await list(...asked, '--limit', '1'))[0]).toMatchObject({ operation: 'createToken' });
}, 120_000);
