import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { faint, report, tame } from '../terminal.ts';
import type { TunnelTool } from './tools.ts';

/** Longest line of a tool that is shown. */
const LINE = 300;
/** How long a tool may take to end when it is asked to. */
const END_MS = 3000;

/** A tool that was started. */
export interface TunnelProcess {
  /** @throws {TunnelError} if the tool cannot be started, or ends before it has one */
  readonly address: Promise<string>;
  /** Resolves when it has ended, with what it said last. */
  readonly ended: Promise<string>;
  /** Ends it. Resolves when it is gone. */
  stop(): Promise<void>;
}

/** A tool gave no address. */
export class TunnelError extends Error {}

/** Starts a tool; shows what it says until it has an address: it may ask its user for something. */
export function startTunnel(tool: TunnelTool, port: number): TunnelProcess {
  const child = spawn(tool.command, tool.args(port), { stdio: ['ignore', 'pipe', 'pipe'] });
  let last = '';
  const lines = (onLine: (line: string) => void): void => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', onLine);
    }
  };
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message)).once('close', () => resolve(last));
  });
  const address = new Promise<string>((resolve, reject) => {
    let isOpen = false;
    lines((line) => {
      last = tame(line, LINE) || last;
      if (!isOpen) report(faint(`${tool.command}: ${tame(line, LINE)}`));
      const found = tool.address.exec(line)?.[1];
      if (found === undefined) return;
      isOpen = true;
      resolve(found);
    });
    child.once('error', (error) => reject(notStarted(tool, error)));
    child.once('close', () => {
      reject(
        new TunnelError(`${tool.command} ended without an address: ${last || 'it said nothing'}`),
      );
    });
  });
  // Nobody may wait for it any more when the tool ends.
  address.catch(() => undefined);
  return { address, ended, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  await ended;
  clearTimeout(timer);
}

function notStarted({ command, install }: TunnelTool, error: NodeJS.ErrnoException): TunnelError {
  return new TunnelError(
    error.code === 'ENOENT'
      ? `There is no command ${command} on this machine. Install it (${install}), then start this again.`
      : `${command} cannot be started: ${error.message}`,
  );
}
