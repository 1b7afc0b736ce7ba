import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Outcome } from './cli.ts';
import { makeFolder } from './folder.ts';
import { bareEnv } from './n8n-process.ts';
import { installTool } from './tools.ts';

/** The Zapier app, built as it is pushed: outside of the workspaces, with its one dependency. */
export interface BuiltApp {
  /** Where package.json, index.js and node_modules are. */
  readonly folder: string;
  /** Runs `zapier-platform` there, without an account and without a network. */
  cli(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** A copy of the package that is built into {@link folder}. */
  readonly sources: string;
  /** Runs the package's own script `zapier` in that copy, as {@link cli} runs Zapier's. */
  script(args: readonly string[]): Promise<Outcome>;
  /**
   * Makes the zip that would be pushed. @returns its path
   * @throws {Error} with what the CLI says
   */
  build(): Promise<string>;
  /**
   * Unpacks a zip as Zapier's runtime has it.
   * @param zip by default what would be pushed: built once for each state of the code, and kept
   *   beside the tool
   * @returns the folder
   */
  unpack(zip?: string): Promise<string>;
  /** The file in which connections that would leave this machine are noted. */
  readonly strayLog: string;
  /** Hosts outside of this machine that anything has tried to reach. */
  readonly strayHosts: () => readonly string[];
  remove(): void;
}

/** Another copy of the app's package, such as one that is broken on purpose, can be named. */
const { ZAPIER_PACKAGE = join(__dirname, '../../packages/zapier-signal-hooks') } = process.env;
const OFFLINE = pathToFileURL(join(__dirname, 'zapier-offline.ts')).href;
const CORE = 'node_modules/zapier-platform-core';
/** Nobody listens there: where Zapier's own API would be. */
const NOWHERE = 'http://127.0.0.1:9';
const LIMIT_MS = 240_000;
const MAX_OUTPUT = 16_000_000;

/**
 * Builds the app into a temporary folder and gives it the runtime, out of the installed tool.
 * @throws {Error} if the tool cannot be installed or the app cannot be built
 */
export async function buildApp(): Promise<BuiltApp> {
  const tool = await installTool('zapier-cli');
  const temporary = makeFolder();
  const path = (name: string): string => join(temporary.path, name);
  const folder = path('app');
  const program = join(tool, 'node_modules/zapier-platform-cli/src/bin/run');
  const strayLog = path('stray-hosts');
  const own = { ...offlineEnv(strayLog), ...CLI_ENV, HOME: temporary.path };
  const built: BuiltApp = {
    folder,
    cli: (args, env = {}) => runNode([program, ...args], folder, { ...own, ...env }),
    sources: path('packages/zapier-signal-hooks'),
    async script(args) {
      const tools = await fakeNpx(program, path('bin'));
      await copySources(built.sources, folder);
      const script = join(built.sources, 'zapier.mjs');
      const env = { ...own, PATH: `${tools}${delimiter}${process.env.PATH}` };
      return runNode([script, ...args], temporary.path, env);
    },
    async build() {
      await must(await built.cli(['build', '--skip-dep-install', '--skip-validation']));
      return join(folder, 'build/build.zip');
    },
    async unpack(zip) {
      const unpacked = path(`unpacked-${randomUUID()}`);
      unzip(tool, zip ?? (await keptZip(tool, built)), unpacked);
      return unpacked;
    },
    strayLog,
    strayHosts: () => linesOf(strayLog),
    remove: temporary.remove,
  };
  try {
    const build = [join(ZAPIER_PACKAGE, 'build.mjs'), folder];
    await must(await runNode(build, temporary.path, offlineEnv(strayLog)));
    await copyCore(tool, folder);
    return built;
  } catch (error) {
    temporary.remove();
    throw error;
  }
}

/**
 * The environment of a program of Zapier's: it must not notice who runs the tests, and cannot
 * reach anything outside of this machine.
 * @param log the file in which attempts to do so are noted
 */
export function offlineEnv(log: string): Record<string, string> {
  return { ...bareEnv(), NODE_OPTIONS: `--import=${OFFLINE}`, ZAPIER_OFFLINE_LOG: log };
}

/** A folder with an `npx` that runs the installed tool, whatever it is told to fetch. */
async function fakeNpx(program: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const line = `shift; exec '${process.execPath}' '${program}' "$@"`;
  await writeFile(join(folder, 'npx'), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  return folder;
}

/** The app's package where it may be written to, beside the packages that it is built from. */
async function copySources(place: string, dist: string): Promise<void> {
  if (existsSync(place)) return;
  const filter = (file: string): boolean =>
    !/zapier-signal-hooks\/(?:dist|node_modules|test)/.test(file);
  await cp(ZAPIER_PACKAGE, place, { recursive: true, filter });
  await symlink(dist, join(place, 'dist'));
  const packages = join(__dirname, '../../packages');
  for (const name of ['catalogue', 'client']) {
    await symlink(join(packages, name), join(place, '..', name));
  }
  await symlink(join(packages, '../node_modules'), join(place, '../../node_modules'));
}

/** Keeps the CLI from asking whether it is up to date, and from telling that it is used. */
const CLI_ENV = {
  DISABLE_ZAPIER_ANALYTICS: '1',
  NO_UPDATE_NOTIFIER: '1',
  ZAPIER_BASE_ENDPOINT: NOWHERE,
};

/** What of the tool's lock file is needed here. */
interface Lock {
  readonly packages: {
    readonly [path: string]: { readonly dependencies?: Readonly<Record<string, string>> };
  };
}

/** Does what `npm install` in the folder would do, without the registry. */
async function copyCore(tool: string, folder: string): Promise<void> {
  const { packages } = JSON.parse(await readFile(join(tool, 'package-lock.json'), 'utf8')) as Lock;
  const wanted = new Set([CORE]);
  for (const path of wanted) {
    for (const name of Object.keys(packages[path]?.dependencies ?? {})) {
      wanted.add(resolveIn(packages, path, name));
    }
  }
  for (const path of wanted) {
    // What is nested in a package comes along with it, or on its own.
    await cp(join(tool, path), join(folder, path), { recursive: true });
  }
}

/** Where Node finds a dependency of the package at `from`: there, or further up. */
function resolveIn(packages: Lock['packages'], from: string, name: string): string {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    const path = `${base === '' ? '' : `${base}/`}node_modules/${name}`;
    if (path in packages) return path;
    if (base === '') throw new Error(`${name}, which ${from} needs, is not installed`);
  }
}

/** The zip of exactly this code by exactly this tool, which is made unless it is there. */
async function keptZip(tool: string, { folder, build }: BuiltApp): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['index.js', 'package.json']) hash.update(await readFile(join(folder, file)));
  const zip = join(tool, `build-${hash.digest('hex').slice(0, 12)}.zip`);
  if (!existsSync(zip)) await keep(await build(), zip);
  return zip;
}

/** Puts a file in its place in one step; what was kept before it goes. */
async function keep(file: string, place: string): Promise<void> {
  const folder = dirname(place);
  const old = (await readdir(folder)).filter((name) => /^build-\w+\.zip$/.test(name));
  const unfinished = `${place}-${randomUUID()}`;
  await cp(file, unfinished);
  await rename(unfinished, place);
  for (const name of old) await rm(join(folder, name), { force: true });
}

type AdmZip = new (file: string) => { extractAllTo(folder: string, overwrite: boolean): void };

/** With the library that the CLI itself unpacks with; `unzip` is not on every machine. */
function unzip(tool: string, file: string, folder: string): void {
  const Zip = createRequire(join(tool, 'package.json'))('adm-zip') as AdmZip;
  new Zip(file).extractAllTo(folder, true);
}

async function must({ code, stdout, stderr }: Outcome): Promise<void> {
  if (code !== 0) throw new Error(`it ended with ${code}:\n${stdout}\n${stderr}`);
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}

function runNode(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const options = { cwd, env, timeout: LIMIT_MS, maxBuffer: MAX_OUTPUT };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : child.exitCode, stdout, stderr });
    });
    child.stdin?.end();
  });
}
