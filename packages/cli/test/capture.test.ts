import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, type Outcome, runCli } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { until } from '../../../test/support/until.ts';

const SECRET = "it's a $ecret";
// Not as JSON.stringify would write it: the bytes count.
const BODY = '{ "signal_id" : "sig_1", "company": {"name": "Ромашка"} }\n';
const BIN = fileURLToPath(new URL('../bin/signal-hooks.js', import.meta.url));

const folder: Folder = makeFolder();
afterAll(() => folder.remove());

/** Captures one request. */
async function capture(
  body: string,
  headers: Record<string, string>,
  file: string,
): Promise<Outcome> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/any/path?x=1`;
  const outcome = runCli(['capture', '--port', String(port), '--body', file], {
    cwd: folder.path,
  });
  const reached = (): Promise<number> =>
    fetch(url, { method: 'HEAD' }).then(
      ({ status }) => status,
      () => 0,
    );
  await until(reached, (status) => status === 200);
  expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(200);
  return outcome;
}

test('what it prints is what verify takes', async () => {
  const signature = createHmac('sha256', SECRET).update(BODY).digest('hex');
  const { code, stdout } = await capture(
    BODY,
    {
      'X-Siggnal-Signature': signature,
      'X-Odd': "it's odd; $(id)",
      'X-Forwarded-For': '10.0.0.1',
      Authorization: 'Bearer hidden',
    },
    'body.json',
  );
  expect(code).toBe(0);
  expect(readFileSync(join(folder.path, 'body.json'), 'utf8')).toBe(BODY);
  expect(statSync(join(folder.path, 'body.json')).mode & 0o777).toBe(0o600);
  const headersFile = join(folder.path, 'body.headers');
  expect(readFileSync(headersFile, 'utf8')).toMatch(/^X-Siggnal-Signature: [0-9a-f]{64}$/im);
  expect(readFileSync(headersFile, 'utf8')).toContain('uthorization: Bearer hidden\n');
  expect(statSync(headersFile).mode & 0o777).toBe(0o600);
  expect(stdout).not.toMatch(/hidden|10\.0\.0\.1/);
  const line = stdout.slice(stdout.indexOf('npx signal-hooks verify siggnal'));
  const { status, stdout: verified } = spawnSync(
    'sh',
    ['-c', line.replace('npx signal-hooks', '"$NODE" "$BIN"')],
    {
      cwd: folder.path,
      env: { PATH: process.env.PATH, NODE: process.execPath, BIN, SECRET, NO_COLOR: '1' },
    },
  );
  expect([status, verified.toString()]).toEqual([0, expect.stringContaining('✔ verified')]);
});

test('of a preset that signs the address, what is needed is asked for', async () => {
  const headers = {
    'X-Twilio-Signature': '0/KCTR6DLpKmkAf8muzZqo1nDgQ=',
    'Content-Type': 'application/x-www-form-urlencoded',
  };
  const { stdout } = await capture('Digits=1', headers, 'form.txt');
  expect(stdout).toMatch(/verify twilio --body form\.txt/);
  expect(stdout).toMatch(/--header '[Cc]ontent-[Tt]ype: application\/x-www-form-urlencoded'/);
  expect(stdout).toContain('--url "$URL"');
});

test('a secret that a header carries is not printed', async () => {
  const { stdout } = await capture('{}', { 'X-Gitlab-Token': 'hidden-token' }, 'token.json');
  expect(stdout).toMatch(/verify gitlab [\s\S]*--header "[Xx]-[Gg]itlab-[Tt]oken: \$SECRET"/);
  expect(stdout).not.toContain('hidden-token');
});

test('a request of nobody that is known is captured too', async () => {
  const { stdout } = await capture('x', { 'x-strange-signature': 'abc' }, 'strange.txt');
  expect(stdout).toContain('npx signal-hooks verify <provider> --body strange.txt');
  expect(stdout).toContain("--header 'x-strange-signature: abc'");
  expect(stdout).toContain('npx signal-hooks definition learn strange.txt');
});

test('what was captured of nobody that is known makes a definition', async () => {
  const headers = { 'X-Acme-Event': 'deal.won', 'x-acme-signature': 'ab'.repeat(32) };
  await capture('{"id":"evt_12345678"}', headers, 'acme.json');
  const learned = await runCli(['definition', 'learn', 'acme.json'], { cwd: folder.path });
  expect(JSON.parse(learned.stdout)).toMatchObject({
    id: 'acme',
    signature: { header: 'x-acme-signature' },
    eventType: { header: 'x-acme-event' },
  });
});

test('headers that are there are not overwritten', async () => {
  writeFileSync(join(folder.path, 'new.headers'), 'mine');
  const { code, stderr } = await runCli(['capture', '--port', '0', '--body', 'new.json'], {
    cwd: folder.path,
  });
  expect([code, readFileSync(join(folder.path, 'new.headers'), 'utf8')]).toEqual([2, 'mine']);
  expect(stderr).toContain(
    'new.headers is there already. Remove it, or choose another file with --headers',
  );
});

test('a file that is there is not overwritten', async () => {
  writeFileSync(join(folder.path, 'mine.json'), 'mine');
  const { code, stderr } = await runCli(['capture', '--port', '0', '--body', 'mine.json'], {
    cwd: folder.path,
  });
  expect([code, readFileSync(join(folder.path, 'mine.json'), 'utf8')]).toEqual([2, 'mine']);
  expect(stderr).toContain('mine.json is there already. Remove it, or choose another file');
});

test('a port that is taken is told', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { code, stderr } = await runCli(['capture', '--port', String(port)]);
  server.close();
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining(`Port ${port} is in use. Choose another with --port.`),
  ]);
});
