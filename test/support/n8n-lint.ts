import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { makeFolder } from './folder.ts';
import { unpackPackage } from './n8n-package.ts';
import { bareEnv } from './n8n-process.ts';
import type { ScanReport } from './n8n-scan.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGE = 'packages/n8n-nodes-signal-hooks';
/** Packages of the workspace that the nodes bundle. */
const BUNDLED = ['catalogue', 'client'];
const SCAN = fileURLToPath(new URL('./n8n-scan.ts', import.meta.url));
const LIMIT_MS = 240_000;
const MAX_OUTPUT = 16_000_000;

/** How a program ended. */
interface Run {
  /** Null if it was killed. */
  readonly code: number | null;
  /** Without colours. */
  readonly stdout: string;
  readonly stderr: string;
}

/** The repository as git would commit it, below the installed lint tools of n8n. */
export interface Checkout {
  readonly path: string;
  /** The package of nodes in it. */
  readonly packagePath: string;
  /** Changes a file of the package. @throws {Error} if the change changes nothing */
  edit(file: string, change: (text: string) => string): Promise<void>;
  /** `n8n-node lint`, as a developer of a package runs it. */
  lint(): Promise<Run>;
  /** ESLint with the package's configuration, deaf to comments, and strict with warnings. */
  lintStrictly(): Promise<Run>;
  remove(): void;
}

/**
 * Copies every file that git would commit, tracked or not, to a temporary folder.
 * @param tool the folder of the lint tools
 */
export async function checkOut(tool: string): Promise<Checkout> {
  const folder = makeFolder();
  const path = join(folder.path, 'checkout');
  const packagePath = join(path, PACKAGE);
  for (const file of await committedFiles(join(folder.path, 'git'))) {
    await cp(join(REPOSITORY, file), join(path, file), { verbatimSymlinks: true });
  }
  // Whatever the package does not find in the checkout, it finds among the tools.
  await symlink(join(tool, 'node_modules'), join(folder.path, 'node_modules'));
  await linkDependencies(path);
  // npm must not fetch what the tools lack.
  const env = { ...bareEnv(), npm_config_offline: 'true' };
  const runTool = (program: string, ...args: readonly string[]): Promise<Run> =>
    runNode([join(tool, 'node_modules', program), ...args], packagePath, env);
  return {
    path,
    packagePath,
    async edit(file, change) {
      const before = await readFile(join(packagePath, file), 'utf8');
      const after = change(before);
      if (after === before) throw new Error(`the change does not fit ${file} any more`);
      await writeFile(join(packagePath, file), after);
    },
    lint: () => runTool('@n8n/node-cli/bin/n8n-node.mjs', 'lint'),
    lintStrictly: () =>
      runTool('eslint/bin/eslint.js', '.', '--no-inline-config', '--max-warnings', '0'),
    remove: folder.remove,
  };
}

/** A package where n8n would have installed it, beside nothing but n8n-workflow. */
export interface Installed {
  /** The unpacked tarball. */
  readonly path: string;
  /** Runs JavaScript (CommonJS) there in a process of its own. */
  evaluate(code: string, ...args: readonly string[]): Promise<Run>;
  remove(): void;
}

/**
 * Builds and packs the package of a checkout, and unpacks it outside of every workspace.
 * @param tool the folder of the lint tools, which has n8n-workflow
 * @throws {Error} with the output of the build, if that fails
 */
export async function install({ packagePath }: Checkout, tool: string): Promise<Installed> {
  const built = await runNode(['build.mjs'], packagePath);
  if (built.code !== 0) throw new Error(`the build failed (${built.code}): ${built.stderr}`);
  const folder = makeFolder();
  await unpackPackage(folder.path, packagePath);
  const modules = join(folder.path, 'node_modules');
  await symlink(join(tool, 'node_modules/n8n-workflow'), join(modules, 'n8n-workflow'));
  const path = join(modules, 'n8n-nodes-signal-hooks');
  return {
    path,
    evaluate: (code, ...args) => runNode(['--eval', code, ...args], path),
    remove: folder.remove,
  };
}

/**
 * What n8n's scanner finds in the source and in the tarball.
 * @throws {Error} with its output, if it does not get to the end
 */
export async function scan(
  tool: string,
  checkout: Checkout,
  { path }: Installed,
): Promise<ScanReport> {
  const folder = makeFolder();
  try {
    // The scanner leaves a temporary folder behind.
    const env = { ...bareEnv(), TMPDIR: folder.path };
    const args = [SCAN, tool, checkout.path, 'n8n-nodes-signal-hooks', path];
    const { code, stdout, stderr } = await runNode(args, folder.path, env);
    if (code !== 0) throw new Error(`the scan failed (${code}): ${stderr}`);
    return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as ScanReport;
  } finally {
    folder.remove();
  }
}

/**
 * Of git only the rules of `.gitignore` are used, with an empty index: that also works where
 * the repository is a mere copy, and cannot touch its own.
 */
async function committedFiles(gitDir: string): Promise<string[]> {
  const git = promisify(execFile);
  const env = { ...bareEnv(), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  await git('git', ['init', '--quiet', '--bare', gitDir], { env });
  const where = [`--git-dir=${gitDir}`, `--work-tree=${REPOSITORY}`];
  const list = ['ls-files', '--others', '--exclude-standard', '-z'];
  const { stdout } = await git('git', [...where, ...list], { cwd: REPOSITORY, env });
  return stdout.split('\0').filter((file) => file !== '');
}

/** The neighbour in the workspace, from its source, so that nothing has to be built; and esbuild. */
async function linkDependencies(checkout: string): Promise<void> {
  for (const name of BUNDLED) {
    const folder = join(checkout, 'node_modules/@signal-hooks', name);
    await mkdir(folder, { recursive: true });
    await symlink(join(checkout, 'packages', name, 'src'), join(folder, 'src'));
    const manifest = { name: `@signal-hooks/${name}`, type: 'module', exports: './src/index.ts' };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  }
  const { resolve } = createRequire(join(REPOSITORY, PACKAGE, 'package.json'));
  const esbuild = dirname(resolve('esbuild/package.json'));
  await symlink(esbuild, join(checkout, 'node_modules/esbuild'));
}

/** Runs Node until it ends by itself, or is killed after a while. */
function runNode(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = bareEnv(),
): Promise<Run> {
  const options = { cwd, env, timeout: LIMIT_MS, maxBuffer: MAX_OUTPUT };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve({
        code: typeof code === 'number' ? code : null,
        stdout: stripVTControlCharacters(stdout),
        stderr: stripVTControlCharacters(stderr),
      });
    });
  });
}
