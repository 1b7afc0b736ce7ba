import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayConfig } from '../config.ts';
import { GatewayError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Vault } from '../vault.ts';
import { isDatabaseMissing } from './sqlite/connection.ts';
import { DATABASE_FILE } from './sqlite/copy.ts';
import type { KeyCheck } from './sqlite/key.ts';
import { SqliteStore } from './sqlite/store.ts';
import type { Store } from './store.ts';
import { whyMigrated } from './to-postgres/source.ts';

/** How long another process that has just made the folder gets to make the database too. */
const OTHERS_CREATE_MS = 2000;
const PAUSE_MS = 50;

/**
 * Whether a database may be made where there is none. A key or a database file that exists
 * belongs to a gateway that has run before: an empty database beside it is a loss, not a start.
 * To be asked before the key is made.
 */
export async function mayCreateDatabase({ create, dataDir }: GatewayConfig): Promise<boolean> {
  if (create !== 'if-new') return create === 'always';
  const found = await Promise.all(
    ['key', DATABASE_FILE].map((name) => exists(join(dataDir, name))),
  );
  return !found.includes(true) && whyMigrated(dataDir) === null;
}

/**
 * What to say where there is no key; null: one may be made, because there is nothing yet that
 * another key has sealed.
 */
export async function keyMissing(
  { databaseUrl, dataDir }: GatewayConfig,
  mayCreate: boolean,
): Promise<string | null> {
  if (databaseUrl !== null) {
    return (
      'With PostgreSQL the key must be given: set SIGNAL_HOOKS_KEY, or name its file in ' +
      'SIGNAL_HOOKS_KEY_FILE. Every gateway on the database needs the same one. For a new database make ' +
      'one with: openssl rand -hex 32'
    );
  }
  if (await exists(join(dataDir, DATABASE_FILE))) {
    return (
      `The key of the database in ${dataDir} is missing. Restore the file "key" from your back-up, or set ` +
      'SIGNAL_HOOKS_KEY: without it no secret in the database can be read.'
    );
  }
  return mayCreate
    ? null
    : (whyMigrated(dataDir) ??
        `There is no gateway in ${dataDir}: ${DATABASE_FILE} is missing, and so is the key.`);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * Opens the database that the configuration names.
 * @param mayCreate as {@link mayCreateDatabase} answered; a PostgreSQL database gets its tables in any case
 * @throws {GatewayError} `conflict` if there is no database and none may be made, or if it cannot be used as it is; `unavailable`
 */
export async function openStore(
  config: GatewayConfig,
  vault: Vault,
  mayCreate: boolean,
  log: Logger,
): Promise<Store> {
  if (config.databaseUrl !== null) return openPostgres(config, config.databaseUrl, vault);
  const migrated = whyMigrated(config.dataDir);
  if (migrated !== null) throw new GatewayError('conflict', migrated);
  return openSqlite(join(config.dataDir, DATABASE_FILE), vault, mayCreate, log);
}

/** Opens a SQLite database file. @throws {GatewayError} as {@link openStore} */
export async function openSqlite(
  path: string,
  vault: Vault,
  mayCreate: boolean,
  log: Logger,
): Promise<Store> {
  const store = new SqliteStore(path, {
    mayCreate,
    log,
    keyCheck: keyCheckOf(vault),
    sealer: vault,
  });
  const giveUpAt = performance.now() + OTHERS_CREATE_MS;
  for (;;) {
    try {
      await store.open();
      return store;
    } catch (error) {
      if (!isDatabaseMissing(error) || performance.now() >= giveUpAt) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

/** What the mark is derived for that tells a gateway's key from another one. */
export const KEY_MARK = 'recognise the key';

const keyCheckOf = (vault: Vault): KeyCheck => ({
  mark: vault.derive(KEY_MARK),
  opens: (sealed, owner) => {
    try {
      vault.open(sealed, owner);
      return true;
    } catch {
      return false;
    }
  },
});

/** Loads what only it needs. */
async function openPostgres(config: GatewayConfig, url: string, vault: Vault): Promise<Store> {
  const { PostgresStore } = await import('./postgres/store.ts');
  const store = new PostgresStore(url, {
    keyCheck: vault.derive(KEY_MARK),
    sealer: vault,
    connections: config.databaseConnections,
  });
  await store.open();
  return store;
}
