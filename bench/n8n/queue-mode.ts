import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from '../../test/support/cli.ts';
import { send } from '../../test/support/http.ts';
import { type N8n, startN8n } from '../../test/support/n8n.ts';
import { createDatabase, hasPostgres } from '../../test/support/postgres.ts';
import { until } from '../../test/support/until.ts';

/** An n8n of several processes. */
export interface QueueMode {
  readonly n8n: N8n;
  /** Where the worker's counters are. */
  readonly workerUrl: string;
  close(): Promise<void>;
}

const REDIS = { host: '127.0.0.1', port: 6379 } as const;
const START_LIMIT_MS = 180_000;

/** Whether there are the two servers that queue mode needs. Says so if there are not. */
export async function hasQueueMode(): Promise<boolean> {
  const answer = await redis('PING').catch(() => '');
  if (answer.startsWith('+PONG')) return hasPostgres();
  process.stderr.write(`SKIPPED: no Redis at ${REDIS.host}:${REDIS.port}.\n`);
  return false;
}

/**
 * A main process that takes the requests and a worker that runs the executions, on PostgreSQL and Redis:
 * https://docs.n8n.io/hosting/scaling/queue-mode/
 */
export async function startQueueMode(env: Readonly<Record<string, string>>): Promise<QueueMode> {
  const database = await createDatabase();
  const { hostname, port, username, password, pathname } = new URL(database.url);
  const prefix = `signal-hooks-bench-${randomBytes(4).toString('hex')}`;
  const [healthPort, brokerPort] = [await freePort(), await freePort()];
  const shared = {
    ...env,
    EXECUTIONS_MODE: 'queue',
    QUEUE_BULL_REDIS_HOST: REDIS.host,
    QUEUE_BULL_REDIS_PORT: String(REDIS.port),
    QUEUE_BULL_PREFIX: prefix,
    // Else it finds the webhooks of the one before it in its cache.
    N8N_REDIS_KEY_PREFIX: prefix,
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: hostname,
    DB_POSTGRESDB_PORT: port,
    DB_POSTGRESDB_USER: username,
    DB_POSTGRESDB_PASSWORD: password,
    DB_POSTGRESDB_DATABASE: pathname.slice(1),
  };
  const n8n = await startN8n({ env: shared });
  const close = async (): Promise<void> => {
    await n8n.close();
    await redis(`EVAL "${REMOVE}" 0 "${prefix}*"`);
    await database.drop();
  };
  try {
    n8n.startBeside('worker', {
      QUEUE_HEALTH_CHECK_ACTIVE: 'true',
      QUEUE_HEALTH_CHECK_PORT: String(healthPort),
      N8N_RUNNERS_BROKER_PORT: String(brokerPort),
    });
    const workerUrl = `http://127.0.0.1:${healthPort}`;
    const isUp = (): Promise<boolean> =>
      send(`${workerUrl}/healthz/readiness`, { method: 'GET' }).then(
        ({ status }) => status === 200,
        () => false,
      );
    await until(isUp, (up) => up, START_LIMIT_MS);
    return { n8n, workerUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const REMOVE =
  "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end return 1";

/** Sends one command to Redis. @returns the beginning of its answer */
async function redis(command: string): Promise<string> {
  const socket = connect(REDIS.port, REDIS.host);
  socket.write(`${command}\r\n`);
  try {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    return chunk.toString();
  } finally {
    socket.destroy();
  }
}
