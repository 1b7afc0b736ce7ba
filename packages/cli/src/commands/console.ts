import type { Gateway, GatewayConfig, GatewayCore } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { type DataOptions, withGateway } from '../open.ts';
import { print, strong } from '../terminal.ts';
import { addDataOptions } from './data-options.ts';

/** `signal-hooks console link`: a link that signs in to the console. */
export function addConsole(program: Command): void {
  const command = program.command('console').description('the gateway’s pages, for a browser');
  addDataOptions(
    command
      .command('link')
      .description('print a link that signs in whoever opens it first, within an hour'),
  ).action(async (options: DataOptions) => {
    print(await withGateway(options, createLink));
  });
}

/** Whoever has the link may do everything: so the audit log knows of it. */
const createLink = ({ services }: Pick<GatewayCore, 'services'>): Promise<string> =>
  services.audit.recordLocal({ operation: 'createSignInLink', kind: 'session', id: null }, () =>
    services.sessions.createLink(),
  );

/**
 * Says where the console is. Whoever sees the terminal gets a link that signs in, and so does the log of a
 * gateway that nobody has signed in to yet, or that is set up to print one at every start.
 */
export async function printConsole(
  { consoleUrl, services }: Gateway,
  { consoleLink }: Pick<GatewayConfig, 'consoleLink'>,
): Promise<void> {
  if (consoleUrl === null) return;
  print(`${strong('Console')}  ${consoleUrl}`);
  const isNew = (await services.sessions.list()).length === 0;
  if (process.stdout.isTTY || isNew || consoleLink) {
    print(`Sign in with this link, once, within an hour: ${await createLink({ services })}`);
  } else print('Sign in with a link from: signal-hooks console link');
}
