import { consoleFolder } from '@signal-hooks/console';
import { DEFAULT_PORT, startGateway } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { configOf, type DataOptions } from '../open.ts';
import { untilStopped } from '../stop.ts';
import { UsageError } from '../usage-error.ts';
import { printConsole } from './console.ts';
import { addCreateOption, addDataOptions } from './data-options.ts';

interface ServeOptions extends DataOptions {
  readonly port?: string;
  readonly host?: string;
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
    .option('--no-deliver', 'take and keep events, but deliver none: for a copy of the data');
  addCreateOption(addDataOptions(command)).action(async (options: ServeOptions) => {
    const gateway = await startGateway(
      configOf(options, {
        ...(options.port === undefined ? {} : { port: portOf(options.port) }),
        ...(options.host === undefined ? {} : { host: options.host }),
        deliver: options.deliver,
        consoleFolder,
      }),
    );
    await printConsole(gateway);
    await untilStopped();
    await gateway.close();
  });
}

/** @throws {UsageError} if it is no port */
export function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`"${text}" is no port. Give a number from 0 (any free one) to 65535.`);
}
