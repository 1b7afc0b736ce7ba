import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';

const LOCAL = 'postgres://postgres@127.0.0.1:5432/postgres';
const { DATABASE_URL: GIVEN } = process.env;
const SERVER = GIVEN || LOCAL;

/** Connects and hangs up, in a process of its own: tests are declared before anything can be awaited. */
const PROBE = `new (require('pg').Client)({ connectionString: process.argv[1], connectionTimeoutMillis: 3000 })
  .connect().then(() => process.exit(0), () => process.exit(1))`;

/**
 * Whether there is a server to test on: the one of `DATABASE_URL`, which must answer, else a local
 * one. Says so if there is none.
 */
export function hasPostgres(): boolean {
  if (GIVEN) return true;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { status } = spawnSync(process.execPath, ['-e', PROBE, LOCAL], { cwd });
  if (status === 0) return true;
  process.stderr.write(
    `SKIPPED: no PostgreSQL at ${new URL(LOCAL).host}. Set DATABASE_URL to a server where databases may be made.\n`,
  );
  return false;
}

/** A database of one's own. */
export interface TestDatabase {
  readonly url: string;
  /** Runs SQL as an administrator of the server, connected to this database. */
  run(sql: string): Promise<Record<string, unknown>[]>;
  /** Ends every connection to it but one's own, and removes it. */
  drop(): Promise<void>;
}

/** An empty database that sorts by the rules of English, where the server can: not by bytes. */
export async function createDatabase(): Promise<TestDatabase> {
  const name = `signal_hooks_test_${randomBytes(6).toString('hex')}`;
  const [server] = await query(SERVER, 'SHOW server_version_num');
  const options =
    Number(server?.server_version_num) >= 150_000
      ? `TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en' LOCALE 'C' ENCODING 'UTF8'`
      : '';
  await query(SERVER, `CREATE DATABASE ${name} ${options}`);
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    run: (sql) => query(url.href, sql),
    drop: async () => {
      await query(SERVER, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
