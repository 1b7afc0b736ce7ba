import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flatten, nameOf, type Sbom } from '../scripts/sbom/describe.ts';
import { freePort, runCli, serve } from './support/cli.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { INSTALL_LIMIT_MS, installTool } from './support/tools.ts';
import { until } from './support/until.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Installing asks the registry for what the packages depend on. */
const hasRegistry =
  spawnSync('npm', ['view', 'commander', 'version'], { timeout: 60_000 }).status === 0;

/** The releases of Node that the packages run on: the oldest one, and the one of this workspace. */
const NODES: Readonly<Record<string, () => Promise<string>>> = {
  22: async () => join(await installTool('node-22'), 'node_modules/node/bin/node'),
  24: () => Promise.resolve(process.execPath),
};

/** npm, npx and what they start run on this Node. */
const withNode = (node: string): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
});

/** Every package as a tarball: what docs/how-to/run-the-gateway.md describes. */
function pack(folder: string): string[] {
  execFileSync('npm', ['run', '--silent', 'pack', '--', folder], { cwd: ROOT });
  const names = readdirSync(folder).filter((name) => /^signal-hooks-/.test(name));
  expect(names).toHaveLength(7);
  return names.map((name) => join(folder, name));
}

const megabytes = (path: string): number =>
  Number(execFileSync('du', ['-sm', path], { encoding: 'utf8' }).split('\t')[0]);

if (hasRegistry) {
  let packed: Folder;
  let tarballs: string[];
  beforeAll(() => {
    packed = makeFolder();
    tarballs = pack(packed.path);
  });
  afterAll(() => packed?.remove());

  describe.each(Object.keys(NODES))('installed in an empty folder, on Node %s', (release) => {
    let folder: Folder;
    let node: string;
    let bin: string;
    beforeAll(async () => {
      node = await (NODES[release] as () => Promise<string>)();
      folder = makeFolder();
      bin = join(folder.path, 'node_modules/@signal-hooks/cli/bin/signal-hooks.js');
      const options = ['--no-audit', '--no-fund', '--prefix', folder.path];
      execFileSync('npm', ['install', ...options, ...tarballs], {
        ...{ cwd: folder.path, env: withNode(node), stdio: 'pipe' },
      });
    }, INSTALL_LIMIT_MS);
    afterAll(() => folder?.remove());

    test('npx finds the command, and it is this Node that runs it', () => {
      const of = { cwd: folder.path, env: withNode(node), encoding: 'utf8' } as const;
      expect(execFileSync('node', ['--version'], of)).toMatch(`v${release}.`);
      const help = execFileSync('npx', ['--no-install', 'signal-hooks', '--help'], of);
      expect(help).toContain('serve');
    });

    test('the tarballs alone make a gateway with a console, that takes events', async () => {
      const data = join(folder.path, 'data');
      const gateway = await serve(data, await freePort(), {}, bin, [], node);
      try {
        const options = { bin, node, cwd: folder.path };
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
        const page = await fetch(`${gateway.url}/console/`);
        expect([page.status, page.headers.get('content-type')]).toEqual([
          200,
          expect.stringMatching('^text/html'),
        ]);
        const html = await page.text();
        const [, script = ''] = /<script [^>]*src="([^"]+)"/.exec(html) ?? [];
        const loaded = await fetch(new URL(script, `${gateway.url}/console/`));
        expect([loaded.status, loaded.headers.get('content-type')]).toEqual([
          200,
          expect.stringMatching('javascript'),
        ]);
        expect((await fetch(`${gateway.url}/v1/sources`)).status).toBe(401);
      } finally {
        expect(await gateway.stop()).toBe(0);
      }
    });

    test('the demo runs from them', async () => {
      const demo = ['demo', '--exit', '--port', '0', '--folder', join(folder.path, 'demo')];
      const { code, stdout } = await runCli(demo, { bin, node, cwd: folder.path });
      expect(stdout).toContain('expectations met');
      expect(code).toBe(0);
    });

    test('the list of what is in them names what npm has installed, and what the console bundles', () => {
      const list = readFileSync(join(packed.path, 'signal-hooks.cdx.json'), 'utf8');
      const { metadata, components }: Sbom = JSON.parse(list);
      expect(nameOf(metadata.component)).toBe('@signal-hooks/cli');
      const ofConsole = components.find((one) => nameOf(one) === '@signal-hooks/console');
      const bundled = (ofConsole?.components ?? []).map(nameOf);
      expect(bundled).toEqual(expect.arrayContaining(['react', 'react-dom', 'lucide-react']));
      const installed = components.flatMap((one) =>
        one === ofConsole ? [nameOf(one)] : flatten([one]).map(nameOf),
      );
      const lock = readFileSync(join(folder.path, 'node_modules/.package-lock.json'), 'utf8');
      const names = Object.keys(JSON.parse(lock).packages)
        .map((path) => path.replace(/^.*node_modules\//, ''))
        .filter((name) => name !== '@signal-hooks/cli');
      expect([...new Set(installed)].sort()).toEqual([...new Set(names)].sort());
    });

    test('their licence, and those of what the console bundles, are installed with them', () => {
      const modules = join(folder.path, 'node_modules/@signal-hooks');
      for (const name of readdirSync(modules)) {
        expect(readFileSync(join(modules, name, 'LICENSE'), 'utf8')).toMatch(/^MIT License/);
      }
      const texts = join(modules, 'console/dist/third-party-licences.txt');
      expect(readFileSync(texts, 'utf8')).toMatch(/^## react - .+ \(MIT\)$/m);
    });

    test('they bring along what runs, not what builds', () => {
      expect(megabytes(join(folder.path, 'node_modules'))).toBeLessThan(80);
      for (const name of ['typescript', '@opentelemetry/sdk-trace-base']) {
        expect([name, existsSync(join(folder.path, 'node_modules', name))]).toEqual([name, false]);
      }
    });
  });
} else {
  test.skip('the npm registry is out of reach: the tarballs were not installed', () => {});
}
