import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const GUARD = fileURLToPath(new URL('./n8n-guard.ts', import.meta.url));
/** How much of the output is kept: enough to see why something failed. */
const MAX_LOG = 1_000_000;

/** A process with all that it starts. */
export interface Guarded {
  /** What it has written so far, its end if that is much. */
  readonly logged: () => string;
  readonly isGone: () => boolean;
  /** Its exit code, once it has ended; null if it was killed. */
  readonly ended: Promise<number | null>;
  /** Asks it to end, waits, then kills it and all that it has started. */
  stop(graceMs: number): Promise<void>;
}

export interface GuardedOptions {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts a command in a process group of its own, which ends with the test run at the latest.
 * @param command a name is looked up in the PATH of `env`
 */
export function startGuarded(
  command: string,
  args: readonly string[],
  { cwd, env }: GuardedOptions,
): Guarded {
  const { NODE_OPTIONS, ...rest } = env;
  const child = spawn(process.execPath, [GUARD, command, ...args], {
    cwd,
    // The options are for the command, not for the guard.
    env: NODE_OPTIONS === undefined ? rest : { ...rest, GUARDED_NODE_OPTIONS: NODE_OPTIONS },
    stdio: 'pipe',
    detached: true,
  });
  let log = '';
  const note = (chunk: Buffer): void => {
    log = (log + chunk.toString()).slice(-MAX_LOG);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => {
      killGroup(child);
      resolve(code);
    });
  });
  return {
    logged: () => log,
    isGone: () => child.exitCode !== null || child.signalCode !== null,
    ended,
    async stop(graceMs) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => killGroup(child), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** What the process started may outlive it; the group has its number. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing is left of it.
  }
}

/**
 * The environment of a process that must not notice who runs the tests: only where programs,
 * the home folder and temporary files are. This Node comes first in the PATH.
 */
export function bareEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name, value]) => {
    return value !== undefined && /^(?:PATH|HOME|TMPDIR|LANG|TZ|USER|SHELL)$/.test(name);
  });
  const env = Object.fromEntries(kept) as Record<string, string>;
  return {
    ...env,
    PATH: `${dirname(process.execPath)}${delimiter}${env.PATH ?? ''}`,
    NO_COLOR: '1',
  };
}
