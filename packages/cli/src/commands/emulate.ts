import { startEmulator } from '@signal-hooks/emulator';
import type { Command } from 'commander';
import { untilStopped } from '../stop.ts';
import { print, strong } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { portOf } from './serve.ts';

interface EmulateOptions {
  readonly port: string;
  readonly timeScale: string;
}

/** `signal-hooks emulate`: the providers on one's own machine. */
export function addEmulate(program: Command): void {
  program
    .command('emulate')
    .description('play the providers, so that everything can be tried without an account')
    .option('--port <port>', 'port to listen on', '8788')
    .option(
      '--time-scale <factor>',
      '1: retry as the providers do; 0.01: a hundred times faster',
      '1',
    )
    .action(async (options: EmulateOptions) => {
      const timeScale = Number(options.timeScale);
      if (!(timeScale > 0)) throw new UsageError('--time-scale takes a number above 0.');
      const emulator = await startEmulator({
        port: portOf(options.port),
        timeScale,
        allowHttp: true,
        allowLoopback: true,
      });
      print(`The providers are at ${strong(emulator.url)}; open it for addresses and credentials.`);
      print('Make something happen, once a webhook is registered:');
      print(`  curl -X POST ${emulator.url}/emulate/siggnal/events/signal`);
      await untilStopped();
      await emulator.close();
    });
}
