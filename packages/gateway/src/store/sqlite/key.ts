import { timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../../errors.ts';
import { ANOTHER_KEY } from '../common.ts';
import type { Connection } from './connection.ts';

/** What tells a gateway's key from another one. */
export interface KeyCheck {
  /** Derived from the key; it does not give it away. */
  readonly mark: Uint8Array;
  /** Whether the key opens what was sealed for a row. */
  readonly opens: (sealed: Uint8Array, owner: string) => boolean;
}

/**
 * Compares a key with that of the database. Two that open a new database at once agree on one key;
 * later ones need not wait for a writer.
 * @throws GatewayError `conflict` for a key that is not the first one's
 */
export function agreeOnKey(connection: Connection, check: KeyCheck): void {
  if (readMark(connection) === null) {
    connection.db.transaction(() => leaveMark(connection, check)).immediate();
  }
  const stored = readMark(connection);
  if (stored?.length === check.mark.length && timingSafeEqual(stored, check.mark)) return;
  throw new GatewayError('conflict', ANOTHER_KEY);
}

/**
 * Leaves the mark of the first gateway's key, unless there is one. Where a release that left
 * none has written rows, those must tell.
 */
function leaveMark(connection: Connection, { mark, opens }: KeyCheck): void {
  if (readMark(connection) !== null) return;
  const rows = connection
    .prepare<{ id: string; sealed: Buffer }>(
      'SELECT id, sealed FROM sources UNION ALL SELECT id, sealed FROM subscriptions',
    )
    .all();
  if (rows.length > 0 && !rows.some(({ id, sealed }) => opens(sealed, id))) {
    throw new GatewayError('conflict', ANOTHER_KEY);
  }
  connection.prepare('UPDATE config SET key_check = ?').run(mark);
}

function readMark(connection: Connection): Buffer | null {
  const sql = 'SELECT key_check FROM config';
  return connection.prepare<{ key_check: Buffer | null }>(sql).get()?.key_check ?? null;
}
