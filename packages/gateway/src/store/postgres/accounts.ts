import type { Millis, Rejection, Source, Subscription, TokenRow } from '../../domain.ts';
import { assertWritable } from '../common.ts';
import { decodeCursor, pageOfRows } from '../cursor.ts';
import {
  type ColumnValue,
  fromRejection,
  fromSource,
  fromSubscription,
  fromToken,
  REJECTION_COLUMNS,
  type RejectionRow,
  SOURCE_COLUMNS,
  type SourceRow,
  SUBSCRIPTION_COLUMNS,
  type SubscriptionRow,
  TOKEN_COLUMNS,
  type TokenColumns,
  toRejection,
  toSource,
  toSubscription,
  toToken,
} from '../rows.ts';
import type { AccountStore, Page, PageRequest } from '../store.ts';
import { SEALED, type Targets } from '../targets.ts';
import type { Database, Session } from './database.ts';
import { deleteOfSource } from './events.ts';
import { LONG_TIMEOUT_MS, type Server } from './server.ts';

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
    await this.#server().database.change(PUT_SOURCE, fromSource(source));
  }

  async changeSource(
    id: string,
    change: (stored: Source) => Source | null,
  ): Promise<Source | null> {
    return this.#server().database.transaction(async (session) => {
      // Events that refer to it may be added meanwhile; other changes wait.
      const [row] = await session.rows<SourceRow>(
        `SELECT ${SOURCE_COLUMNS} FROM sources WHERE id = $1 FOR NO KEY UPDATE`,
        [id],
      );
      if (row === undefined) return null;
      const stored = toSource(row);
      const changed = change(stored);
      if (changed !== null) {
        assertWritable(changed);
        await session.change(PUT_SOURCE, fromSource(changed));
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
    const rows = await database.rows<SourceRow>(
      `SELECT ${SOURCE_COLUMNS} FROM sources ORDER BY created_at, id`,
    );
    return rows.map(toSource);
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
      fromSubscription(this.#targets.seal(subscription)),
    );
  }

  async changeSubscription(
    id: string,
    change: (stored: Subscription) => Subscription | null,
  ): Promise<Subscription | null> {
    return this.#server().database.transaction(async (session) => {
      // Deliveries that refer to it may be added meanwhile; other changes wait.
      const [row] = await session.rows<SubscriptionRow>(
        `SELECT ${SUBSCRIPTION_COLUMNS} FROM subscriptions WHERE id = $1 FOR NO KEY UPDATE`,
        [id],
      );
      if (row === undefined) return null;
      const stored = this.#targets.open(toSubscription(row));
      const changed = change(stored);
      if (changed !== null) {
        assertWritable(changed);
        await session.change(PUT_SUBSCRIPTION, fromSubscription(this.#targets.seal(changed)));
      }
      return changed ?? stored;
    });
  }

  async listSubscriptions(): Promise<readonly Subscription[]> {
    const rows = await this.#server().database.rows<SubscriptionRow>(
      `SELECT ${SUBSCRIPTION_COLUMNS} FROM subscriptions ORDER BY created_at, id`,
    );
    return this.#targets.openAll(rows.map(toSubscription));
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
    await this.#server().database.change(PUT_TOKEN, fromToken(token));
  }

  async listTokens(): Promise<readonly TokenRow[]> {
    const rows = await this.#server().database.rows<TokenColumns>(
      `SELECT ${TOKEN_COLUMNS} FROM tokens ORDER BY created_at, id`,
    );
    return rows.map(toToken);
  }

  async addRejections(rejections: readonly Rejection[], keep: number): Promise<void> {
    await this.#server().database.transaction(async (session) => {
      for (const rejection of rejections) {
        await session.change(
          `INSERT INTO rejections (${REJECTION_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          fromRejection(rejection),
        );
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
    const rows = await this.#server().database.rows<RejectionRow>(
      `SELECT ${REJECTION_COLUMNS} FROM rejections
       WHERE source_id = $1 ${after ? 'AND (at, id) < ($3, $4)' : ''}
       ORDER BY at DESC, id DESC LIMIT $2`,
      values,
    );
    return pageOfRows('rejections', rows, page.limit, toRejection, ({ at, id }) => [at, id]);
  }
}

/** Puts a row, and counts the change in the same transaction. */
const put = (insert: string, set: string): string =>
  `WITH put AS (INSERT INTO ${insert} ON CONFLICT (id) DO UPDATE SET ${set})
   UPDATE config SET version = version + 1`;

const PUT_SOURCE: string = put(
  `sources (${SOURCE_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  `provider = excluded.provider, name = excluded.name, events = excluded.events,
   registration_id = excluded.registration_id, created_at = excluded.created_at,
   sealed = excluded.sealed,
   last_event_at = greatest(sources.last_event_at, excluded.last_event_at),
   last_ping_at = greatest(sources.last_ping_at, excluded.last_ping_at)`,
);

const PUT_SUBSCRIPTION: string = put(
  `subscriptions (${SUBSCRIPTION_COLUMNS})
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
     $17, $18)`,
  `name = excluded.name, source_id = excluded.source_id, provider = excluded.provider,
   event_types = excluded.event_types, conditions = excluded.conditions,
   target_url = excluded.target_url, format = excluded.format, status = excluded.status,
   status_reason = excluded.status_reason, max_concurrency = excluded.max_concurrency,
   max_per_second = excluded.max_per_second, rate_group = excluded.rate_group,
   fixed_secret = excluded.fixed_secret, include_raw = excluded.include_raw,
   failing_since = excluded.failing_since,
   created_at = excluded.created_at, sealed = excluded.sealed`,
);

const PUT_TOKEN: string = put(
  `tokens (${TOKEN_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)`,
  `name = excluded.name, scopes = excluded.scopes, created_at = excluded.created_at,
   expires_at = excluded.expires_at, revoked_at = excluded.revoked_at`,
);

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
