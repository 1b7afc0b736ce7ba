import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bareEnv, startGuarded } from './n8n-process.ts';

const OWN_PACKAGE = fileURLToPath(
  new URL('../../packages/n8n-nodes-signal-hooks', import.meta.url),
);

/** The parts of a package.json that matter here. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly n8n: { readonly nodes: readonly string[] };
}

/**
 * Installs a package of nodes as n8n does when a user asks for it: the packed tarball, unpacked
 * into n8n's own `nodes` folder, without anything the package does not bring along.
 *
 * @param nodesFolder `.n8n/nodes` in the user folder
 * @param packageFolder a built package; the project's own by default
 * @throws {Error} if the package is not built, or cannot be packed
 */
export async function unpackPackage(
  nodesFolder: string,
  packageFolder: string = OWN_PACKAGE,
): Promise<void> {
  const manifest = await manifestOf(packageFolder);
  const target = join(nodesFolder, 'node_modules', manifest.name);
  await mkdir(target, { recursive: true });
  const packed = await mkdtemp(join(tmpdir(), 'signal-hooks-pack-'));
  try {
    const to = ['--pack-destination', packed];
    await runIn(packageFolder, 'npm', ['pack', '--ignore-scripts', ...to]);
    const [tarball = ''] = await readdir(packed);
    await runIn(packed, 'tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  } finally {
    await rm(packed, { recursive: true, force: true });
  }
  const dependencies = { [manifest.name]: manifest.version };
  const installed = { name: 'installed-nodes', private: true, dependencies };
  await writeFile(join(nodesFolder, 'package.json'), JSON.stringify(installed));
}

async function manifestOf(folder: string): Promise<Manifest> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const missing = manifest.n8n.nodes.find((node) => !existsSync(join(folder, node)));
  if (missing === undefined) return manifest;
  throw new Error(`${manifest.name} is not built: ${missing} is missing. Run: npm run build`);
}

async function runIn(cwd: string, command: string, args: readonly string[]): Promise<void> {
  const run = startGuarded(command, args, { cwd, env: bareEnv() });
  const code = await run.ended;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed (${code}): ${run.logged()}`);
}
