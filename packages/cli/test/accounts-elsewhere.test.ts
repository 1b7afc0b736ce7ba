/** The commands on sources, subscriptions and tokens, at a gateway that is asked over HTTP. */
import { readdirSync } from 'node:fs';
import { freePort, type GatewayProcess, runCli, serve } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { send } from '../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../test/support/siggnal.ts';

const FIRST = 'secret-of-the-accounts-test';
const SECOND = 'second-secret-of-the-accounts-test';

let folder: Folder;
let empty: Folder;
let gateway: GatewayProcess;
let token: string;

beforeAll(async () => {
  folder = makeFolder();
  empty = makeFolder();
  gateway = await serve(folder.path, await freePort());
  const args = ['token', 'create', '--name', 'test', '--scope', 'admin', '--data', folder.path];
  token = (await runCli(args)).stdout.trim();
}, 60_000);
afterAll(async () => {
  await gateway?.stop();
  folder.remove();
  empty.remove();
});

/** In a folder without a gateway's data: what it does, it does over HTTP. */
const run = (...args: string[]) =>
  runCli(args, {
    cwd: empty.path,
    env: { SIGNAL_HOOKS_GATEWAY: gateway.url, SIGNAL_HOOKS_TOKEN: token },
  });

async function text(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...args);
  expect([args.slice(0, 2).join(' '), code, stderr]).toEqual([args.slice(0, 2).join(' '), 0, '']);
  return stdout;
}
const json = async (...args: string[]) => JSON.parse(await text(...args, '--json'));

const addSource = async (body: object): Promise<string> => {
  const response = await fetch(`${gateway.url}/v1/sources`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return ((await response.json()) as { id: string }).id;
};

test('a source is not added here by mistake', async () => {
  const { code, stderr } = await run('source', 'add', 'siggnal');
  expect(code).toBe(2);
  expect(stderr).toContain('SIGNAL_HOOKS_GATEWAY names one elsewhere');
  expect(readdirSync(empty.path)).toEqual([]);
});

test('a source is shown, limited, given another secret and removed', async () => {
  const id = await addSource({ provider: 'siggnal', name: 'Alarms', secrets: [FIRST] });
  const post = async (secret: string, name: string): Promise<number> => {
    const body = signalBody(name);
    const { status } = await send(`${gateway.url}/in/${id}`, {
      body,
      headers: signedHeaders(secret, body),
    });
    return status;
  };
  expect(await post(SECOND, 'sig_1')).toBe(401);
  expect(await text('source', 'list')).toMatch(new RegExp(`${id} +siggnal +Alarms +ready +never`));
  expect(await json('source', 'limit', id, '--max-per-second', '50')).toMatchObject({
    ...{ id, max_per_second: 50, max_body_bytes: null },
  });
  const limited = await text('source', 'limit', id, '--max-body-bytes', '2048');
  expect(limited).toBe(`✔ ${id} takes 50 requests a second\n  and bodies of 2048 bytes.\n`);
  const changed = await json('source', 'secret', id, '--secret', SECOND);
  expect(changed).toMatchObject({ id, credentials: { secrets: 1, retiring_secrets: 1 } });
  expect(JSON.stringify(changed)).not.toContain(SECOND);
  expect(await post(SECOND, 'sig_2')).toBe(200);
  expect(await text('source', 'show', id)).toMatch(/signature_mismatch: /);
  const asked = await run('source', 'remove', id);
  expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('with all its events')]);
  expect(await json('source', 'remove', id, '--yes')).toEqual({ id, removed: true });
  expect(await text('source', 'list')).toContain('There is no source yet');
  const gone = await run('source', 'show', id);
  expect([gone.code, gone.stderr]).toEqual([1, 'signal-hooks: There is no such source.\n']);
}, 120_000);

test('what a source lacks is said, with its command', async () => {
  const waiting = await addSource({ provider: 'salesiq' });
  expect(await text('source', 'show', waiting)).toContain(
    `state       waiting for registration: signal-hooks source register ${waiting} --set …`,
  );
  const secret = await run('source', 'secret', waiting);
  expect([secret.code, secret.stderr]).toEqual([2, expect.stringContaining('--key <file>')]);
  const wrong = await run('source', 'register', waiting, '--set', 'colour=red');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('no setting "colour"')]);
  await text('source', 'remove', waiting);
}, 120_000);

test('a token is made, used and revoked; one can revoke itself', async () => {
  const made = await json('token', 'create', '--for', 'console', '--days', '7');
  expect(made).toMatchObject({ id: expect.stringMatching(/^tok_/), name: 'console' });
  const days = (Date.parse(made.expires_at) - Date.parse(made.created_at)) / 86_400_000;
  expect(days).toBe(7);
  expect(await text('token', 'list')).toMatch(new RegExp(`${made.id} +console +expires `));
  const listed = () => runCli(['source', 'list', '--gateway', gateway.url, '--token', made.token]);
  expect((await listed()).code).toBe(0);
  expect(await text('token', 'revoke', made.id)).toBe(`Revoked ${made.id} (console).\n`);
  expect((await listed()).stderr).toMatch(/revoked/);
  const { id, token: own } = await json('token', 'create', '--name', 'own', '--scope', 'admin');
  const itself = await runCli(['token', 'revoke', id, '--gateway', gateway.url, '--token', own]);
  expect([itself.code, itself.stdout]).toEqual([0, `Revoked ${id} (own).\n`]);
}, 120_000);

test('what is subscribed is subscribed there', async () => {
  const url = 'https://receiver.example/hook';
  const only = ['--provider', 'siggnal', '--where', 'priority>=high', '--event', 'signal'];
  const made = await json('subscribe', url, '--name', 'n8n', ...only);
  expect(made).toMatchObject({
    ...{ target_url: url, name: 'n8n', provider: 'siggnal', status: 'active' },
    event_types: ['signal'],
    secret: expect.stringMatching(/^whsec_/),
  });
  expect(made.filter).toEqual([{ field: 'priority', op: 'gte', value: 'high' }]);
  const { secret: _, ...shown } = made;
  expect(await json('subscriptions', 'show', made.id)).toEqual(shown);
  expect(await text('subscribe', `${url}?2`)).toMatch(/^✔ subscribed as sub_\w+\n {2}signing/);
  const nobody = await run('subscribe', url, '--provider', 'excel');
  expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('provider')]);
  const wrong = await run('subscribe', url, '--where', 'priority');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('is no condition')]);
}, 120_000);
