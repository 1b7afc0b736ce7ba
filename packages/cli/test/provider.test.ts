import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';

const SECRET = 'acme-secret-0123456789';
const ACME = {
  id: 'acme',
  name: 'Acme',
  signature: {
    algorithm: 'hmac-sha256',
    header: 'x-acme-signature',
    encoding: 'hex',
    content: '{timestamp}.{url}.{body}',
    timestamp: 'x-acme-time',
  },
  body: { each: 'items' },
  handshakes: [
    { method: 'GET', signed: false, challenge: { query: 'c' }, answer: { text: '{challenge}' } },
  ],
  eventType: 'type',
  identity: [{ parts: ['id'] }, { parts: [{ digestWithout: [] }] }],
  fields: [
    {
      key: 'amount',
      label: 'Amount',
      type: 'number',
      status: 'documented',
      sample: 1,
      from: 'amount',
    },
  ],
};

let folder: Folder;
beforeAll(() => {
  folder = makeFolder();
});
afterAll(() => folder.remove());

function file(name: string, content: unknown): string {
  const path = join(folder.path, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const run = (...args: string[]) => runCli(args, { cwd: folder.path });
const onData = (...args: string[]) => run(...args, '--data', folder.path);

async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await onData(...args);
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  return stdout;
}

test('a definition becomes a source, is shown, changed and removed', async () => {
  const acme = file('acme.json', ACME);
  const added = await succeed(
    'source',
    'add',
    'custom',
    '--definition',
    acme,
    '--secret',
    SECRET,
    '--create',
  );
  expect(added).toMatch(/Acme is connected as src_/);
  expect(added).toContain('1. Enter the ingest URL as the address of its webhook.');
  const [id = ''] = /src_[0-9a-z]+/.exec(added) ?? [];
  expect(await succeed('provider', 'list')).toMatch(/^ *acme +custom +Acme$/m);
  expect(JSON.parse(await succeed('provider', 'show', 'acme', '--definition'))).toEqual(ACME);
  expect(await succeed('provider', 'show', 'acme')).toMatch(/^ *amount +number +Amount$/m);
  expect(await succeed('source', 'add', 'acme', '--secret', SECRET)).toMatch(/Acme is connected/);
  expect(await succeed('source', 'list')).toContain(id);

  const where = ['subscribe', 'https://a.example/', '--provider', 'acme', '--where', 'amount>=5'];
  expect(await succeed(...where)).toMatch(/subscribed as sub_/);
  const without = file('without.json', { ...ACME, fields: [] });
  const refused = await onData('provider', 'update', 'acme', '--definition', without);
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringMatching(/"amount" is gone, but the filter of sub_/),
  ]);
  const renamed = file('renamed.json', { ...ACME, name: 'Acme 2' });
  expect(await succeed('provider', 'update', 'acme', '--definition', renamed)).toMatch(
    /Acme 2 is changed/,
  );
  const inUse = await onData('provider', 'remove', 'acme', '--yes');
  expect([inUse.code, inUse.stderr]).toEqual([1, expect.stringContaining('is a source of it')]);
});

test('a preset is a source by its id, and by "custom"', async () => {
  const data = ['--data', join(folder.path, 'presets'), '--create', '--secret', SECRET];
  const byId = await run('source', 'add', 'stripe', ...data);
  expect(byId.stdout).toMatch(/Stripe is connected as src_/);
  const custom = await run('source', 'add', 'custom', '--preset', 'slack', ...data);
  expect(custom.stdout).toMatch(/Slack is connected as src_/);
});

describe('verify --definition', () => {
  const URL = 'https://hooks.example.com/in/src_1?x=1';
  const TIME = 1_777_127_400;
  const BODY =
    '{"items":[{"type":"sale","id":1,"amount":7.5},{"type":"refund","id":2,"amount":1}]}';
  const signature = createHmac('sha256', SECRET).update(`${TIME}.${URL}.${BODY}`).digest('hex');
  const headers = [
    '--header',
    `x-acme-signature: ${signature}`,
    '--header',
    `x-acme-time: ${TIME}`,
  ];
  const verify = (...args: string[]) =>
    run('verify', '--definition', file('verify.json', ACME), '--secret', SECRET, ...args);
  const body = () => ['--body', file('list.json', BODY)];

  test('shows every event of a list that was captured long ago', async () => {
    const { code, stdout } = await verify(...body(), ...headers, '--url', URL, '--now', `${TIME}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /Event 1 of 2\n.*sale\n[\s\S]*amount +7\.5\n[\s\S]*Event 2 of 2\n.*refund/,
    );
    const iso = new Date(TIME * 1000).toISOString();
    const json = await verify(...body(), ...headers, '--url', URL, '--now', iso, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: true,
      event: { type: 'sale', identity: '1' },
      events: [{ event: { type: 'sale' } }, { event: { type: 'refund' }, record: { amount: 1 } }],
      handshake: null,
    });
  });

  test('says that the time or the address does not fit', async () => {
    const old = await verify(...body(), ...headers, '--url', URL);
    expect([old.code, old.stdout]).toEqual([
      1,
      expect.stringContaining('timestamp_out_of_tolerance'),
    ]);
    const other = await verify(
      ...body(),
      ...headers,
      '--url',
      'https://a.example/',
      '--now',
      `${TIME}`,
    );
    expect(other.stdout).toContain('compared with https://a.example/');
    const without = await verify(...body(), ...headers, '--now', `${TIME}`);
    expect(without.stdout).toContain('url_missing');
  });

  test('shows how a handshake is answered', async () => {
    const { code, stdout } = await verify('--method', 'get', '--url', 'https://a.example/?c=hello');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/answered 200, text\/plain:\n +hello/),
    ]);
  });

  test('names what is wrong with the definition', async () => {
    const wrong = file('wrong.json', { ...ACME, eventType: { txt: 'a' } });
    const { code, stderr } = await run(
      'verify',
      '--definition',
      wrong,
      '--body',
      '-',
      '--secret',
      's',
    );
    expect([code, stderr]).toEqual([1, expect.stringMatching(/definition\.eventType\.txt: /)]);
  });
});

test.concurrent.each<[string, RegExp]>([
  ['source add custom', /Say what sends: --definition <file>, or --preset <id>/],
  ['source add siggnal --preset stripe', /source add custom/],
  ['source add custom --definition missing.json', /The definition cannot be read: ENOENT/],
  ['source add discord --data . --create', /Discord makes the public key itself.*--key <file>/],
  ['verify --body - --secret s', /Name a provider, or give --definition/],
  ['verify siggnal --definition a.json --body - --secret s', /not both/],
  ['verify stripe --preset stripe --body - --secret s', /--preset goes with --definition/],
  ['verify stripe --body - --secret s --now soon', /--now takes a time such as/],
  ['verify twilio --body - --secret s --url nowhere', /--url nowhere is no URL/],
  ['provider update acme', /required option '--definition <file>' not specified/],
])('signal-hooks %s', async (line, sentence) => {
  const { code, stderr } = await run(...line.split(' '));
  expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
});
