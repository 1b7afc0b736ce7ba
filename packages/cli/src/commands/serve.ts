import { consoleFolder } from '@signal-hooks/console';
import { DEFAULT_PORT, type GatewayConfig, startGateway } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { configOf, type DataOptions } from '../open.ts';
import { untilStopped } from '../stop.ts';
import { removeTunnelAddress } from '../tunnel/address-file.ts';
import { serveByTunnel, tunnelTool } from '../tunnel/serve-tunnel.ts';
import { TUNNEL_NAMES } from '../tunnel/tools.ts';
import { UsageError } from '../usage-error.ts';
import { printConsole } from './console.ts';
import { addCreateOption, addDataOptions } from './data-options.ts';

interface ServeOptions extends DataOptions {
  readonly port?: string;
  readonly host?: string;
  /** The name of a tool. */
  readonly tunnel?: string;
  /** False with `--no-deliver`. */
  readonly deliver: boolean;
}

/** `signal-hooks serve`: runs the gateway until it gets a signal to stop. */
export function addServe(program: Command): void {
  const command = program
    .command('serve')
    .description('run the gateway')
    .option('--port <port>', `port to listen on (default: SIGNAL_HOOKS_PORT or ${DEFAULT_PORT})`)
    .option('--host <address>', 'address to listen on (default: SIGNAL_HOOKS_HOST or 127.0.0.1)')
    .option('--no-deliver', 'take and keep events, but deliver none: for a copy of the data')
    .option('--tunnel <tool>', `get a public address by ${TUNNEL_NAMES}, which must be installed`);
  addCreateOption(addDataOptions(command)).action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const config = configOf(options, {
    ...(options.port === undefined ? {} : { port: portOf(options.port) }),
    ...(options.host === undefined ? {} : { host: options.host }),
    deliver: options.deliver,
    consoleFolder,
  });
  if (options.tunnel === undefined) return await serveAt(config);
  const hasUrl = Boolean(options.url ?? process.env.SIGNAL_HOOKS_URL);
  const tool = tunnelTool(options.tunnel, config, hasUrl);
  const stopped = new AbortController();
  void untilStopped().then(() => stopped.abort());
  await serveByTunnel(tool, config, stopped.signal);
}

async function serveAt(config: GatewayConfig): Promise<void> {
  // From the start: a supervisor may stop what has only just come up.
  const stopped = untilStopped();
  const gateway = await startGateway(config);
  await removeTunnelAddress(config.dataDir);
  await printConsole(gateway, config);
  await stopped;
  await gateway.close();
}

/** @throws {UsageError} if it is no port */
export function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`"${text}" is no port. Give a number from 0 (any free one) to 65535.`);
}
