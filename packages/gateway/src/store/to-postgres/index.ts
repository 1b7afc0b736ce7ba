import type { Database as Sqlite } from 'better-sqlite3';
import { areDeliveriesPaused } from '../../backup.ts';
import type { GatewayConfig } from '../../config.ts';
import { GatewayError } from '../../errors.ts';
import { createLog } from '../../log.ts';
import { loadKey, Vault } from '../../vault.ts';
import { KEY_MARK, openSqlite } from '../open.ts';
import { Database } from '../postgres/database.ts';
import { migrate } from '../postgres/migrations.ts';
import { whyNotOpened } from '../postgres/store.ts';
import { copyTable } from './copy.ts';
import { begin, finish, isUnfinished } from './progress.ts';
import { type Digest, digestOf, postgresRows, sqliteRows } from './rows.ts';
import {
  assertUnused,
  beginMigrating,
  endMigrating,
  openAlone,
  pathOf,
  stateOf,
  whyMigrated,
} from './source.ts';
import { type CopiedTable, tablesOf } from './tables.ts';

/** A table that is the same in both databases. */
export interface MigratedTable extends Digest {
  readonly name: string;
}

/** How {@link migrateToPostgres} reports. */
export interface MigrationOptions {
  /** Called when a table is copied, before anything is verified. */
  readonly onCopied?: (table: string) => void;
}

/**
 * Moves the data of a stopped gateway from SQLite to PostgreSQL. It may end at any time: called
 * again, it goes on. Until it has finished, a gateway can be started neither on the one nor on the other.
 *
 * 1. The SQLite database is brought up to date; nobody else may have it open.
 * 2. The other one gets the gateway's tables, and must have nothing in them.
 * 3. The SQLite file gets a name under which no gateway opens it.
 * 4. Rows are copied as they are: what is sealed stays sealed, so the key stays the same.
 * 5. Counts and digests of all tables are compared.
 *
 * @param config of the gateway on SQLite
 * @param url of the PostgreSQL database, which is empty
 * @returns what was compared
 * @throws {GatewayError} `conflict` with what to do; `unavailable`
 */
export async function migrateToPostgres(
  config: GatewayConfig,
  url: string,
  { onCopied = () => undefined }: MigrationOptions = {},
): Promise<readonly MigratedTable[]> {
  const { dataDir } = config;
  if (areDeliveriesPaused(dataDir)) throw refuse(PAUSED);
  const state = stateOf(dataDir);
  if (state === 'none') throw refuse(`There is no database in ${dataDir}.`);
  const vault = new Vault(await loadKey(dataDir, config.key, { missing: KEY_MISSING }));
  if (state !== 'migrated') await bringUpToDate(pathOf(dataDir), vault);
  const target = new Database(url, TARGET_OPTIONS);
  try {
    if (state === 'migrated' && !(await isUnfinished(target))) {
      throw refuse(whyMigrated(dataDir) ?? '');
    }
    await migrate(target, vault.derive(KEY_MARK));
    const tables = state === 'migrated' ? [] : await fill(dataDir, target, onCopied);
    await finish(target);
    return tables;
  } catch (error) {
    throw whyNotOpened(error, TARGET_OPTIONS.connections);
  } finally {
    await target.close();
  }
}

/** Times are in milliseconds. The name tells its connections from those of a gateway. */
const TARGET_OPTIONS = {
  connections: 1,
  connectTimeoutMs: 10_000,
  statementTimeoutMs: 600_000,
  applicationName: 'signal-hooks migrate',
};

const PAUSED =
  'This data was restored, and its deliveries wait. Run signal-hooks resume, then migrate it: on PostgreSQL they start with the gateway.';
const KEY_MISSING =
  'The key of the data folder is missing. Restore the file "key" from your back-up, or set SIGNAL_HOOKS_KEY.';
const refuse = (message: string): GatewayError => new GatewayError('conflict', message);

/** Tables, key and sealed addresses as this release has them, and the log closed. */
async function bringUpToDate(path: string, vault: Vault): Promise<void> {
  assertUnused(path);
  const store = await openSqlite(path, vault, false, createLog('warn'));
  await store.close();
  assertUnused(path);
}

async function fill(
  dataDir: string,
  target: Database,
  onCopied: (table: string) => void,
): Promise<readonly MigratedTable[]> {
  const tables = await prepare(dataDir, target);
  if (stateOf(dataDir) === 'in-use') await beginMigrating(dataDir);
  const source = openAlone(pathOf(dataDir));
  try {
    for (const table of tables) {
      await copyTable(source, target, table);
      onCopied(table.name);
    }
    const migrated: MigratedTable[] = [];
    for (const table of tables) migrated.push(await compare(source, target, table));
    // Its plans depend on how many rows there are.
    for (const { name } of tables) await target.change(`ANALYZE ${name}`);
    await endMigrating(dataDir);
    return migrated;
  } finally {
    source.close();
  }
}

async function prepare(dataDir: string, target: Database): Promise<CopiedTable[]> {
  const source = openAlone(pathOf(dataDir));
  try {
    const tables = await tablesOf(source, target);
    await target.transaction((session) => begin(session, tables));
    return tables;
  } finally {
    source.close();
  }
}

async function compare(
  source: Sqlite,
  target: Database,
  table: CopiedTable,
): Promise<MigratedTable> {
  const expected = await digestOf(sqliteRows(source, table, null));
  const found = await digestOf(postgresRows(target, table));
  if (found.rows === expected.rows && found.sha256 === expected.sha256) {
    return { name: table.name, ...expected };
  }
  throw refuse(
    `${table.name} is not the same in both databases (${expected.rows} and ${found.rows} rows). ` +
      'Nothing was deleted. Empty the database that is migrated to, then run this again.',
  );
}
