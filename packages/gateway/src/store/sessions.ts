/** Sessions in SQL: what both databases do alike. */
import type { Millis, Session, SignInCode } from '../domain.ts';
import { type ColumnValue, insertInto, type StoredRow, type Syntax } from './sql.ts';
import { SESSIONS, SIGN_IN_CODES } from './tables.ts';

/** Who is signed in to the console, and the codes that sign in: few rows. See `Store`. */
export interface SessionStore {
  add(session: Session): Promise<void>;
  byHash(hash: string): Promise<Session | null>;
  /** The latest begun first. */
  list(): Promise<readonly Session[]>;
  /** Notes that it was used; keeps the later time. */
  touch(id: string, at: Millis): Promise<void>;
  /** False if there is none. */
  delete(id: string): Promise<boolean>;
  deleteAll(): Promise<void>;
  /** Deletes those that end by a time, or have not been used since another one, and codes that expire by the first. */
  prune(expiredAt: Millis, unusedSince: Millis): Promise<number>;

  addCode(code: SignInCode): Promise<void>;
  /** Takes a code: whoever comes second gets null. */
  takeCode(hash: string): Promise<SignInCode | null>;
}

type Values = readonly ColumnValue[];

/** Runs statements; each one is a transaction. */
export interface SessionRunner {
  rows(sql: string, values: Values): Promise<readonly StoredRow[]>;
  /** @returns how many rows have changed */
  change(sql: string, values: Values): Promise<number>;
}

/** Makes the {@link SessionStore} of a database. */
export function createSessionStore(syntax: Syntax, run: SessionRunner): SessionStore {
  const p = syntax.parameter;
  const sql = {
    add: insertInto('sessions', SESSIONS, syntax),
    byHash: `SELECT ${SESSIONS.columns} FROM sessions WHERE hash = ${p(1)}`,
    list: `SELECT ${SESSIONS.columns} FROM sessions ORDER BY created_at DESC, id DESC`,
    touch: `UPDATE sessions SET last_seen_at = ${p(1)} WHERE id = ${p(2)} AND last_seen_at < ${p(3)}`,
    delete: `DELETE FROM sessions WHERE id = ${p(1)}`,
    prune: `DELETE FROM sessions WHERE expires_at <= ${p(1)} OR last_seen_at <= ${p(2)}`,
    addCode: insertInto('sign_in_codes', SIGN_IN_CODES, syntax),
    code: `SELECT ${SIGN_IN_CODES.columns} FROM sign_in_codes WHERE hash = ${p(1)}`,
    deleteCode: `DELETE FROM sign_in_codes WHERE hash = ${p(1)}`,
    pruneCodes: `DELETE FROM sign_in_codes WHERE expires_at <= ${p(1)}`,
  };
  return {
    add: async (session) => {
      await run.change(sql.add, SESSIONS.write(session));
    },
    byHash: async (hash) => {
      const [row] = await run.rows(sql.byHash, [hash]);
      return row === undefined ? null : SESSIONS.read(row);
    },
    list: async () => (await run.rows(sql.list, [])).map(SESSIONS.read),
    touch: async (id, at) => {
      await run.change(sql.touch, [at, id, at]);
    },
    delete: async (id) => (await run.change(sql.delete, [id])) > 0,
    deleteAll: async () => {
      await run.change('DELETE FROM sessions', []);
    },
    prune: async (expiredAt, unusedSince) =>
      (await run.change(sql.prune, [expiredAt, unusedSince])) +
      (await run.change(sql.pruneCodes, [expiredAt])),
    addCode: async (code) => {
      await run.change(sql.addCode, SIGN_IN_CODES.write(code));
    },
    takeCode: async (hash) => {
      const [row] = await run.rows(sql.code, [hash]);
      // Of those who read it at the same time, one deletes it.
      if (row === undefined || (await run.change(sql.deleteCode, [hash])) === 0) return null;
      return SIGN_IN_CODES.read(row);
    },
  };
}
