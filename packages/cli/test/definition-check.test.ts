import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, runCli } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';

const ACME = {
  id: 'acme',
  name: 'Acme',
  signature: { algorithm: 'hmac-sha256', header: 'x-acme-signature', encoding: 'hex' },
  eventType: 'event',
  fields: [{ key: 'total', label: 'Total', type: 'number', status: 'seen', from: 'total' }],
};
const WRONG = {
  ...ACME,
  id: 'Acme Shop',
  signature: { ...ACME.signature, algorithm: 'md5' },
  fields: [{ ...ACME.fields[0], type: 'money' }, { key: 'b' }],
};

const folder: Folder = makeFolder();
afterAll(() => folder.remove());
beforeAll(() => {
  const files = {
    'acme.json': JSON.stringify(ACME),
    'wrong.json': JSON.stringify(WRONG),
    'broken.json': '{"id":',
    'shop.json': JSON.stringify({ id: 'my-shop', name: 'My Shop' }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
});

const check = (...args: string[]): Promise<Outcome> =>
  runCli(['definition', 'check', ...args], { cwd: folder.path });

test('a good one is told in a few words', async () => {
  const { code, stdout, stderr } = await check('acme.json');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('✔ Acme (acme) can be used');
  expect(stdout).toContain('in the header x-acme-signature');
  expect(stdout).toContain('own fields  1');
});

test('every problem has its path in the file, and says what to write', async () => {
  const { code, stdout } = await check('wrong.json', '--json');
  expect(code).toBe(1);
  const { ok, problems } = JSON.parse(stdout) as {
    ok: boolean;
    problems: { path: string; message: string }[];
  };
  expect(ok).toBe(false);
  const byPath = Object.fromEntries(problems.map(({ path, message }) => [path, message]));
  expect(Object.keys(byPath)).toEqual(
    expect.arrayContaining(['id', 'signature.algorithm', 'fields.0.type', 'fields.1.label']),
  );
  expect(byPath['signature.algorithm']).toMatch(/hmac-sha256/);
  expect(byPath['fields.0.type']).toMatch(/string/);
  const words = await check('wrong.json');
  expect(words.stdout).toContain('✖ wrong.json cannot be used yet');
  expect(words.stdout).toContain(`  fields.0.type: ${byPath['fields.0.type']}`);
});

test('one that starts from a preset, by standard input', async () => {
  const input = JSON.stringify({ id: 'my-shop', name: 'My Shop' });
  const args = ['definition', 'check', '-'];
  expect((await runCli(args, { input })).code).toBe(1);
  const { code, stdout } = await runCli([...args, '--preset', 'shopify'], { input });
  expect([code, stdout]).toEqual([0, expect.stringContaining('x-shopify-hmac-sha256')]);
});

test.concurrent.each<[string, number, RegExp]>([
  ['', 2, /missing required argument 'file'/],
  ['missing.json', 2, /The definition cannot be read: ENOENT/],
  ['broken.json', 2, /broken\.json holds no definition/],
  ['shop.json --preset shopifi', 1, /preset: There is no such preset\. Did you mean "shopify"\?/],
])('definition check %s', async (line, status, sentence) => {
  const { code, stdout, stderr } = await check(...line.split(' ').filter((word) => word !== ''));
  expect(code).toBe(status);
  expect(stdout + stderr).toMatch(sentence);
});

test('what is learned of a captured request passes as it is', async () => {
  writeFileSync(join(folder.path, 'body.json'), '{"event":"paid","id":"evt_12345678","total":5}');
  const learned = await runCli(['definition', 'learn', 'body.json'], { cwd: folder.path });
  const { code, stdout } = await runCli(['definition', 'check', '-'], { input: learned.stdout });
  expect([code, stdout]).toEqual([0, expect.stringContaining('(my-product) can be used')]);
});
