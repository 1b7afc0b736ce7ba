import {
  type ClientBase,
  Pool,
  type PoolClient,
  type QueryConfig,
  type QueryResult,
  types,
} from 'pg';
import { decodeText, encodeText } from '../text.ts';
import { isRolledBack, keepsConnection, translate } from './errors.ts';

/** A parameter of a statement. Arrays are for `unnest` and `ANY`. */
export type Value = Scalar | readonly Scalar[];
type Scalar = string | number | null | Uint8Array;

/** Runs statements: each one a transaction, or all within one. */
export interface Session {
  /** The rows that a statement returns. */
  rows<Row>(sql: string, values?: readonly Value[]): Promise<readonly Row[]>;
  /** How many rows a statement has changed. */
  change(sql: string, values?: readonly Value[]): Promise<number>;
}

/** Times are in milliseconds. */
export interface DatabaseOptions {
  /** Most connections at once. */
  readonly connections: number;
  /** For reaching the server, and for getting a connection when all are taken. */
  readonly connectTimeoutMs: number;
  /** For one statement, unless a transaction asks for more. */
  readonly statementTimeoutMs: number;
  /** What the server calls its connections; default `signal-hooks`. */
  readonly applicationName?: string;
}

/** What the server takes longer to give up than we do: its own answer keeps the connection usable. */
const TIMEOUT_MARGIN_MS = 500;
/** How often a transaction is made that the server gave up for another one. */
const TRIES = 4;
/** How long closing waits for the server to end the connections. */
const CLOSE_TIMEOUT_MS = 2000;

/**
 * Connections to one PostgreSQL database. Those that are lost are replaced when they are needed;
 * every failure is translated (see `errors.ts`).
 */
export class Database implements Session {
  readonly #pool: Pool;
  readonly #timeoutMs: number;
  readonly #clients = new Set<PoolClient>();
  readonly #underWay = new Set<Promise<unknown>>();

  /** Connects at the first use. @param url as libpq has it; what it sets wins over what is set here */
  constructor(url: string, options: DatabaseOptions) {
    this.#timeoutMs = options.statementTimeoutMs;
    this.#pool = new Pool({
      connectionString: url,
      max: options.connections,
      connectionTimeoutMillis: options.connectTimeoutMs,
      query_timeout: options.statementTimeoutMs + TIMEOUT_MARGIN_MS,
      // A connection that a firewall has dropped shows before it is used.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      fallback_application_name: options.applicationName ?? 'signal-hooks',
      types: { getTypeParser: parserOf as typeof types.getTypeParser },
      onConnect: (client) => prepare(client, options.statementTimeoutMs),
    });
    this.#pool.on('connect', (client) => this.#clients.add(client));
    this.#pool.on('remove', (client) => this.#clients.delete(client));
    // An idle connection that breaks off is gone from the pool already.
    this.#pool.on('error', () => undefined);
  }

  rows<Row>(sql: string, values: readonly Value[] = []): Promise<readonly Row[]> {
    return this.#use((session) => session.rows<Row>(sql, values));
  }

  change(sql: string, values: readonly Value[] = []): Promise<number> {
    return this.#use((session) => session.change(sql, values));
  }

  /**
   * Runs `work` in one transaction; it may run more than once, if the server gives it up for
   * another one. What it throws undoes everything and comes back unchanged.
   * @param timeoutMs for each statement
   */
  transaction<Result>(
    work: (session: Session) => Promise<Result>,
    timeoutMs: number = this.#timeoutMs,
  ): Promise<Result> {
    return this.#use(async (session) => {
      session.timeoutMs = timeoutMs;
      await session.change('BEGIN');
      try {
        if (timeoutMs !== this.#timeoutMs) {
          await session.change(`SET LOCAL statement_timeout = ${timeoutMs}`);
        }
        const result = await work(session);
        await session.change('COMMIT');
        return result;
      } catch (error) {
        // If this fails, so has the connection: the server ends the transaction with it.
        await session.change('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  /** Waits for what is under way, then closes the connections, whether the server answers or not. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.#pool.end();
    const left = [...this.#clients];
    const closeTimer = setTimeout(() => {
      for (const client of left) client.connection.stream.destroy();
    }, CLOSE_TIMEOUT_MS);
    await Promise.all(left.map((client) => new Promise((gone) => client.once('end', gone))));
    clearTimeout(closeTimer);
  }

  #use<Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result> {
    const using = this.#repeat(work);
    this.#underWay.add(using);
    const done = (): boolean => this.#underWay.delete(using);
    using.then(done, done);
    return using;
  }

  async #repeat<Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result> {
    for (let triesLeft = TRIES; ; triesLeft -= 1) {
      try {
        return await this.#once(work);
      } catch (error) {
        if (triesLeft <= 1 || !isRolledBack(error)) throw error;
      }
    }
  }

  async #once<Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result> {
    const client = await this.#connect();
    // Without a listener, a connection that breaks off in between would end the process.
    client.on('error', ignore);
    const session = new ClientSession(client, this.#timeoutMs);
    try {
      return await work(session);
    } finally {
      client.off('error', ignore);
      client.release(session.isBroken);
    }
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw translate(error);
    }
  }
}

const ignore = (): void => undefined;

/** A connection while it is taken. */
class ClientSession implements Session {
  timeoutMs: number;
  /** Whether the connection is not to be used again. */
  isBroken = false;
  readonly #client: PoolClient;

  constructor(client: PoolClient, timeoutMs: number) {
    this.#client = client;
    this.timeoutMs = timeoutMs;
  }

  async rows<Row>(sql: string, values: readonly Value[] = []): Promise<readonly Row[]> {
    return (await this.#run(sql, values)).rows as Row[];
  }

  async change(sql: string, values: readonly Value[] = []): Promise<number> {
    return (await this.#run(sql, values)).rowCount ?? 0;
  }

  async #run(sql: string, values: readonly Value[]): Promise<QueryResult> {
    const config: QueryConfig & { readonly query_timeout: number } = {
      text: sql,
      values: values.map(toParameter),
      query_timeout: this.timeoutMs + TIMEOUT_MARGIN_MS,
      ...(values.length > 0 ? { name: nameOf(sql) } : {}),
    };
    try {
      return await this.#client.query(config);
    } catch (error) {
      if (!keepsConnection(error)) this.isBroken = true;
      throw translate(error);
    }
  }
}

/**
 * What must hold in every session. Some servers are set up to answer before a commit is on disk;
 * a stricter setting than `on` is left as it is.
 */
async function prepare(client: ClientBase, statementTimeoutMs: number): Promise<void> {
  await client.query(
    `SELECT set_config('statement_timeout', $1, false),
       set_config('idle_in_transaction_session_timeout', '30000', false),
       set_config('default_transaction_isolation', 'read committed', false),
       CASE current_setting('synchronous_commit')
         WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END`,
    [String(statementTimeoutMs)],
  );
}

/** Names of the statements that the server keeps prepared, by their text. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = `signal_hooks_${names.size}`;
    names.set(sql, name);
  }
  return name;
}

function toParameter(value: Value): Value {
  if (typeof value === 'string') return encodeText(value);
  if (!Array.isArray(value)) return value;
  return value.map((part) => (typeof part === 'string' ? encodeText(part) : part));
}

/** Times and counts are numbers here, and no larger than a number holds exactly. */
function parserOf(type: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (type === types.builtins.INT8) return Number;
  if (type === types.builtins.TEXT) return decodeText;
  return types.getTypeParser(type, format);
}
