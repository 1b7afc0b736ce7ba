/** `signal-hooks doctor` on a real gateway, well and ill. */
import { chmodSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort, type GatewayProcess, runCli, serve } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';

interface Finding {
  readonly is: 'fine' | 'attention' | 'broken';
  readonly what: string;
  readonly says: string;
}

let folder: Folder;
let port: number;
let gateway: GatewayProcess;

const LOOPBACK = { SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8' };
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runCli([...args, '--data', folder.path], {
    env: { ...LOOPBACK, SIGNAL_HOOKS_PORT: String(port), ...env },
  });
async function findings(env: Readonly<Record<string, string>> = {}): Promise<Finding[]> {
  const { stdout } = await run(['doctor', '--json'], env);
  return JSON.parse(stdout) as Finding[];
}
const about = (all: readonly Finding[], what: string): Finding | undefined =>
  all.find((finding) => finding.what.startsWith(what));

beforeAll(async () => {
  folder = makeFolder();
  port = await freePort();
  gateway = await serve(folder.path, port);
});
afterAll(async () => {
  await gateway?.stop();
  folder.remove();
});

test('a new gateway works, and what it still lacks is said', async () => {
  const { code, stdout } = await run(['doctor']);
  expect(stdout).toMatch(/^✔ database \(SQLite\): Events can be stored\.$/m);
  expect(stdout).toMatch(/^✔ disk: [\d.]+ GB free \(\d+ % used\); the database has 0\.00 GB\.$/m);
  expect(stdout).toMatch(/^✔ gateway: http:\/\/127\.0\.0\.1:\d+ answers\.$/m);
  expect(stdout).toMatch(/^! public address: Not known: .*Set SIGNAL_HOOKS_URL/m);
  expect(stdout).toMatch(/^✔ proxy: None is set: /m);
  expect(stdout).toMatch(/^✔ clock: Not compared: /m);
  expect(stdout).toMatch(/^! subscriptions: There is none yet: signal-hooks subscribe https:/m);
  expect(stdout).toMatch(/^! sources: There is none yet: signal-hooks source add siggnal$/m);
  expect(code).toBe(0);
});

test('sources, subscriptions and tokens are looked at, each with its next command', async () => {
  const added = await run(['source', 'add', 'signals']);
  const id = /src_[0-9a-z]+/.exec(added.stdout)?.[0] ?? '';
  const subscribed = await run(['subscribe', 'http://127.0.0.1:59997/hook', '--name', 'Sheet']);
  const subscription = /sub_[0-9a-z]+/.exec(subscribed.stdout)?.[0] ?? '';
  await run(['subscriptions', 'pause', subscription]);
  await run(['token', 'create', '--for', 'zapier', '--days', '7']);
  const all = await findings();
  expect(about(all, 'source SIGNALS')).toEqual({
    is: 'broken',
    what: 'source SIGNALS',
    says: `Its provider does not know it yet: signal-hooks source register ${id} --set …`,
  });
  expect(about(all, 'subscription Sheet')).toMatchObject({
    is: 'attention',
    says: `Paused: its events are kept. signal-hooks subscriptions resume ${subscription}`,
  });
  expect(about(all, 'token zapier')?.says).toMatch(/^Expires in [67] days\. Make another one/);
});

test('an address that leads elsewhere, a proxy that is not used', async () => {
  const other = createServer((_request, response) => response.end('<html>Welcome</html>'));
  const url = await listen(other);
  try {
    const all = await findings({ SIGNAL_HOOKS_URL: url, https_proxy: 'http://proxy.example' });
    expect(about(all, 'public address')).toMatchObject({
      is: 'broken',
      says: expect.stringContaining(`Something answers at ${url} that is no Signal Hooks gateway`),
    });
    expect(about(all, 'proxy')).toMatchObject({ is: 'attention' });
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
  const dead = await findings({ SIGNAL_HOOKS_URL: 'https://no.such.host.invalid' });
  expect(about(dead, 'public address')?.says).toContain('its host name could not be found');
});

test('an address that answers, but only to this machine', async () => {
  const found = about(await findings({ SIGNAL_HOOKS_URL: gateway.url }), 'public address');
  expect(found).toEqual({
    is: 'attention',
    what: 'public address',
    says: `${gateway.url} answers, but no provider on the internet can reach it.`,
  });
});

test('a clock that is wrong is seen by those of the machines that deliveries go to', async () => {
  const receiver = createServer((_request, response) => {
    response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString());
    response.end();
  });
  const url = await listen(receiver);
  try {
    await run(['subscribe', `${url}/hook`]);
    const clock = about(await findings(), 'clock');
    expect(clock?.is).toBe('broken');
    expect(clock?.says).toMatch(/^3(?:599|600|601) seconds behind the machines/);
  } finally {
    await new Promise((resolve) => receiver.close(resolve));
  }
});

test('where it does not even open, that is what is said', async () => {
  const key = join(folder.path, 'key');
  chmodSync(key, 0o644);
  try {
    const { code, stdout } = await run(['doctor']);
    expect(stdout).toMatch(/^✖ data: Others can read .*chmod 600/);
    expect(code).toBe(1);
  } finally {
    chmodSync(key, 0o600);
  }
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
