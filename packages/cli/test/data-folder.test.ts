import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '@signal-hooks/emulator';
import { Api, type EventRow } from '../../../test/support/api.ts';
import { freePort, type GatewayProcess, runCli, serve } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { send } from '../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../test/support/siggnal.ts';
import { type Subscriber, startSubscriber } from '../../../test/support/subscriber.ts';
import { until } from '../../../test/support/until.ts';

const SECRET = 'secret-of-the-cli-test';

let folder: Folder;
let gateway: GatewayProcess;
let subscriber: Subscriber;
let sourceId: string;
let ingestUrl: string;
let token: string;
let api: Api;

/** Runs a command on the folder of the gateway that is running. */
const run = (...args: string[]) =>
  runCli([...args, '--data', folder.path, '--url', gateway.url], {
    env: { SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8' },
  });

const labelled = (text: string, label: string): string =>
  new RegExp(`${label} +(\\S+)`).exec(text)?.[1] ?? '';

beforeAll(async () => {
  folder = makeFolder();
  gateway = await serve(folder.path, await freePort());
  subscriber = await startSubscriber();
  const added = await run('source', 'add', 'siggnal', '--name', 'Moscow', '--secret', SECRET);
  ingestUrl = labelled(added.stdout, 'ingest URL');
  sourceId = new URL(ingestUrl).pathname.replace('/in/', '');
  const made = await run('token', 'create', '--name', 'cli-test', '--scope', 'admin');
  token = made.stdout.trim();
  api = new Api(gateway.url, token);
});
afterAll(async () => {
  expect(await gateway.stop()).toBe(0);
  await subscriber.close();
  folder.remove();
});

const subjects = async (): Promise<unknown[]> =>
  (await api.all<EventRow>('/v1/events')).map(({ record }) => record.subject_id);

describe('signal-hooks source', () => {
  test('register takes the settings afterwards; a second time it registers nothing new', async () => {
    const emulator = await startEmulator({ allowLoopback: true });
    try {
      const added = await run('source', 'add', 'signals');
      const id = /src_[0-9a-z]+/.exec(added.stdout)?.[0] ?? '';
      expect(added.stdout).toContain(`signal-hooks source register ${id} --set base_url=…`);
      const set = ['base_url', 'api_token'].flatMap((key) => [
        '--set',
        `${key}=${emulator.settings('signals')[key]}`,
      ]);
      const registered = await run('source', 'register', id, ...set);
      expect([registered.code, registered.stdout]).toEqual([
        0,
        expect.stringContaining('is registered at SIGNALS'),
      ]);
      expect((await run('source', 'register', id)).code).toBe(0);
      expect(emulator.hooks('signals')).toHaveLength(1);
      const [delivery] = emulator.fire('signals', 'user.created');
      expect((await delivery?.done)?.status).toBe('delivered');
      expect((await run('source', 'remove', id, '--yes')).code).toBe(0);
      expect(emulator.hooks('signals')).toHaveLength(0);
    } finally {
      await emulator.close();
    }
  });

  test('add prints URL and steps, and a running gateway takes its events', async () => {
    expect(ingestUrl).toBe(`${gateway.url}/in/${sourceId}`);
    const body = signalBody('sig_cli_1');
    const post = () => send(ingestUrl, { body, headers: signedHeaders(SECRET, body) });
    const { json } = await until(post, ({ status }) => status === 200);
    expect(json.status).toBe('stored');
  });

  test('add makes a secret, shows it once, and it is the one', async () => {
    const { code, stdout } = await run('source', 'add', 'siggnal');
    expect(code).toBe(0);
    expect(stdout).toContain('✔ Siggnal is connected as src_');
    expect(stdout).toMatch(/ {2}1\. In Siggnal open Settings/);
    const to = labelled(stdout, 'ingest URL');
    const secret = labelled(stdout, 'secret');
    expect(secret.length).toBeGreaterThanOrEqual(32);
    const sent = await runCli(['send', 'siggnal', '--to', to, '--secret', secret]);
    expect([sent.code, sent.stdout]).toEqual([0, expect.stringContaining('1 of 1 requests')]);
    const listed = await run('source', 'list');
    expect(listed.stdout).not.toContain(secret);
  });

  test('where the secret is shown only once the address was entered, it is given later', async () => {
    const added = await run('source', 'add', 'stripe');
    expect(added.code).toBe(0);
    const to = labelled(added.stdout, 'ingest URL');
    const id = new URL(to).pathname.replace('/in/', '');
    expect(added.stdout).toContain('not connected yet');
    expect(added.stdout).toContain(`Then give its secret: signal-hooks source secret ${id}\n`);
    const send = () => runCli(['send', 'stripe', '--to', to, '--secret', 'whsec_late']);
    expect((await send()).code).toBe(1);
    expect((await run('source', 'secret', id, '--secret', 'whsec_late')).code).toBe(0);
    await until(send, ({ code }) => code === 0);
  });

  test('where the provider makes the secret, none is made up; another one can be given later', async () => {
    const refused = await run('source', 'add', 'signal-ark');
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/Signal Ark makes the secret itself\. In Signal Ark open .*--secret …/),
    ]);
    const added = await run('source', 'add', 'signal-ark', '--secret', 'whsec-first');
    expect(added.stdout).not.toContain('not shown again');
    const to = labelled(added.stdout, 'ingest URL');
    const id = new URL(to).pathname.replace('/in/', '');
    const sendWith = (secret: string) =>
      runCli(['send', 'signal-ark', '--to', to, '--secret', secret]);
    expect((await sendWith('whsec-other')).code).toBe(1);
    const shown = await run('source', 'show', id);
    expect(shown.stdout).toMatch(/last event {2}never\n.*last test {3}never\n/);
    expect(shown.stdout).toMatch(/\d{4}-\d\d-\d\dT\S+Z {2}signature_mismatch: \S.*/);
    const listed = await run('source', 'list');
    expect(listed.stdout).toMatch(
      new RegExp(
        `${id} +signal-ark +Signal Ark +ready +never +never +\\S+Z signature_mismatch +http`,
      ),
    );
    const set = await run('source', 'secret', id, '--secret', 'whsec-other');
    expect([set.code, set.stdout]).toEqual([0, expect.stringContaining(`✔ ${id} checks`)]);
    await until(
      () => sendWith('whsec-other'),
      ({ code }) => code === 0,
    );
  });

  test('what is not connected yet is not said to be', async () => {
    const { code, stdout } = await run('source', 'add', 'salesiq');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^Zoho SalesIQ is added as src_\w+, but not connected yet\n/),
    ]);
    expect(stdout).toContain('every request to this source is refused: it holds no public key.');
    const id = /src_[0-9a-z]+/.exec(stdout)?.[0] ?? '';
    const listed = await run('source', 'list');
    expect(listed.stdout).toMatch(
      new RegExp(`${id} +salesiq +Zoho SalesIQ +waiting for registration +never`),
    );
    const shown = await run('source', 'show', id);
    expect(shown.stdout).toContain(
      `state       waiting for registration: signal-hooks source register ${id}`,
    );
  });

  test('a source that waits for its secret says how to give it', async () => {
    const { json } = await api.post('/v1/sources', { provider: 'signal-ark' });
    const id = String(json.id);
    const shown = await run('source', 'show', id);
    expect(shown.stdout).toContain(
      `state       waiting for secret: signal-hooks source secret ${id}`,
    );
    const missing = await run('source', 'secret', id);
    expect([missing.code, missing.stderr]).toEqual([
      2,
      'signal-hooks: Give the secret that Signal Ark signs with: --secret …\n',
    ]);
  });

  test('a source that has events is removed only when that is confirmed', async () => {
    const added = await run('source', 'add', 'siggnal', '--secret', SECRET);
    const to = labelled(added.stdout, 'ingest URL');
    const id = new URL(to).pathname.replace('/in/', '');
    await until(
      () => runCli(['send', 'siggnal', '--to', to, '--secret', SECRET]),
      ({ code }) => code === 0,
    );
    const asked = await run('source', 'remove', id);
    expect([asked.code, asked.stderr]).toEqual([
      2,
      expect.stringMatching(
        /goes with all its events, the last of \S+Z\. Remove it\? Add --yes to say so\.\n$/,
      ),
    ]);
    expect((await run('source', 'remove', id, '--yes')).stdout).toBe(`Removed ${id}.\n`);
  });

  test('list shows every source with its address', async () => {
    const { code, stdout } = await run('source', 'list');
    expect(code).toBe(0);
    const [head, ...rows] = stdout.trim().split('\n');
    expect(head).toMatch(
      /^id +provider +name +state +last event +last test +last refused +ingest URL$/,
    );
    const row = rows.find((line) => line.includes(sourceId));
    expect(row).toMatch(/ siggnal +Moscow +ready +\d{4}-\d\d-\d\dT\S+Z +never +never +http:\S+$/);
    expect(row).toContain(ingestUrl);
  });

  test('remove: the gateway refuses from then on', async () => {
    const added = await run('source', 'add', 'siggnal', '--secret', SECRET);
    const url = labelled(added.stdout, 'ingest URL');
    const probe = () => send(url, { method: 'HEAD' });
    await until(probe, ({ status }) => status === 200);
    const id = new URL(url).pathname.replace('/in/', '');
    const removed = await run('source', 'remove', id);
    expect([removed.code, removed.stdout]).toEqual([0, `Removed ${id}.\n`]);
    await until(probe, ({ status }) => status === 404);
    const again = await run('source', 'remove', id);
    expect([again.code, again.stderr]).toEqual([1, 'signal-hooks: There is no such source.\n']);
  });
});

describe('signal-hooks token', () => {
  const me = (bearer: string) =>
    send(`${gateway.url}/v1/me`, {
      method: 'GET',
      headers: { authorization: `Bearer ${bearer}` },
    });

  test('create prints the token alone, list shows it, revoke makes it worthless', async () => {
    const made = await run('token', 'create', '--for', 'zapier', '--days', '30');
    expect(made.code).toBe(0);
    expect(made.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const bearer = made.stdout.trim();
    const id = /tok_\w+/.exec(made.stderr)?.[0] ?? '';
    const mine = await until(
      () => me(bearer),
      ({ status }) => status === 200,
    );
    expect(mine.json.token).toMatchObject({
      id,
      name: 'zapier',
      scopes: [
        ...['sources:read', 'subscriptions:read', 'subscriptions:write'],
        ...['events:read', 'deliveries:read', 'deliveries:write'],
      ],
    });
    const before = await run('token', 'list');
    expect(before.stdout).toMatch(new RegExp(`${id} +zapier +expires \\d{4}-\\d\\d-\\d\\d `));
    expect(before.stdout).not.toContain(bearer);

    const revoked = await run('token', 'revoke', id);
    expect([revoked.code, revoked.stdout]).toEqual([0, `Revoked ${id} (zapier).\n`]);
    const refused = await until(
      () => me(bearer),
      ({ status }) => status === 401,
    );
    expect(refused.json.code).toBe('token_revoked');
    const after = await run('token', 'list');
    expect(after.stdout).toMatch(new RegExp(`${id} +zapier +revoked `));
  });

  test('a scope that is given is all it has', async () => {
    const made = await run('token', 'create', '--name', 'reader', '--scope', 'events:read');
    const bearer = made.stdout.trim();
    await until(
      () => me(bearer),
      ({ status }) => status === 200,
    );
    const reply = await new Api(gateway.url, bearer).get('/v1/sources');
    expect([reply.status, reply.json.code]).toEqual([403, 'forbidden']);
  });
});

test('signal-hooks subscribe: what fits is delivered, signed', async () => {
  const where = ['--provider', 'siggnal', '--event', 'signal', '--where', 'priority>=high'];
  const { code, stdout } = await run(
    'subscribe',
    subscriber.url,
    ...['--format', 'flat', '--include-raw'],
    ...where,
  );
  expect(code).toBe(0);
  subscriber.secret = labelled(stdout, 'signing secret');
  const id = labelled(stdout, 'subscribed as');
  const known = () => api.get(`/v1/subscriptions/${id}`);
  const { json } = await until(known, ({ status }) => status === 200);
  expect(json).toMatchObject({
    format: 'flat',
    provider: 'siggnal',
    event_types: ['signal'],
    filter: [{ field: 'priority', op: 'gte', value: 'high' }],
  });
  const low = signalBody('sig_low').replace('"priority":"high"', '"priority":"low"');
  for (const body of [low, signalBody('sig_high')]) {
    const { status } = await send(ingestUrl, { body, headers: signedHeaders(SECRET, body) });
    expect(status).toBe(200);
  }
  await until(
    () => subscriber.received.size,
    (count) => count > 0,
  );
  const bodies = [...subscriber.received.values()].flat().map((body) => JSON.parse(body));
  const raw = expect.objectContaining({ signal_id: 'sig_high' });
  expect(bodies).toEqual([
    expect.objectContaining({ subject_id: 'sig_high', priority: 'high', raw }),
  ]);
  expect(subscriber.forged()).toBe(0);
});

describe('signal-hooks send', () => {
  const sendCli = (...args: string[]) => runCli(['send', 'siggnal', '--to', ingestUrl, ...args]);

  test('many events, each sent twice, are stored once', async () => {
    const before = (await subjects()).length;
    const many = ['--secret', SECRET, '--count', '60', '--duplicate'];
    const { code, stdout } = await sendCli(...many);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('✔ 120 of 120 requests accepted (signal)'),
    ]);
    expect(stdout).toMatch(/\d+\/s, p50 \d+\.\d ms, p99 \d+\.\d ms/);
    expect((await subjects()).length - before).toBe(60);
  });

  test('a body from a file goes out byte by byte', async () => {
    const file = join(folder.path, 'body.json');
    writeFileSync(file, ' {"signal_id": "sig_from_file"}\n');
    expect((await sendCli('--secret', SECRET, '--body', file)).code).toBe(0);
    expect(await subjects()).toContain('sig_from_file');
  });

  test.each<[string, string[], RegExp]>([
    [
      'tampered with',
      ['--secret', SECRET, '--tamper'],
      /A tampered body was refused, as it must be/,
    ],
    ['a wrong secret', ['--secret', 'wrong'], /401 × 1: The receiver does not trust the request/],
    ['no secret', [], /0 of 1 requests accepted \(signal, unsigned\)/],
  ])('%s: refused, exit 1', async (_words, args, words) => {
    const before = (await subjects()).length;
    const { code, stdout } = await sendCli(...args);
    expect([code, stdout]).toEqual([1, expect.stringMatching(words)]);
    expect(stdout).not.toContain(SECRET);
    expect((await subjects()).length).toBe(before);
  });

  test('where nobody listens it says so', async () => {
    const to = `http://127.0.0.1:${await freePort()}/in/src_x`;
    const { code, stdout } = await runCli(['send', 'siggnal', '--to', to, '--secret', SECRET]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('Nothing listens at this address')]);
  });
});

test('a back-up is restored beside it, and waits', async () => {
  const [copy, data] = [join(folder.path, 'copy'), join(folder.path, 'restored')];
  const taken = await run('backup', copy);
  expect([taken.code, taken.stdout]).toEqual([0, expect.stringContaining('The key is in it')]);
  const restored = await runCli(['restore', copy, '--data', data]);
  expect([restored.code, restored.stdout]).toEqual([
    0,
    expect.stringContaining(`signal-hooks resume --data ${data}`),
  ]);
  const second = await serve(data, await freePort());
  try {
    expect(second.logged()).toContain('this data was restored: deliveries wait');
    const asked = await runCli(['resume', '--data', data]);
    expect([asked.code, asked.stderr]).toEqual([
      2,
      expect.stringMatching(/0 pending deliveries to 0 subscriptions will be made\. Go on\?/),
    ]);
    expect((await runCli(['resume', '--data', data, '--yes'])).code).toBe(0);
    await until(second.logged, (log) => log.includes('"msg":"deliveries start"'));
    const again = await runCli(['resume', '--data', data]);
    expect(again.stdout).toContain('are not held back');
  } finally {
    await second.stop();
  }
});

test('a second gateway on the same port says why it does not start', async () => {
  const port = new URL(gateway.url).port;
  const { code, stderr } = await run('serve', '--port', port);
  expect([code, stderr]).toEqual([1, expect.stringContaining('is taken. Choose another one.')]);
  const emulate = await runCli(['emulate', '--port', port]);
  expect([emulate.code, emulate.stderr]).toEqual([
    1,
    `signal-hooks: Port ${port} is taken. Choose another one with --port.\n`,
  ]);
});

test('the log of the gateway holds no secret and no body', () => {
  const log = gateway.logged();
  expect(log).toContain('"msg":"listening"');
  for (const hidden of [SECRET, token, subscriber.secret, 'romashka', 'sig_cli_1']) {
    expect(hidden).not.toBe('');
    expect(log).not.toContain(hidden);
  }
});
