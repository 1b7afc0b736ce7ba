import { GatewayError, VERSION } from '@signal-hooks/gateway';
import { Command } from 'commander';
import { addAlerts } from './commands/alerts/index.ts';
import { addApply } from './commands/apply.ts';
import { addAudit } from './commands/audit.ts';
import { addBackup } from './commands/backup.ts';
import { addCapture } from './commands/capture.ts';
import { addConsole } from './commands/console.ts';
import { addDefinition } from './commands/definition.ts';
import { addDeliveries } from './commands/deliveries/index.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor/index.ts';
import { addEmulate } from './commands/emulate.ts';
import { addErasures } from './commands/erasures/index.ts';
import { addEvents } from './commands/events/index.ts';
import { addMigrate } from './commands/migrate.ts';
import { addProvider } from './commands/provider.ts';
import { addRejections } from './commands/rejections.ts';
import { addReplays } from './commands/replays/index.ts';
import { addSend } from './commands/send.ts';
import { addServe } from './commands/serve.ts';
import { addSource } from './commands/source.ts';
import { addSubscribe } from './commands/subscribe.ts';
import { addSubscriptions } from './commands/subscriptions/index.ts';
import { addToken } from './commands/token.ts';
import { addVerify } from './commands/verify.ts';
import { failureInWords } from './failure.ts';
import { bad } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command('signal-hooks')
    .description('Signed webhooks in, verified typed records out.')
    .version(VERSION)
    .showHelpAfterError('(add --help for the options)')
    // An unknown option is a wrong use too; commander would end with 1.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  for (const add of [
    addServe,
    addDemo,
    addConsole,
    addSource,
    addProvider,
    addSubscribe,
    addSubscriptions,
    addEvents,
    addDeliveries,
    addReplays,
    addErasures,
    addRejections,
    addAlerts,
    addDoctor,
    addToken,
    addAudit,
    addVerify,
    addCapture,
    addDefinition,
    addSend,
    addEmulate,
    addBackup,
    addMigrate,
    addApply,
  ]) {
    add(program);
  }
  return program;
}

/**
 * Runs a command. Exit status: 0 done; 1 it failed, or what was checked is not so; 2 used wrongly.
 * @param argv as in `process.argv`
 */
export async function main(argv: readonly string[]): Promise<void> {
  // `signal-hooks … | head` closes the pipe early: that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  try {
    await createProgram().parseAsync(argv as string[]);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    process.stderr.write(`${bad(`signal-hooks: ${failureInWords(error) ?? error.message}`)}\n`);
    if (error instanceof GatewayError) {
      for (const { path, message } of error.fields) process.stderr.write(`  ${path}: ${message}\n`);
    } else if (!(error instanceof UsageError) && process.env.SIGNAL_HOOKS_LOG_LEVEL === 'debug') {
      process.stderr.write(`${error.stack}\n`);
    }
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
