import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  createLog,
  type GatewayConfig,
  type GatewayCore,
  GatewayError,
  openGateway,
  readConfig,
  whyMigrated,
} from '@signal-hooks/gateway';
import { readTunnelAddress } from './tunnel/address-file.ts';
import { UsageError } from './usage-error.ts';

/** Options that every command on a data folder has. */
export interface DataOptions {
  readonly data?: string;
  readonly databaseUrl?: string;
  /** The gateway's public URL. */
  readonly url?: string;
  /** Whether to make a database if there is none. */
  readonly create?: boolean;
}

/**
 * The configuration: what is given on the command line, else environment, else defaults.
 * @throws {UsageError} if the database URL of the command line is none
 */
export function configOf(
  options: DataOptions,
  overrides: Partial<GatewayConfig> = {},
): GatewayConfig {
  const { data, databaseUrl, url } = options;
  const env = {
    ...process.env,
    ...(url === undefined ? {} : { SIGNAL_HOOKS_URL: url }),
    ...(databaseUrl === undefined
      ? {}
      : { SIGNAL_HOOKS_DATABASE_URL: databaseUrl, SIGNAL_HOOKS_DATABASE_URL_FILE: '' }),
  };
  const given = {
    ...(data === undefined ? {} : { dataDir: data }),
    ...(options.create === true ? { create: 'always' as const } : {}),
    ...overrides,
  };
  try {
    return readConfig(env, given);
  } catch (error) {
    if (databaseUrl === undefined || !(error instanceof GatewayError)) throw error;
    throw new UsageError(error.message);
  }
}

/**
 * Opens the data folder for one command and closes it afterwards. A gateway may be running on
 * it: it notices changes within a second.
 * @throws {UsageError} if there is no gateway's data: a second store beside the gateway's own
 *   would look right, and nothing would ever arrive in it
 */
export async function withGateway<Result>(
  options: DataOptions,
  work: (gateway: GatewayCore) => Promise<Result>,
): Promise<Result> {
  const config = configOf(options);
  if (config.create !== 'always') requireData(config);
  const publicUrl =
    config.publicUrl ??
    readTunnelAddress(config.dataDir) ??
    // What a gateway started without a public URL calls itself, so that the ingest URLs agree.
    `http://127.0.0.1:${config.port}`;
  const gateway = await openGateway({ ...config, publicUrl }, { log: createLog('warn') });
  try {
    return await work(gateway);
  } finally {
    await gateway.close();
  }
}

/** Whether there is a gateway's data to work on. */
export const hasData = (options: DataOptions): boolean => isThere(configOf(options));

const isThere = ({ databaseUrl, dataDir }: GatewayConfig): boolean =>
  databaseUrl !== null || existsSync(join(dataDir, 'gateway.db'));

function requireData(config: GatewayConfig): void {
  if (isThere(config)) return;
  const { dataDir } = config;
  throw new UsageError(
    whyMigrated(dataDir) ??
      `There is no gateway's data in ${dataDir}. Start the gateway first, run this where it runs, ` +
        'or name its folder with --data or SIGNAL_HOOKS_DATA. --create makes a new, empty database.',
  );
}
