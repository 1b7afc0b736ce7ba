import { type Provider, sampleTypes } from '@signal-hooks/catalogue';
import { startEmulator } from '@signal-hooks/emulator';
import { presetOf } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { untilStopped } from '../stop.ts';
import { print, strong } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import {
  addDefinitionOptions,
  chosenProvider,
  type DefinitionOptions,
} from './provider-argument.ts';
import { portOf } from './serve.ts';

interface EmulateOptions extends DefinitionOptions {
  readonly port: string;
  readonly timeScale: string;
}

/** `signal-hooks emulate`: the providers on one's own machine. */
export function addEmulate(program: Command): void {
  addDefinitionOptions(
    program
      .command('emulate')
      .description('play the providers, so that everything can be tried without an account'),
  )
    .option('--port <port>', 'port to listen on', '8788')
    .option(
      '--time-scale <factor>',
      '1: retry as the providers do; 0.01: a hundred times faster',
      '1',
    )
    .action(async (options: EmulateOptions) => {
      const timeScale = Number(options.timeScale);
      if (!(timeScale > 0)) throw new UsageError('--time-scale takes a number above 0.');
      const more = await playedToo(options);
      const emulator = await startEmulator({
        more,
        port: portOf(options.port),
        timeScale,
        allowHttp: true,
        allowLoopback: true,
      });
      print(`The providers are at ${strong(emulator.url)}; open it for addresses and credentials.`);
      print('Make something happen, once a webhook is registered:');
      const { id, type } = exampleOf(more);
      print(`  curl -X POST ${emulator.url}/emulate/${id}/events/${type}`);
      await untilStopped();
      await emulator.close();
    });
}

/** What is played besides the providers that come with the gateway. */
async function playedToo(options: DefinitionOptions): Promise<Provider[]> {
  if (options.definition !== undefined) return [await chosenProvider(undefined, options)];
  return options.preset === undefined ? [] : [presetOf(options.preset)];
}

function exampleOf([provider]: readonly Provider[]): {
  readonly id: string;
  readonly type: string;
} {
  if (provider === undefined) return { id: 'siggnal', type: 'signal' };
  return { id: provider.id, type: sampleTypes(provider)[0] ?? 'event' };
}
