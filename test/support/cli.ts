import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

/** The real command, as it is installed: it needs the compiled packages. */
export const BIN: string = fileURLToPath(
  new URL('../../packages/cli/bin/signal-hooks.js', import.meta.url),
);

/** Nothing that ends by itself takes so long, even on a busy machine. */
const LIMIT_MS = 240_000;

/** What a command came to. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  /** Another installation's command. */
  readonly bin?: string;
  /** Another Node. */
  readonly node?: string;
}

/** Runs `signal-hooks` with these arguments until it ends by itself. */
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = spawn(options.node ?? process.execPath, [options.bin ?? BIN, ...args], {
    env: { ...cleanEnv(), ...options.env },
    cwd: options.cwd,
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  // A command that wants no input may be gone before it is written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

/** A gateway in a process of its own. */
export interface GatewayProcess {
  readonly pid: number | undefined;
  readonly url: string;
  /** What it has logged so far. */
  readonly logged: () => string;
  /** What it has printed so far, for whoever started it. */
  readonly printed: () => string;
  /** Ends it without any warning. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Ends it as a service manager does. @returns its exit code */
  stop(): Promise<number | null>;
}

/** Runs `signal-hooks serve` and waits until it listens. */
export async function serve(
  dataDir: string,
  port: number,
  env: Readonly<Record<string, string>> = {},
  bin: string = BIN,
  options: readonly string[] = [],
  node: string = process.execPath,
): Promise<GatewayProcess> {
  const args = ['serve', '--port', String(port), '--data', dataDir, ...options];
  const child = spawn(node, [bin, ...args], {
    env: { ...cleanEnv(), SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const end = (signal: NodeJS.Signals): Promise<number | null> => endOf(child, signal, gone);
  const isUp = (): boolean => log.includes('"msg":"listening"');
  const isUpOrGone = (): boolean => isUp() || child.exitCode !== null || child.signalCode !== null;
  await until(
    isUpOrGone,
    (done) => done,
    undefined,
    () => log,
  ).catch(async (error: unknown) => {
    await end('SIGKILL');
    throw error;
  });
  if (!isUp()) throw new Error(`the gateway did not start: ${log}`);
  return {
    pid: child.pid,
    url: `http://127.0.0.1:${port}`,
    logged: () => log,
    printed: () => printed,
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}

async function endOf(
  child: ChildProcess,
  signal: NodeJS.Signals,
  gone: Promise<number | null>,
): Promise<number | null> {
  child.kill(signal);
  return gone;
}

/**
 * Below what systems hand out by themselves (Linux from 32768 on, others from 49152), to listeners that
 * take any port and to every connection that goes out: one of those could be taken before it is used,
 * and while a process that listens there is started again.
 */
const [FIRST, AFTER_LAST] = [10_000, 32_000];

const given = new Set<number>();

/** A port that nobody listens on, and that nobody gets by chance; another one at each call. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, AFTER_LAST);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Where Node.js keeps what it has compiled: every command starts a fifth quicker. */
const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

/** Without what belongs to whoever runs the tests: settings of a gateway and of traces, colours. */
export function cleanEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:SIGNAL_HOOKS_|OTEL_|FORCE_COLOR$|NODE_OPTIONS$)/.test(name),
  );
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    NO_COLOR: '1',
    NODE_COMPILE_CACHE: COMPILE_CACHE,
  };
}
