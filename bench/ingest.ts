import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createDatabase, hasPostgres } from '../test/support/postgres.ts';
import { median } from './catalogue.ts';
import { type LoadResult, load } from './load.ts';
import { sampleBody, sampleRequest } from './sample.ts';

const ROUNDS = 5;
const REQUESTS = 20_000;
/** Connections at once, as the aim names them. */
export const CONNECTIONS = 32;

/** What {@link benchIngest} measured: medians over the rounds, and ratios of the pairs. */
export interface IngestResult {
  readonly ours: LoadResult;
  readonly bare: LoadResult;
  /** Ours to the bare one. */
  readonly ratio: number;
  /** Ours with its data in PostgreSQL, and its ratio to ours; null where there is no server. */
  readonly postgres: LoadResult | null;
  readonly postgresRatio: number | null;
}

/**
 * Durable ingest of the gateway on SQLite and on PostgreSQL against a bare Express endpoint, each a
 * process of its own, in turn.
 */
export async function benchIngest(): Promise<IngestResult> {
  const database = hasPostgres() ? await createDatabase() : null;
  const servers = [await start('gateway-server.ts'), await start('bare-server.ts')];
  if (database !== null) servers.push(await start('gateway-server.ts', database.url));
  let sequence = 0;
  const bodies = (): Buffer[] => Array.from({ length: REQUESTS }, () => sampleBody(++sequence));
  const round = async ({ port, path }: Server): Promise<LoadResult> => {
    const requests = bodies().map((body) => sampleRequest(path, body));
    return load(port, CONNECTIONS, requests);
  };
  const results: LoadResult[][] = servers.map(() => []);
  try {
    for (let at = 0; at <= ROUNDS; at += 1) {
      for (const [which, server] of servers.entries()) results[which]?.push(await round(server));
    }
  } finally {
    for (const server of servers) await server.stop();
    await database?.drop();
  }
  // The first round warms up.
  const [ours = [], bare = [], postgres] = results.map((rounds) => rounds.slice(1));
  return {
    ours: middle(ours),
    bare: middle(bare),
    ratio: ratioOf(ours, bare),
    postgres: postgres === undefined ? null : middle(postgres),
    postgresRatio: postgres === undefined ? null : ratioOf(postgres, ours),
  };
}

/** The median of the ratios of each round. */
function ratioOf(one: readonly LoadResult[], other: readonly LoadResult[]): number {
  return median(
    one.map(
      ({ requestsPerSecond }, at) =>
        requestsPerSecond / (other[at]?.requestsPerSecond ?? Number.NaN),
    ),
  );
}

interface Server {
  readonly port: number;
  readonly path: string;
  stop(): Promise<void>;
}

async function start(file: string, databaseUrl = ''): Promise<Server> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SIGNAL_HOOKS_DATABASE_URL: databaseUrl },
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { ...JSON.parse(line.toString()), stop };
}

function middle(results: readonly LoadResult[]): LoadResult {
  const of = (key: keyof LoadResult): number => median(results.map((result) => result[key]));
  return {
    requestsPerSecond: of('requestsPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    failures: Math.max(...results.map(({ failures }) => failures)),
  };
}
