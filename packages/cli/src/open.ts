import {
  createLog,
  type GatewayConfig,
  type GatewayCore,
  openGateway,
  readConfig,
} from '@signal-hooks/gateway';
import { UsageError } from './usage-error.ts';

/** Options that every command on a data folder has. */
export interface DataOptions {
  readonly data?: string;
  readonly databaseUrl?: string;
  /** The gateway's public URL. */
  readonly url?: string;
}

/**
 * The configuration: what is given on the command line, else environment, else defaults.
 * @throws {UsageError} if the database is one this release does not know
 */
export function configOf(
  options: DataOptions,
  overrides: Partial<GatewayConfig> = {},
): GatewayConfig {
  const { data, url } = options;
  const env = url === undefined ? process.env : { ...process.env, SIGNAL_HOOKS_URL: url };
  const dataDir = data ?? dataDirOf(options.databaseUrl);
  return readConfig(env, { ...(dataDir === undefined ? {} : { dataDir }), ...overrides });
}

/** `sqlite:/path/of/the/data/folder`: the only kind of database so far. */
function dataDirOf(databaseUrl: string | undefined): string | undefined {
  if (databaseUrl === undefined || databaseUrl === '') return undefined;
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(databaseUrl)?.[1];
  if (path !== undefined) return path;
  throw new UsageError(
    'This release keeps its data in SQLite only. Give --data <folder>, or sqlite:<folder> as the database URL.',
  );
}

/**
 * Opens the data folder for one command and closes it afterwards. A gateway may be running on
 * it: it notices changes within a second.
 */
export async function withGateway<Result>(
  options: DataOptions,
  work: (gateway: GatewayCore) => Promise<Result>,
): Promise<Result> {
  const config = configOf(options);
  // What a gateway started without a public URL calls itself, so that the ingest URLs agree.
  const publicUrl = config.publicUrl ?? `http://127.0.0.1:${config.port}`;
  const gateway = await openGateway({ ...config, publicUrl }, { log: createLog('warn') });
  try {
    return await work(gateway);
  } finally {
    await gateway.close();
  }
}
