import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

/** The real command, as it is installed: it needs the compiled packages. */
export const BIN: string = fileURLToPath(
  new URL('../../packages/cli/bin/signal-hooks.js', import.meta.url),
);

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
}

/** Runs `signal-hooks` with these arguments until it ends by itself. */
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [options.bin ?? BIN, ...args], {
    env: { ...cleanEnv(), ...options.env },
    cwd: options.cwd,
    timeout: 90_000,
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
): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [bin, 'serve', '--port', String(port), '--data', dataDir], {
    env: { ...cleanEnv(), SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const end = (signal: NodeJS.Signals): Promise<number | null> => endOf(child, signal, gone);
  const isUp = (): boolean => log.includes('"msg":"listening"');
  const isUpOrGone = (): boolean => isUp() || child.exitCode !== null;
  await until(isUpOrGone, (done) => done, 30_000).catch(async (error: unknown) => {
    await end('SIGKILL');
    throw error;
  });
  if (!isUp()) throw new Error(`the gateway did not start: ${log}`);
  return {
    pid: child.pid,
    url: `http://127.0.0.1:${port}`,
    logged: () => log,
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

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Without what belongs to whoever runs the tests: settings of a gateway, colours. */
export function cleanEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:SIGNAL_HOOKS_|FORCE_COLOR$|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: '1' } as Record<string, string>;
}
