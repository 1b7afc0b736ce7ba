import type { Millis, Rejection, Source, Subscription, TokenRow } from '../../domain.ts';
import { assertWritable } from '../common.ts';
import { decodeCursor, pageOfRows } from '../cursor.ts';
import { type ColumnValue, insertInto, type StoredRow, type Table, upsertInto } from '../sql.ts';
import type { AccountStore, Page, PageRequest } from '../store.ts';
import { LISTED_REJECTIONS, REJECTIONS, SOURCES, SUBSCRIPTIONS, TOKENS } from '../tables.ts';
import { SEALED, type Targets } from '../targets.ts';
import type { Database, Session } from './database.ts';
import { deleteOfSource } from './events.ts';
import { LONG_TIMEOUT_MS, type Server } from './server.ts';
import { SYNTAX } from './syntax.ts';

/** Most events that one transaction deletes of a source that goes. */
const DELETE_LIMIT = 1000;

/** Sources, subscriptions, tokens and rejections: few rows, seldom written. */
export class PostgresAccounts implements AccountStore {
  readonly #server: () => Server;
  readonly #targets: Targets;

  /** @param server throws while the store is not open */
  constructor(server: () => Server, targets: Targets) {
    this.#server = server;
    this.#targets = targets;
  }

  async version(): Promise<number> {
    const [row] = await this.#server().database.rows<{ version: number }>(
      'SELECT version FROM config',
    );
    return row?.version as number;
  }

  async putSource(source: Source): Promise<void> {
    await this.#server().database.change(PUT_SOURCE, SOURCES.write(source));
  }

  async changeSource(
    id: string,
    change: (stored: Source) => Source | null,
  ): Promise<Source | null> {
    return this.#server().database.transaction(async (session) => {
      // Events that refer to it may be added meanwhile; other changes wait.
      const [row] = await session.rows<StoredRow>(
        `SELECT ${SOURCES.columns} FROM sources WHERE id = $1 FOR NO KEY UPDATE`,
        [id],
      );
      if (row === undefined) return null;
      const stored = SOURCES.read(row);
      const changed = change(stored);
      if (changed !== null) {
        assertWritable(changed);
        await session.change(PUT_SOURCE, SOURCES.write(changed));
      }
      return changed ?? stored;
    });
  }

  async deleteSource(id: string): Promise<boolean> {
    const { database } = this.#server();
    // In pieces, so that no transaction lasts long.
    while ((await deleteOfSource(database, id, DELETE_LIMIT)) === DELETE_LIMIT);
    // The rest goes with it.
    const sql = `WITH gone AS (DELETE FROM sources WHERE id = $1 RETURNING id)
      UPDATE config SET version = version + 1 WHERE EXISTS (SELECT FROM gone)`;
    const deleting = (session: Session): Promise<number> => session.change(sql, [id]);
    return (await database.transaction(deleting, LONG_TIMEOUT_MS)) > 0;
  }

  async listSources(): Promise<readonly Source[]> {
    const { database, signs } = this.#server();
    await signs.written();
    const rows = await database.rows<StoredRow>(
      `SELECT ${SOURCES.columns} FROM sources ORDER BY created_at, id`,
    );
    return rows.map(SOURCES.read);
  }

  async touchSource(id: string, seen: { eventAt?: Millis; pingAt?: Millis }): Promise<void> {
    await this.#server().database.change(
      `UPDATE sources SET last_event_at = greatest(last_event_at, $2::bigint),
         last_ping_at = greatest(last_ping_at, $3::bigint) WHERE id = $1`,
      [id, seen.eventAt ?? null, seen.pingAt ?? null],
    );
  }

  async putSubscription(subscription: Subscription): Promise<void> {
    await this.#server().database.change(
      PUT_SUBSCRIPTION,
      SUBSCRIPTIONS.write(this.#targets.seal(subscription)),
    );
  }

  async changeSubscription(
    id: string,
    change: (stored: Subscription) => Subscription | null,
  ): Promise<Subscription | null> {
    return this.#server().database.transaction(async (session) => {
      // Deliveries that refer to it may be added meanwhile; other changes wait.
      const [row] = await session.rows<StoredRow>(
        `SELECT ${SUBSCRIPTIONS.columns} FROM subscriptions WHERE id = $1 FOR NO KEY UPDATE`,
        [id],
      );
      if (row === undefined) return null;
      const stored = this.#targets.open(SUBSCRIPTIONS.read(row));
      const changed = change(stored);
      if (changed !== null) {
        assertWritable(changed);
        await session.change(PUT_SUBSCRIPTION, SUBSCRIPTIONS.write(this.#targets.seal(changed)));
      }
      return changed ?? stored;
    });
  }

  async listSubscriptions(): Promise<readonly Subscription[]> {
    const rows = await this.#server().database.rows<StoredRow>(
      `SELECT ${SUBSCRIPTIONS.columns} FROM subscriptions ORDER BY created_at, id`,
    );
    return this.#targets.openAll(rows.map(SUBSCRIPTIONS.read));
  }

  async pruneSubscriptions(before: Millis, now: Millis): Promise<number> {
    return this.#server().database.transaction(async (session) => {
      await session.change(
        `UPDATE subscriptions SET ended_at = $1 WHERE status = 'ended' AND ended_at IS NULL`,
        [now],
      );
      const gone = await session.change(
        `DELETE FROM subscriptions WHERE status = 'ended' AND ended_at < $1 AND NOT EXISTS (
           SELECT FROM deliveries WHERE subscription_id = subscriptions.id)`,
        [before],
      );
      if (gone > 0) await session.change('UPDATE config SET version = version + 1');
      return gone;
    });
  }

  async putToken(token: TokenRow): Promise<void> {
    await this.#server().database.change(PUT_TOKEN, TOKENS.write(token));
  }

  async listTokens(): Promise<readonly TokenRow[]> {
    const rows = await this.#server().database.rows<StoredRow>(
      `SELECT ${TOKENS.columns} FROM tokens ORDER BY created_at, id`,
    );
    return rows.map(TOKENS.read);
  }

  async addRejections(rejections: readonly Rejection[], keep: number): Promise<void> {
    await this.#server().database.transaction(async (session) => {
      for (const rejection of rejections) {
        await session.change(ADD_REJECTION, REJECTIONS.write(rejection));
      }
      await session.change(
        `DELETE FROM rejections WHERE source_id = $1 AND (at, id) <=
           (SELECT at, id FROM rejections WHERE source_id = $1
            ORDER BY at DESC, id DESC LIMIT 1 OFFSET $2)`,
        [rejections[0]?.sourceId ?? null, keep],
      );
    });
  }

  async listRejections(sourceId: string, page: PageRequest): Promise<Page<Rejection>> {
    const after = page.cursor
      ? decodeCursor('rejections', ['number', 'string'], page.cursor)
      : null;
    const values: ColumnValue[] = [sourceId, page.limit + 1, ...(after ?? [])];
    const rows = await this.#server().database.rows<StoredRow>(
      `SELECT ${LISTED_REJECTIONS} FROM rejections
       WHERE source_id = $1 ${after ? 'AND (at, id) < ($3, $4)' : ''}
       ORDER BY at DESC, id DESC LIMIT $2`,
      values,
    );
    return pageOfRows('rejections', rows, page.limit, REJECTIONS.read, ({ at, id }) => [at, id]);
  }

  async getRejection(id: string): Promise<Rejection | null> {
    const [row] = await this.#server().database.rows<StoredRow>(
      `SELECT ${REJECTIONS.columns} FROM rejections WHERE id = $1`,
      [id],
    );
    return row === undefined ? null : REJECTIONS.read(row);
  }
}

/** Puts a row, and counts the change in the same transaction. */
export const put = <Row>(name: string, table: Table<Row>): string =>
  `WITH put AS (${upsertInto(name, table, SYNTAX)}) UPDATE config SET version = version + 1`;

const PUT_SOURCE = put('sources', SOURCES);
const PUT_SUBSCRIPTION = put('subscriptions', SUBSCRIPTIONS);
const PUT_TOKEN = put('tokens', TOKENS);
const ADD_REJECTION = insertInto('rejections', REJECTIONS, SYNTAX);

/** Seals the addresses that a release wrote that did not seal them. */
export async function sealTargets(database: Database, targets: Targets): Promise<void> {
  await database.transaction(async (session) => {
    const rows = await session.rows<{ id: string; target_url: string }>(
      `SELECT id, target_url FROM subscriptions WHERE NOT starts_with(target_url, $1)
       ORDER BY id FOR NO KEY UPDATE`,
      [SEALED],
    );
    for (const { id, target_url: url } of rows) {
      const values = [id, targets.sealUrl(id, url)];
      await session.change('UPDATE subscriptions SET target_url = $2 WHERE id = $1', values);
    }
  });
}
