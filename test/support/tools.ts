import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startGuarded } from './n8n-process.ts';

/** A program the tests run that is too large to be a dependency of the workspace. */
interface Tool {
  readonly what: string;
  readonly size: string;
  readonly time: string;
  /** Packages whose install scripts are needed after all; no others are run. */
  readonly rebuild: readonly string[];
  /** Where its manifest and lock file are, if not in a folder of `test/tools`. */
  readonly lock?: string;
}

const N8N = { size: '2.4 GB', time: '3 to 5 minutes', rebuild: ['sqlite3'] } as const;

const TOOLS = {
  'n8n-host-oldest': { ...N8N, what: 'the oldest n8n that is tried' },
  'n8n-host-newest': { ...N8N, what: 'the newest n8n that is tried' },
  'n8n-lint': {
    what: 'the lint tools of n8n',
    size: '0.5 GB',
    time: 'about a minute',
    rebuild: [],
  },
  'zapier-cli': {
    what: 'the tools of Zapier',
    size: '0.2 GB',
    time: 'about half a minute',
    rebuild: [],
  },
  'node-22': {
    what: 'the oldest Node that the packages run on',
    size: '0.1 GB',
    time: 'about a quarter of a minute',
    rebuild: ['node'],
  },
  helm: {
    what: 'Helm and the types of Kubernetes',
    size: '0.1 GB',
    time: 'some seconds',
    rebuild: [],
  },
  'workflow-lint': {
    what: 'actionlint',
    size: '3 MB',
    time: 'some seconds',
    rebuild: [],
  },
  'supply-chain': {
    what: 'the tools that look for secrets and list what is in the packages',
    size: '60 MB',
    time: 'some seconds',
    rebuild: [],
  },
  site: {
    what: 'VitePress',
    size: '0.1 GB',
    time: 'about a quarter of a minute',
    rebuild: ['esbuild'],
    lock: '../../site',
  },
  senders: {
    what: 'the libraries of products that sign webhooks',
    size: '0.2 GB',
    time: 'about a quarter of a minute',
    rebuild: [],
  },
  'bench-peers': {
    what: 'the libraries that the benchmarks compare with',
    size: '0.1 GB',
    time: 'about a quarter of a minute',
    rebuild: [],
  },
} as const satisfies Record<string, Tool>;

/** The releases of n8n that the nodes and the recipes are tried with. */
export const N8N_RELEASES = ['oldest', 'newest'] as const;

/** One of them. */
export type N8nRelease = (typeof N8N_RELEASES)[number];

/** Whether a word names one of {@link N8N_RELEASES}. */
export const isN8nRelease = (word: string): word is N8nRelease =>
  (N8N_RELEASES as readonly string[]).includes(word);

/**
 * The release that this run is for: `SIGNAL_HOOKS_TEST_N8N`, by default the newest.
 * @throws {Error} if the variable holds something else
 */
export function n8nRelease(): N8nRelease {
  const word = process.env.SIGNAL_HOOKS_TEST_N8N || 'newest';
  if (isN8nRelease(word)) return word;
  throw new Error(`SIGNAL_HOOKS_TEST_N8N takes one of: ${N8N_RELEASES.join(', ')}.`);
}

/** The time limit of a hook that installs a tool and starts it, in milliseconds. */
export const INSTALL_LIMIT_MS = 20 * 60_000;
const NPM_LIMIT_MS = 15 * 60_000;
/** Nobody works in an unfinished folder any more that is older than this. */
const ABANDONED_MS = 60 * 60_000;
const TAIL = 4000;

const LOCKS = fileURLToPath(new URL('../tools', import.meta.url));
const MANIFEST = ['package.json', 'package-lock.json'] as const;

/**
 * The folder in which a tool is installed, exactly as its lock file says; installs it the first
 * time. The folder is kept in `SIGNAL_HOOKS_CACHE` (by default in the user's cache folder) under
 * a name made from the lock file and Node's version. It appears there when it is complete, so an
 * interrupted install does not count, and two at once do no harm.
 *
 * @throws {Error} with the end of npm's output if npm fails
 */
export async function installTool(name: keyof typeof TOOLS): Promise<string> {
  const lock = await readFile(join(lockFolder(name), 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const node = process.versions.node.split('.')[0];
  const folder = join(cacheFolder(), `${name}-${hash}-node${node}`);
  if (await exists(folder)) return folder;
  const { what, size, time }: Tool = TOOLS[name];
  say(`installing ${what} (${size}, ${time}, once) into ${folder} ...`);
  const started = performance.now();
  await removeAbandoned();
  const unfinished = join(cacheFolder(), `unfinished-${name}-${randomBytes(4).toString('hex')}`);
  try {
    await install(name, unfinished);
    await rename(unfinished, folder).catch(async (error: unknown) => {
      // Another process was faster.
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  say(`installed ${what} in ${Math.round((performance.now() - started) / 1000)} s.`);
  return folder;
}

/** The folder of the real n8n, in the release that this run is for. */
export const installN8n = (): Promise<string> => installTool(`n8n-host-${n8nRelease()}`);

async function install(name: keyof typeof TOOLS, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of MANIFEST) await cp(join(lockFolder(name), file), join(folder, file));
  // One package of the host demands pnpm in its install script; another resolves for a quarter
  // of an hour unless peers are left alone.
  const quiet = ['--no-audit', '--no-fund', '--no-progress'];
  await npm(folder, ['ci', '--legacy-peer-deps', '--ignore-scripts', ...quiet]);
  const { rebuild }: Tool = TOOLS[name];
  if (rebuild.length > 0) await npm(folder, ['rebuild', ...rebuild, '--ignore-scripts=false']);
}

function lockFolder(name: keyof typeof TOOLS): string {
  const { lock }: Tool = TOOLS[name];
  return join(LOCKS, lock ?? name);
}

async function npm(cwd: string, args: readonly string[]): Promise<void> {
  const run = startGuarded('npm', args, { cwd, env: npmEnv() });
  const timer = setTimeout(() => void run.stop(1000), NPM_LIMIT_MS);
  const code = await run.ended;
  clearTimeout(timer);
  if (code === 0) return;
  throw new Error(`npm ${args.join(' ')} failed (${code}):\n${run.logged().slice(-TAIL)}`);
}

/**
 * What belongs to the machine (proxies, certificates, the user's own settings), without what the
 * outer `npm test` and jest have set. This Node comes first.
 */
function npmEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_.*|NODE_OPTIONS|NODE_ENV|INIT_CWD|JEST_.*)$/.test(name),
  );
  const env = Object.fromEntries(kept) as Record<string, string>;
  return { ...env, PATH: `${dirname(process.execPath)}${delimiter}${env.PATH ?? ''}` };
}

function cacheFolder(): string {
  const { SIGNAL_HOOKS_CACHE, XDG_CACHE_HOME } = process.env;
  return SIGNAL_HOOKS_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'signal-hooks');
}

/** Removes what interrupted installs have left: they are large. */
async function removeAbandoned(): Promise<void> {
  const names = await readdir(cacheFolder()).catch(() => []);
  for (const name of names.filter((one) => one.startsWith('unfinished-'))) {
    const path = join(cacheFolder(), name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** To stderr itself: jest would hold a console line back until the end. */
const say = (line: string): void => {
  process.stderr.write(`signal-hooks: ${line}\n`);
};
