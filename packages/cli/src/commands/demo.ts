import { runDemo } from '@signal-hooks/demo';
import { DEFAULT_PORT } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { untilStopped } from '../stop.ts';
import * as terminal from '../terminal.ts';
import { portOf } from './serve.ts';

interface DemoOptions {
  readonly exit?: boolean;
  readonly port: string;
  readonly folder: string;
}

/** `signal-hooks demo`: the main job on one's own machine. */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('the whole way, from five providers to typed rows, on this machine')
    .option('--exit', 'check every expectation and exit 0 or 1, instead of staying up')
    .option('--port <port>', 'port of the gateway', String(DEFAULT_PORT))
    .option('--folder <folder>', 'where its data and the CSV go', '.signal-hooks/demo')
    .action(async (options: DemoOptions) => {
      const { folder, exit = false } = options;
      const port = portOf(options.port);
      const met = await runDemo({ folder, port, terminal, ...(!exit && { untilStopped }) });
      process.exitCode = met ? 0 : 1;
    });
}
