import { GatewayError } from '../../errors.ts';
import type { Session } from '../postgres/database.ts';
import type { Position } from './rows.ts';
import type { CopiedTable } from './tables.ts';

/**
 * In the database that is migrated to: how far each table has come. It is there from before the
 * first row until everything is verified.
 */
const PROGRESS = 'unfinished_migration';

/** Whether a migration into this database was begun and is not finished. */
export async function isUnfinished(target: Session): Promise<boolean> {
  const [row] = await target.rows<{ found: boolean }>(
    `SELECT to_regclass('${PROGRESS}') IS NOT NULL AS found`,
  );
  return row?.found === true;
}

/**
 * A gateway on a database that lacks the rest would deliver what it has, and take what comes.
 * @throws {GatewayError} `conflict` if a migration into it is not finished
 */
export async function assertFinished(target: Session): Promise<void> {
  if (!(await isUnfinished(target))) return;
  throw new GatewayError(
    'conflict',
    'A migration into this database is not finished. Run signal-hooks migrate --to … again, where the data folder is.',
  );
}

/**
 * Begins a migration, or goes on with one.
 * @throws {GatewayError} `conflict` if a gateway uses the database, or a table that would be filled has rows
 */
export async function begin(target: Session, tables: readonly CopiedTable[]): Promise<void> {
  if (!(await isUnfinished(target))) {
    for (const { name } of tables) await assertEmpty(target, name);
    await target.change(`CREATE TABLE ${PROGRESS} (name text PRIMARY KEY, position text)`);
  }
  const [user] = await target.rows(GATEWAYS);
  if (user !== undefined) throw new GatewayError('conflict', GATEWAY_RUNS);
  await target.change(
    `INSERT INTO ${PROGRESS} (name) SELECT unnest($1::text[]) ON CONFLICT (name) DO NOTHING`,
    [tables.map(({ name }) => name)],
  );
}

async function assertEmpty(target: Session, table: string): Promise<void> {
  const [row] = await target.rows(`SELECT 1 FROM ${table} LIMIT 1`);
  if (row === undefined) return;
  throw new GatewayError(
    'conflict',
    `The database that is migrated to already holds data (${table}). Give an empty one.`,
  );
}

const GATEWAYS = `
  SELECT 1 FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'signal-hooks' LIMIT 1`;

const GATEWAY_RUNS =
  'A gateway is running on the database that is migrated to. Stop it, then run this again.';

/** Removes every sign of the migration. */
export const finish = (target: Session): Promise<number> => target.change(`DROP TABLE ${PROGRESS}`);

/** How far a table has come; locked until the end of the transaction. */
export async function positionOf(session: Session, table: string): Promise<Position> {
  const [row] = await session.rows<{ position: string | null }>(
    `SELECT position FROM ${PROGRESS} WHERE name = $1 FOR UPDATE`,
    [table],
  );
  if (row === undefined) throw new Error(`The migration does not know the table ${table}.`);
  return row.position === null ? null : JSON.parse(row.position);
}

/** Stores how far it has come. */
export async function setPosition(
  session: Session,
  table: string,
  position: Position,
): Promise<void> {
  await session.change(`UPDATE ${PROGRESS} SET position = $2 WHERE name = $1`, [
    table,
    JSON.stringify(position),
  ]);
}
