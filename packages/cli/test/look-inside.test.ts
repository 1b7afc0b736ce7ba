/** The commands that look into a gateway, on its folder and over HTTP. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, type GatewayProcess, runCli, serve } from '../../../test/support/cli.ts';
import { parseCsv } from '../../../test/support/csv.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { send } from '../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../test/support/siggnal.ts';
import { type Subscriber, startSubscriber } from '../../../test/support/subscriber.ts';
import { until } from '../../../test/support/until.ts';

const SECRET = 'secret-of-the-look-inside-test';
const BIN = fileURLToPath(new URL('../bin/signal-hooks.js', import.meta.url));

let folder: Folder;
let gateway: GatewayProcess;
let subscriber: Subscriber;
let ingestUrl: string;
let token: string;
let subscriptionId: string;

/** On the folder of the gateway that is running. */
const here = (...args: string[]) => runCli([...args, '--data', folder.path]);
/** Over HTTP. */
const there = (...args: string[]) =>
  runCli(args, { env: { SIGNAL_HOOKS_GATEWAY: gateway.url, SIGNAL_HOOKS_TOKEN: token } });
const happen = (id: string): Promise<unknown> => {
  const body = signalBody(id);
  return send(ingestUrl, { body, headers: signedHeaders(SECRET, body) });
};

beforeAll(async () => {
  folder = makeFolder();
  gateway = await serve(folder.path, await freePort());
  subscriber = await startSubscriber();
  const added = await here('source', 'add', 'siggnal', '--secret', SECRET, '--url', gateway.url);
  ingestUrl = /http\S+\/in\/\S+/.exec(added.stdout)?.[0] ?? '';
  token = (await here('token', 'create', '--name', 'test', '--scope', 'admin')).stdout.trim();
  const env = { SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8' };
  const subscribed = await runCli(['subscribe', subscriber.url, '--data', folder.path], { env });
  subscriber.secret = /whsec_\S+/.exec(subscribed.stdout)?.[0] ?? '';
  subscriptionId = /sub_[0-9a-z]+/.exec(subscribed.stdout)?.[0] ?? '';
  // Asked by HTTP, the gateway looks for what other processes have changed.
  await there('subscriptions', 'list');
  for (const id of ['sig_1', '=sig_2', 'sig_3']) await happen(id);
  await until(
    () => here('deliveries', 'list', '--status', 'delivered', '--json'),
    ({ stdout }) => JSON.parse(stdout).length === 3,
  );
});
afterAll(async () => {
  await gateway?.stop();
  await subscriber?.close();
  folder.remove();
});

test('on the folder and over HTTP the answers are the same', async () => {
  for (const line of [
    ...['events list', 'deliveries list', 'subscriptions list', 'rejections'],
    'token list',
  ]) {
    const args = [...line.split(' '), '--json'];
    const [local, remote] = await Promise.all([here(...args), there(...args)]);
    expect([local.code, local.stderr]).toEqual([0, '']);
    expect(JSON.parse(local.stdout)).toEqual(JSON.parse(remote.stdout));
  }
});

test('events are listed, the newest first, and found by a condition', async () => {
  const { stdout } = await here('events', 'list', '--limit', '2');
  const rows = stdout.trimEnd().split('\n');
  expect(rows[0]).toMatch(/^ {2}id +received +provider +event type +priority +title$/);
  expect(rows).toHaveLength(3);
  const found = await there('events', 'list', '--where', 'subject_id = sig_1', '--json');
  expect(JSON.parse(found.stdout)).toMatchObject([{ record: { subject_id: 'sig_1' } }]);
  expect((await here('events', 'list', '--where', 'score>5')).stdout).toBe('No event fits.\n');
  expect((await here('events', 'list', '--since', '2h', '--json')).stdout).toContain('sig_3');
});

test('events are found by a text, a time and what became of them', async () => {
  const found = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await there('events', 'list', '--json', ...args);
    return JSON.parse(stdout).map(
      ({ record }: { record: Record<string, string> }) => record.subject_id,
    );
  };
  expect(await found('--text', 'SIG_3')).toEqual(['sig_3']);
  expect(await found('--state', 'delivered')).toEqual(['sig_3', '=sig_2', 'sig_1']);
  expect(await found('--state', 'never_sent')).toEqual([]);
  expect(await found('--until', '1h')).toEqual([]);
  const state = await here('events', 'list', '--state', 'lost');
  expect([state.code, state.stderr]).toEqual([2, expect.stringContaining('never_sent')]);
});

test('deliveries are found by their answer, error and time', async () => {
  const count = async (...args: string[]): Promise<number> =>
    JSON.parse((await here('deliveries', 'list', '--json', ...args)).stdout).length;
  expect(await count('--http-status', '204')).toBe(3);
  expect(await count('--http-status', '503')).toBe(0);
  expect(await count('--error', 'timeout')).toBe(0);
  expect(await count('--since', '1h')).toBe(3);
  expect(await count('--until', '1h')).toBe(0);
  const wrong = await here('deliveries', 'list', '--http-status', 'ok');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('such as 503')]);
});

test('what came before is counted, backfilled and shown; a replay is listed and cancelled', async () => {
  const env = { SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8' };
  const url = `${subscriber.url}?backfilled`;
  const made = await runCli(['subscribe', url, '--data', folder.path], { env });
  const id = /sub_[0-9a-z]+/.exec(made.stdout)?.[0] ?? '';
  await there('subscriptions', 'list');
  const only = ['--where', 'subject_id = sig_1', '--since', '1h'];
  const dry = await here('subscriptions', 'backfill', id, '--dry-run', ...only);
  expect(dry.stdout).toBe('1 deliveries would be made, of 3 events. Nothing was done.\n');
  const started = await there('subscriptions', 'backfill', id, '--rate', '100', ...only);
  const replay = /rpl_[0-9a-z]+/.exec(started.stdout)?.[0] ?? '';
  const shown = await until(
    () => here('replays', 'show', replay, '--json'),
    ({ stdout }) => JSON.parse(stdout).status === 'done',
  );
  expect(JSON.parse(shown.stdout)).toMatchObject({ subscription_id: id, deliveries: 1 });
  const list = await there('replays', 'list');
  expect(list.stdout).toMatch(new RegExp(`${replay} +\\S+ +${id} +never_sent +done +3 +1`));
  expect((await here('replays', 'cancel', replay)).stdout).toContain('is cancelled');
  const all = await there(
    'replays',
    'start',
    '--subscription',
    id,
    '--state',
    'delivered',
    '--dry-run',
  );
  expect(all.stdout).toMatch(/^[01] deliveries would be made/);
  expect(await here('replays', 'start', '--rate', 'fast')).toMatchObject({ code: 2 });
  await here('subscriptions', 'remove', id, '--yes');
});

test('who subscribes with --since gets what came from then on', async () => {
  const env = { SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8' };
  const args = ['subscribe', `${subscriber.url}?since`, '--since', '1h', '--data', folder.path];
  const id = /sub_[0-9a-z]+/.exec((await runCli(args, { env })).stdout)?.[0] ?? '';
  const made = await until(
    () => there('deliveries', 'list', '--subscription', id, '--json'),
    ({ stdout }) => JSON.parse(stdout).length === 3,
  );
  const [{ id: replay }] = JSON.parse((await here('replays', 'list', '--json')).stdout);
  const [{ replay_id: by }] = JSON.parse(made.stdout);
  expect(by).toBe(replay);
  await here('subscriptions', 'remove', id, '--yes');
  expect((await runCli(['subscribe', subscriber.url, '--since', 'once'], { env })).code).toBe(2);
});

test('an event is shown with its deliveries, a delivery with its attempts', async () => {
  const [{ id }] = JSON.parse((await here('events', 'list', '--json')).stdout);
  const shown = await here('events', 'show', id);
  expect(shown.stdout).toMatch(/subject_id +sig_3/);
  expect(shown.stdout).toContain('delivered');
  const [{ id: deliveryId }] = JSON.parse(
    (await here('events', 'show', id, '--json')).stdout,
  ).deliveries;
  const delivery = await there('deliveries', 'show', deliveryId);
  expect(delivery.stdout).toMatch(/attempt 1 {2}\S+Z {2}204 {2}after \d+ ms/);
});

test('an export holds everything, and no text becomes a formula', async () => {
  const { stdout } = await here('events', 'export');
  const ids = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).record.subject_id);
  expect(ids).toEqual(['sig_3', '=sig_2', 'sig_1']);
  const out = join(folder.path, 'events.csv');
  const csv = ['events', 'export', '--format', 'csv', '--provider', 'siggnal', '--out', out];
  expect((await here(...csv)).stderr).toBe('');
  const [heads = [], ...rows] = parseCsv(readFileSync(out, 'utf8'));
  expect(heads).toContain('signal_id');
  expect(rows.map((row) => row[heads.indexOf('signal_id')])).toEqual(['sig_3', "'=sig_2", 'sig_1']);
  // It does not write over a file.
  expect(await here(...csv)).toMatchObject({ code: 1 });
});

test('tail prints what comes, and ends with Ctrl-C', async () => {
  const child = spawn(process.execPath, [BIN, 'events', 'tail', '--json', '--data', folder.path]);
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let number = 0;
  // It begins to look at some time after it was started.
  await until(
    async () => {
      number += 1;
      await happen(`tail_${number}`);
      return out;
    },
    (text) => text.includes('tail_'),
  );
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  const ids = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a subscription is paused, resumed, tested and removed; a delivery replayed', async () => {
  const statusOf = async (): Promise<string> =>
    JSON.parse((await here('subscriptions', 'show', subscriptionId, '--json')).stdout).status;
  expect((await there('subscriptions', 'pause', subscriptionId)).stdout).toContain('is paused');
  expect(await statusOf()).toBe('paused');
  expect((await here('subscriptions', 'resume', subscriptionId)).stdout).toContain('is active');
  expect((await there('subscriptions', 'test', subscriptionId)).stdout).toMatch(/answered 204/);
  const [{ id, event_id }] = JSON.parse((await here('deliveries', 'list', '--json')).stdout);
  const times = (): number => subscriber.received.get(event_id)?.length ?? 0;
  const before = times();
  expect((await there('deliveries', 'replay', id)).stdout).toContain('delivered once more');
  await until(times, (count) => count > before);
  expect(await here('subscriptions', 'remove', subscriptionId)).toMatchObject({ code: 2 });
  const removed = await here('subscriptions', 'remove', subscriptionId, '--yes');
  expect([removed.code, removed.stdout]).toEqual([0, `✔ ${subscriptionId} has ended\n`]);
  expect(await statusOf()).toBe('ended');
});

test('rejections say why', async () => {
  const body = signalBody('sig_9');
  await send(ingestUrl, { body, headers: signedHeaders('another', body) });
  const shown = await until(
    () => here('rejections'),
    ({ stdout }) => stdout.includes('signature_mismatch'),
  );
  expect(shown.stdout).toContain('check that the secret is that of this very webhook at Siggnal');
});

test.each<[string, string[], Record<string, string>, RegExp]>([
  ['no token', [], { SIGNAL_HOOKS_GATEWAY: 'http://127.0.0.1:9' }, /Give the gateway’s API token/],
  [
    'nobody there',
    ['--gateway', 'http://127.0.0.1:9', '--token', 'x'],
    {},
    /could not be reached: bad port/,
  ],
  ['nothing there', ['--gateway', 'http://127.0.0.1:59998', '--token', 'x'], {}, /nothing answers/],
  ['no address', ['--gateway', 'hooks.example', '--token', 'x'], {}, /--gateway .* is no URL/],
  ['no time', ['--since', 'yesterday'], {}, /"yesterday" is no time\. Write how long ago/],
  ['no number', ['--limit', 'many'], {}, /--limit takes a number/],
])('%s is said', async (_what, args, env, sentence) => {
  const all = ['events', 'list', '--data', folder.path, ...args];
  const { code, stderr } = await runCli(all, { env });
  expect(stderr).toMatch(sentence);
  expect(code).toBeGreaterThan(0);
});

test('another gateway’s token, and a page that is no gateway, are told apart', async () => {
  const wrong = await runCli(['events', 'list', '--gateway', gateway.url, '--token', 'x']);
  expect(wrong.stderr).toContain('The bearer token is not one of this gateway.');
  const page = await runCli(['events', 'list', '--gateway', subscriber.url, '--token', 'x']);
  expect(page.stderr).toContain('something answered that is no Signal Hooks gateway (HTTP');
});
