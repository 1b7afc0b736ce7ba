import { setTimeout as wait } from 'node:timers/promises';
import { bad, report } from '../terminal.ts';
import type { TunnelTool } from './tools.ts';
import { startTunnel, TunnelError, type TunnelProcess } from './tunnel-process.ts';

/** Waits before a tool is started again; the last one is repeated. */
const WAITS_MS = [1000, 2000, 5000, 15_000, 60_000];

/**
 * Keeps a tunnel open: a tool that ends is started again.
 * @param signal ends the tool, and with it the addresses
 * @yields its address, and each other one that it has later
 * @throws {TunnelError} if it gives no address the first time
 */
export async function* tunnelAddresses(
  tool: TunnelTool,
  port: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let current: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    const tunnel = startTunnel(tool, port);
    const onAbort = (): void => void tunnel.stop();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const address = await addressOf(tunnel, current === undefined, signal);
      if (address !== null) failures = 0;
      if (address !== null && address !== current) {
        current = address;
        yield address;
      }
      const last = await tunnel.ended;
      if (signal.aborted) return;
      report(
        bad(`${tool.command} has ended (${last}). Nothing reaches the gateway; starting it again.`),
      );
    } finally {
      signal.removeEventListener('abort', onAbort);
      await tunnel.stop();
    }
    await wait(WAITS_MS[failures] ?? WAITS_MS.at(-1), undefined, { signal }).catch(() => undefined);
    failures += 1;
  }
}

/** Null: it has none this time. */
async function addressOf(
  tunnel: TunnelProcess,
  isFirst: boolean,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return await tunnel.address;
  } catch (error) {
    if (error instanceof TunnelError && (!isFirst || signal.aborted)) return null;
    throw error;
  }
}
