import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@signal-hooks/emulator';
import { freePort, type Outcome, runCli, serve } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { until } from '../../../test/support/until.ts';

const here = (name: string): URL => new URL(`tunnel/${name}`, import.meta.url);
const TOOLS = ['cloudflared', 'tailscale', 'ngrok'];

let folder: Folder;
let bin: string;
beforeEach(() => {
  folder = makeFolder();
  bin = join(folder.path, 'bin');
  mkdirSync(bin);
  for (const tool of TOOLS) symlinkSync(fileURLToPath(here('stand-in.mjs')), join(bin, tool));
});
afterEach(() => folder.remove());

const data = (): string => join(folder.path, 'data');

/** What makes the stand-ins of this test the tools that are installed. */
const withTools = (port: number): Record<string, string> => ({
  PATH: [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
  STAND_IN: folder.path,
  STAND_IN_PORT: String(port),
  SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8',
  SIGNAL_HOOKS_DATA: data(),
  SIGNAL_HOOKS_PORT: String(port),
});

async function serveBy(
  tool: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const env = { ...withTools(await freePort()), ...extra };
  return runCli(['serve', '--tunnel', tool], { env });
}

test.each([
  ['cloudflared', 'https://start-1-of-it.trycloudflare.com'],
  ['tailscale', 'https://machine.tail1234.ts.net'],
  ['ngrok', 'https://abcd-1-2.ngrok-free.app'],
])('%s: its address is the gateway’s, for other commands too', async (tool, address) => {
  const port = await freePort();
  const env = withTools(port);
  const gateway = await serve(data(), port, env, undefined, ['--tunnel', tool]);
  const pid = Number(readFileSync(join(folder.path, 'pid'), 'utf8'));
  try {
    await until(gateway.printed, (text) => text.includes(`${address}/console/`));
    expect(gateway.printed()).toContain(`Tunnel   ${address}  (${tool})`);
    const added = await runCli(['source', 'add', 'siggnal'], { env });
    expect(added.stdout).toMatch(new RegExp(`ingest URL +${address}/in/src_`));
  } finally {
    expect(await gateway.stop()).toBe(0);
  }
  // The tool has ended with it.
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  // Without a tunnel its address is not known any more.
  const next = await serve(data(), port, env);
  expect(await next.stop()).toBe(0);
  const { stdout } = await runCli(['source', 'add', 'siggnal'], { env });
  expect(stdout).toMatch(new RegExp(`ingest URL +http://127.0.0.1:${port}/in/src_`));
});

describe('where the tunnel comes back with another address', () => {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startEmulator({ allowLoopback: true });
  });
  afterEach(() => emulator.close());

  test('the gateway has that one, providers with an API are told, and the others are named', async () => {
    const port = await freePort();
    const env = { ...withTools(port), NODE_OPTIONS: `--import ${here('lead-here.mjs').href}` };
    const gateway = await serve(data(), port, env, undefined, ['--tunnel', 'cloudflared']);
    try {
      const first = 'https://start-1-of-it.trycloudflare.com';
      const second = 'https://start-2-of-it.trycloudflare.com';
      await until(gateway.printed, (text) => text.includes(`${first}/console/`));
      await runCli(['source', 'add', 'siggnal', '--name', 'Sales'], { env });
      const settings = ['base_url', 'api_token'].flatMap((key) => [
        '--set',
        `${key}=${emulator.settings('signals')[key]}`,
      ]);
      await runCli(['source', 'add', 'signals', '--name', 'Audit', ...settings], { env });
      const addresses = (): string[] =>
        emulator
          .hooks('signals')
          .filter(({ active }) => active)
          .map(({ url }) => url);
      expect(addresses()).toEqual([expect.stringContaining(`${first}/in/src_`)]);

      process.kill(Number(readFileSync(join(folder.path, 'pid'), 'utf8')), 'SIGKILL');
      await until(addresses, ([url]) => url?.startsWith(`${second}/in/src_`) === true);
      await until(gateway.printed, (text) => text.includes('✔ Audit (SIGNALS) is registered'));
      expect(addresses()).toHaveLength(1);
      expect(gateway.printed()).toMatch(new RegExp(`Sales \\(Siggnal\\) +${second}/in/src_`));
      expect(gateway.logged()).toContain('cloudflared has ended');
      const { stdout } = await runCli(['audit', 'list', '--json'], { env });
      const [last] = JSON.parse(stdout) as { operation: string; outcome: string }[];
      expect(last).toMatchObject({ operation: 'registerSource', outcome: 'done' });
    } finally {
      expect(await gateway.stop()).toBe(0);
    }
  });

  test('what a provider refuses is said, with what to do', async () => {
    const port = await freePort();
    const env = { ...withTools(port), NODE_OPTIONS: `--import ${here('lead-here.mjs').href}` };
    const gateway = await serve(data(), port, env, undefined, ['--tunnel', 'cloudflared']);
    try {
      await until(gateway.printed, (text) => text.includes('/console/'));
      const settings = ['base_url', 'api_token'].flatMap((key) => [
        '--set',
        `${key}=${emulator.settings('signals')[key]}`,
      ]);
      await runCli(['source', 'add', 'signals', '--name', 'Audit', ...settings], { env });
      await emulator.close();
      process.kill(Number(readFileSync(join(folder.path, 'pid'), 'utf8')), 'SIGKILL');
      await until(gateway.logged, (text) => /source register src_/.test(text));
      expect(gateway.logged()).toContain('Audit (SIGNALS) is not registered at the new address:');
    } finally {
      expect(await gateway.stop()).toBe(0);
    }
  });
});

describe('it does not start', () => {
  test('without the tool', async () => {
    rmSync(join(bin, 'ngrok'));
    const { code, stderr } = await serveBy('ngrok');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(
        'There is no command ngrok on this machine. Install it (https://ngrok.com/download)',
      ),
    ]);
  });

  test('where the tool finds no network: what it said is shown', async () => {
    writeFileSync(join(folder.path, 'failing'), '');
    const { code, stderr } = await serveBy('cloudflared');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'signal-hooks: cloudflared ended without an address: failed to request',
    );
  });

  test.each([
    [
      'localtunnel',
      {},
      'There is no tunnel "localtunnel". Give one of: cloudflared, tailscale, ngrok.',
    ],
    [
      'ngrok',
      { SIGNAL_HOOKS_URL: 'https://hooks.example.com' },
      'leave out --url and SIGNAL_HOOKS_URL',
    ],
    ['ngrok', { SIGNAL_HOOKS_PORT: '0' }, 'give a port other than 0'],
  ])('%s with %j', async (tool, extra, words) => {
    const { code, stderr } = await serveBy(tool, extra);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});
