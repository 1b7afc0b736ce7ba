import type { Millis, Rejection, Source, Subscription, TokenRow } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import { assertWritable } from '../common.ts';
import { decodeCursor, pageOfRows } from '../cursor.ts';
import { insertInto, type StoredRow, upsertInto } from '../sql.ts';
import type { AccountStore, Page, PageRequest } from '../store.ts';
import { LISTED_REJECTIONS, REJECTIONS, SOURCES, SUBSCRIPTIONS, TOKENS } from '../tables.ts';
import type { Targets } from '../targets.ts';
import { type Connection, isMissingParent } from './connection.ts';
import { deleteOfSource } from './events.ts';
import { SYNTAX } from './syntax.ts';
import type { Transactions } from './writer.ts';

/** Most events that one transaction deletes of a source that goes. */
const DELETE_LIMIT = 1000;

const PUT_SOURCE = upsertInto('sources', SOURCES, SYNTAX);
const PUT_SUBSCRIPTION = upsertInto('subscriptions', SUBSCRIPTIONS, SYNTAX);
const PUT_TOKEN = upsertInto('tokens', TOKENS, SYNTAX);
const ADD_REJECTION = insertInto('rejections', REJECTIONS, SYNTAX);

const TOUCH_SOURCE = `UPDATE sources SET last_event_at = ${SYNTAX.later('last_event_at', '@eventAt')},
  last_ping_at = ${SYNTAX.later('last_ping_at', '@pingAt')} WHERE id = @id`;

/** Sources, subscriptions, tokens and rejections: few rows, seldom written. */
export class SqliteAccounts implements AccountStore {
  readonly #transactions: Transactions;
  readonly #targets: Targets;

  constructor(transactions: Transactions, targets: Targets) {
    this.#transactions = transactions;
    this.#targets = targets;
  }

  version(): Promise<number> {
    return this.#transactions.read(
      (connection) =>
        connection.prepare<{ version: number }>('SELECT version FROM config').get()
          ?.version as number,
    );
  }

  putSource(source: Source): Promise<void> {
    return this.#transactions.write((connection) => putSource(connection, source));
  }

  changeSource(id: string, change: (stored: Source) => Source | null): Promise<Source | null> {
    return this.#transactions.write((connection) => {
      const row = connection.prepare<StoredRow>('SELECT * FROM sources WHERE id = ?').get(id);
      if (row === undefined) return null;
      const stored = SOURCES.read(row);
      const changed = change(stored);
      if (changed !== null) {
        assertWritable(changed);
        putSource(connection, changed);
      }
      return changed ?? stored;
    });
  }

  async deleteSource(id: string): Promise<boolean> {
    // 100,000 events take a second: in pieces, so that other requests are answered in between.
    const removePart = (): Promise<number> =>
      this.#transactions.write((connection) => deleteOfSource(connection, id, DELETE_LIMIT));
    while ((await removePart()) === DELETE_LIMIT);
    return this.#transactions.write((connection) => {
      deleteOfSource(connection, id, Number.MAX_SAFE_INTEGER);
      const { changes } = connection.prepare('DELETE FROM sources WHERE id = ?').run(id);
      if (changes > 0) countChange(connection);
      return changes > 0;
    });
  }

  listSources(): Promise<readonly Source[]> {
    return this.#transactions.read((connection) =>
      connection
        .prepare<StoredRow>('SELECT * FROM sources ORDER BY created_at, id')
        .all()
        .map(SOURCES.read),
    );
  }

  async touchSource(id: string, seen: { eventAt?: Millis; pingAt?: Millis }): Promise<void> {
    const { eventAt = null, pingAt = null } = seen;
    await this.#transactions.write((connection) =>
      connection.prepare(TOUCH_SOURCE).run({ id, eventAt, pingAt }),
    );
  }

  putSubscription(subscription: Subscription): Promise<void> {
    return this.#transactions.write((connection) =>
      putSubscription(connection, this.#targets.seal(subscription)),
    );
  }

  changeSubscription(
    id: string,
    change: (stored: Subscription) => Subscription | null,
  ): Promise<Subscription | null> {
    return this.#transactions.write((connection) => {
      const row = connection.prepare<StoredRow>('SELECT * FROM subscriptions WHERE id = ?').get(id);
      if (row === undefined) return null;
      const stored = this.#targets.open(SUBSCRIPTIONS.read(row));
      const changed = change(stored);
      if (changed !== null) {
        assertWritable(changed);
        putSubscription(connection, this.#targets.seal(changed));
      }
      return changed ?? stored;
    });
  }

  listSubscriptions(): Promise<readonly Subscription[]> {
    return this.#transactions.read((connection) => {
      const rows = connection
        .prepare<StoredRow>('SELECT * FROM subscriptions ORDER BY created_at, id')
        .all();
      return this.#targets.openAll(rows.map(SUBSCRIPTIONS.read));
    });
  }

  pruneSubscriptions(before: Millis, now: Millis): Promise<number> {
    return this.#transactions.write((connection) => {
      connection
        .prepare(
          `UPDATE subscriptions SET ended_at = ? WHERE status = 'ended' AND ended_at IS NULL`,
        )
        .run(now);
      const { changes } = connection
        .prepare(
          `DELETE FROM subscriptions WHERE status = 'ended' AND ended_at < ? AND NOT EXISTS (
             SELECT 1 FROM deliveries WHERE subscription_id = subscriptions.id)`,
        )
        .run(before);
      if (changes > 0) countChange(connection);
      return changes;
    });
  }

  putToken(token: TokenRow): Promise<void> {
    return this.#transactions.write((connection) => {
      connection.prepare(PUT_TOKEN).run(...TOKENS.write(token));
      countChange(connection);
    });
  }

  listTokens(): Promise<readonly TokenRow[]> {
    return this.#transactions.read((connection) =>
      connection
        .prepare<StoredRow>('SELECT * FROM tokens ORDER BY created_at, id')
        .all()
        .map(TOKENS.read),
    );
  }

  addRejections(rejections: readonly Rejection[], keep: number): Promise<void> {
    return this.#transactions.write((connection) => {
      const insert = connection.prepare(ADD_REJECTION);
      try {
        for (const rejection of rejections) insert.run(...REJECTIONS.write(rejection));
      } catch (error) {
        if (!isMissingParent(error)) throw error;
        throw new GatewayError('source_not_found', undefined, { cause: error });
      }
      connection
        .prepare(
          `DELETE FROM rejections WHERE source_id = @sourceId AND (at, id) <=
             (SELECT at, id FROM rejections WHERE source_id = @sourceId
              ORDER BY at DESC, id DESC LIMIT 1 OFFSET @keep)`,
        )
        .run({ sourceId: rejections[0]?.sourceId ?? null, keep });
    });
  }

  listRejections(sourceId: string, page: PageRequest): Promise<Page<Rejection>> {
    return this.#transactions.read((connection) => {
      const after = page.cursor
        ? decodeCursor('rejections', ['number', 'string'], page.cursor)
        : null;
      const rows = connection
        .prepare<StoredRow>(
          `SELECT ${LISTED_REJECTIONS} FROM rejections WHERE source_id = ? ${after ? 'AND (at, id) < (?, ?)' : ''}
           ORDER BY at DESC, id DESC LIMIT ?`,
        )
        .all(sourceId, ...(after ?? []), page.limit + 1);
      return pageOfRows('rejections', rows, page.limit, REJECTIONS.read, ({ at, id }) => [at, id]);
    });
  }

  getRejection(id: string): Promise<Rejection | null> {
    return this.#transactions.read((connection) => {
      const row = connection.prepare<StoredRow>('SELECT * FROM rejections WHERE id = ?').get(id);
      return row === undefined ? null : REJECTIONS.read(row);
    });
  }
}

function putSource(connection: Connection, source: Source): void {
  connection.prepare(PUT_SOURCE).run(...SOURCES.write(source));
  countChange(connection);
}

function putSubscription(connection: Connection, subscription: Subscription): void {
  connection.prepare(PUT_SUBSCRIPTION).run(...SUBSCRIPTIONS.write(subscription));
  countChange(connection);
}

/** Tells every process that its picture of the accounts is old. */
export function countChange(connection: Connection): void {
  connection.prepare('UPDATE config SET version = version + 1').run();
}
