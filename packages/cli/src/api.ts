import { networkWords } from '@signal-hooks/catalogue';
import { ApiError, type Client, createClient, sendByFetch } from '@signal-hooks/client';
import { createLocalApi, type GatewayCore } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { addDataOptions } from './commands/data-options.ts';
import { type DataOptions, withGateway } from './open.ts';
import { UsageError } from './usage-error.ts';

/** Options of commands that ask a gateway: the one whose data is here, or one that answers elsewhere. */
export interface ApiOptions extends DataOptions {
  /** Address of a running gateway. */
  readonly gateway?: string;
  /** For that gateway. */
  readonly token?: string;
  readonly json?: boolean;
}

/** Adds the options that say which gateway is asked. */
export const addApiOptions = (command: Command): Command =>
  addDataOptions(command)
    .option(
      '--gateway <url>',
      'ask a running gateway, such as https://hooks.example.com (default: SIGNAL_HOOKS_GATEWAY)',
    )
    .option('--token <token>', 'its API token (default: SIGNAL_HOOKS_TOKEN)')
    .option('--json', 'print JSON');

const addressOf = ({ gateway }: ApiOptions): string =>
  gateway ?? process.env.SIGNAL_HOOKS_GATEWAY ?? '';

/** Whether a gateway is asked over HTTP, and not the data here. */
export const isElsewhere = (options: ApiOptions): boolean => addressOf(options) !== '';

/**
 * Works with the API of a gateway: by HTTP if an address is given, else on the data folder.
 * @throws {UsageError} if there is no data here, or no token for an address
 * @throws {Error} with what the gateway refuses, and why
 */
export async function withApi<Result>(
  options: ApiOptions,
  work: (api: Client) => Promise<Result>,
): Promise<Result> {
  const address = addressOf(options);
  const run = (api: Client): Promise<Result> => work(explained(api, address));
  if (address === '') {
    return withGateway(options, (core) => run(createClient('http://local', createLocalApi(core))));
  }
  const token = options.token ?? process.env.SIGNAL_HOOKS_TOKEN ?? '';
  if (token === '') {
    throw new UsageError(
      'Give the gateway’s API token: --token, or SIGNAL_HOOKS_TOKEN. `signal-hooks token create --for console` makes one.',
    );
  }
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? '')) {
    throw new UsageError(`--gateway ${address} is no URL. It begins with https://`);
  }
  return run(createClient(address.replace(/\/+$/, ''), sendByFetch(fetch, token)));
}

/** The API of the data that a command works on: what it shows is what `--json` prints. */
export const localApi = (core: GatewayCore): Client =>
  explained(createClient('http://local', createLocalApi(core)), '');

/** Makes of every failure of a call what whoever typed the command can use. */
const explained =
  (api: Client, address: string): Client =>
  (call) =>
    api(call).catch((error: unknown) => {
      throw explain(error, address);
    });

function explain(error: unknown, address: string): unknown {
  if (error instanceof ApiError && error.isOfGateway) {
    const fields = error.fields.map(({ path, message }) => `\n  ${path}: ${message}`);
    return new Error(error.message + fields.join(''), { cause: error });
  }
  if (error instanceof ApiError) {
    const said = `At ${address} something answered that is no Signal Hooks gateway (${error.came}).`;
    return new Error(`${said} Check the address, and what stands in front of the gateway.`);
  }
  const { cause } = error as { cause?: unknown };
  const words = networkWords(error) ?? (cause instanceof Error ? cause.message : undefined);
  return words === undefined ? error : new Error(`${address} could not be reached: ${words}.`);
}
