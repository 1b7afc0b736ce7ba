import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { makeFolder } from '../folder.ts';
import { createDatabase } from '../postgres.ts';
import type { Filled } from './fill.ts';

const ROOT = fileURLToPath(new URL('../../fixtures/databases/', import.meta.url));
export const KEPT_KEY: string = readFileSync(join(ROOT, 'key'), 'utf8').trim();

/** What `scripts/keep-database.ts` writes beside a database. */
export interface KeptNotes extends Filled {
  /** When the database was closed, in milliseconds. */
  readonly at: number;
  readonly release: string;
}

/** The version of SQLite's tables in a database from before the first release; of a release: infinite. */
export function schemaOf(name: string): number {
  const [, schema] = /^schema-(\d+)$/.exec(name) ?? [];
  return schema === undefined ? Number.POSITIVE_INFINITY : Number(schema);
}

/** Names of the databases that are kept. */
export const KEPT: readonly string[] = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** A database of a test's own, for gateways. */
export interface Place {
  /** What leads a gateway to it. */
  readonly env: Readonly<Record<string, string>>;
  readonly dataDir: string;
  /** Puts a kept database there. */
  load(name: string): Promise<KeptNotes>;
  /** Its tables, columns, indexes, constraints and triggers, as the database describes them. */
  schema(): Promise<unknown>;
  /** Makes it look as if a newer release had been there. @returns the version it says now */
  raiseVersion(): Promise<number>;
  remove(): Promise<void>;
}

const notesOf = (name: string, store: 'sqlite' | 'postgres'): KeptNotes =>
  JSON.parse(readFileSync(join(ROOT, name, `${store}.json`), 'utf8'));

async function makeSqlite(): Promise<Place> {
  const folder = makeFolder();
  const file = join(folder.path, 'gateway.db');
  const using = <Result>(use: (db: Database) => Result): Result => {
    const db = new SqliteDatabase(file);
    try {
      return use(db);
    } finally {
      db.close();
    }
  };
  return {
    dataDir: folder.path,
    env: { SIGNAL_HOOKS_KEY: KEPT_KEY },
    load: async (name) => {
      writeFileSync(file, gunzipSync(readFileSync(join(ROOT, name, 'gateway.db.gz'))));
      return notesOf(name, 'sqlite');
    },
    schema: async () =>
      using((db) =>
        db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name').all(),
      ),
    raiseVersion: async () =>
      using((db) => {
        const version = (db.pragma('user_version', { simple: true }) as number) + 1;
        db.pragma(`user_version = ${version}`);
        return version;
      }),
    remove: async () => folder.remove(),
  };
}

/** What describes the tables, each row without what differs from database to database. */
const POSTGRES_SCHEMA = [
  `SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default, is_identity
   FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2`,
  `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`,
  `SELECT conname, contype, pg_get_constraintdef(oid) AS is FROM pg_constraint
   WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1`,
  `SELECT tgname, pg_get_triggerdef(oid) AS is FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`,
  `SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1`,
  `SELECT relname, reloptions FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1`,
];

async function makePostgres(): Promise<Place> {
  const database = await createDatabase();
  const folder = makeFolder();
  return {
    dataDir: folder.path,
    env: { SIGNAL_HOOKS_DATABASE_URL: database.url, SIGNAL_HOOKS_KEY: KEPT_KEY },
    load: async (name) => {
      const dump = readFileSync(join(ROOT, name, 'postgres.sql.gz'));
      await database.run(gunzipSync(dump).toString());
      return notesOf(name, 'postgres');
    },
    schema: () => Promise.all(POSTGRES_SCHEMA.map((sql) => database.run(sql))),
    raiseVersion: async () => {
      const [row] = await database.run(
        'UPDATE schema_version SET version = version + 1 RETURNING version',
      );
      return Number(row?.version);
    },
    remove: async () => {
      await database.drop();
      folder.remove();
    },
  };
}

/** By the name of the store. */
export const PLACES = { SQLite: makeSqlite, PostgreSQL: makePostgres } as const;
