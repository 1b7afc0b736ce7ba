import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, runCli, serve } from './support/cli.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { until } from './support/until.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Installing asks the registry for what the packages depend on. */
const hasRegistry =
  spawnSync('npm', ['view', 'commander', 'version'], { timeout: 60_000 }).status === 0;

/** The tarballs in an empty folder: what docs/how-to/run-the-gateway.md describes. */
function install(folder: string): void {
  execFileSync('npm', ['run', '--silent', 'pack', '--', join(folder, 'packed')], { cwd: ROOT });
  const tarballs = readdirSync(join(folder, 'packed')).filter((name) =>
    /^signal-hooks-/.test(name),
  );
  expect(tarballs).toHaveLength(7);
  const files = tarballs.map((name) => join(folder, 'packed', name));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, ...files], {
    cwd: folder,
    stdio: 'pipe',
  });
}

const megabytes = (path: string): number =>
  Number(execFileSync('du', ['-sm', path], { encoding: 'utf8' }).split('\t')[0]);

if (hasRegistry) {
  let folder: Folder;
  beforeAll(() => {
    folder = makeFolder();
    install(folder.path);
  });
  afterAll(() => folder.remove());

  test('the tarballs alone make a gateway that takes events', async () => {
    const bin = join(folder.path, 'node_modules/@signal-hooks/cli/bin/signal-hooks.js');
    const data = join(folder.path, 'data');
    const gateway = await serve(data, await freePort(), {}, bin);
    try {
      const options = { bin, cwd: folder.path };
      const where = ['--data', data, '--url', gateway.url];
      const secret = 'secret-of-the-packed-test';
      const added = await runCli(
        ['source', 'add', 'siggnal', '--secret', secret, ...where],
        options,
      );
      const to = /ingest URL +(\S+)/.exec(added.stdout)?.[1] ?? '';
      const sent = await until(
        () => runCli(['send', 'siggnal', '--to', to, '--secret', secret], options),
        ({ code }) => code === 0,
      );
      expect(sent.stdout).toContain('1 of 1 requests accepted');
    } finally {
      expect(await gateway.stop()).toBe(0);
    }
  });

  test('the demo runs from them', async () => {
    const bin = join(folder.path, 'node_modules/@signal-hooks/cli/bin/signal-hooks.js');
    const demo = ['demo', '--exit', '--port', '0', '--folder', join(folder.path, 'demo')];
    const { code, stdout } = await runCli(demo, { bin, cwd: folder.path });
    expect(stdout).toContain('expectations met');
    expect(code).toBe(0);
  });

  test('they bring along what runs, not what builds', () => {
    expect(megabytes(join(folder.path, 'node_modules'))).toBeLessThan(80);
    for (const name of ['typescript', '@opentelemetry/sdk-trace-base']) {
      expect([name, existsSync(join(folder.path, 'node_modules', name))]).toEqual([name, false]);
    }
  });
} else {
  test.skip('the npm registry is out of reach: the tarballs were not installed', () => {});
}
