import type { Millis, Rejection, Source, Subscription, TokenRow } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import { assertWritable } from '../common.ts';
import { decodeCursor, pageOfRows } from '../cursor.ts';
import {
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
import type { Targets } from '../targets.ts';
import { type Connection, isMissingParent } from './connection.ts';
import { deleteOfSource } from './events.ts';
import type { Transactions } from './writer.ts';

/** Most events that one transaction deletes of a source that goes. */
const DELETE_LIMIT = 1000;

/** The later of two times, either of which may be null. */
const later = (one: string, other: string): string =>
  `max(coalesce(${one}, ${other}), coalesce(${other}, ${one}))`;

const PUT_SOURCE = `INSERT INTO sources (${SOURCE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET provider = excluded.provider, name = excluded.name,
    events = excluded.events, registration_id = excluded.registration_id,
    created_at = excluded.created_at, sealed = excluded.sealed,
    last_event_at = ${later('last_event_at', 'excluded.last_event_at')},
    last_ping_at = ${later('last_ping_at', 'excluded.last_ping_at')}`;

const TOUCH_SOURCE = `UPDATE sources SET last_event_at = ${later('last_event_at', '@eventAt')},
  last_ping_at = ${later('last_ping_at', '@pingAt')} WHERE id = @id`;

const PUT_SUBSCRIPTION = `INSERT INTO subscriptions (${SUBSCRIPTION_COLUMNS})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, source_id = excluded.source_id,
    provider = excluded.provider, event_types = excluded.event_types,
    conditions = excluded.conditions, target_url = excluded.target_url,
    format = excluded.format, status = excluded.status,
    status_reason = excluded.status_reason, max_concurrency = excluded.max_concurrency,
    max_per_second = excluded.max_per_second, rate_group = excluded.rate_group,
    fixed_secret = excluded.fixed_secret, include_raw = excluded.include_raw,
    failing_since = excluded.failing_since,
    created_at = excluded.created_at, sealed = excluded.sealed`;

const PUT_TOKEN = `INSERT INTO tokens (${TOKEN_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, scopes = excluded.scopes,
    created_at = excluded.created_at, expires_at = excluded.expires_at,
    revoked_at = excluded.revoked_at`;

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
      const row = connection.prepare<SourceRow>('SELECT * FROM sources WHERE id = ?').get(id);
      if (row === undefined) return null;
      const stored = toSource(row);
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
        .prepare<SourceRow>('SELECT * FROM sources ORDER BY created_at, id')
        .all()
        .map(toSource),
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
      const row = connection
        .prepare<SubscriptionRow>('SELECT * FROM subscriptions WHERE id = ?')
        .get(id);
      if (row === undefined) return null;
      const stored = this.#targets.open(toSubscription(row));
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
        .prepare<SubscriptionRow>('SELECT * FROM subscriptions ORDER BY created_at, id')
        .all();
      return this.#targets.openAll(rows.map(toSubscription));
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
      connection.prepare(PUT_TOKEN).run(...fromToken(token));
      countChange(connection);
    });
  }

  listTokens(): Promise<readonly TokenRow[]> {
    return this.#transactions.read((connection) =>
      connection
        .prepare<TokenColumns>('SELECT * FROM tokens ORDER BY created_at, id')
        .all()
        .map(toToken),
    );
  }

  addRejections(rejections: readonly Rejection[], keep: number): Promise<void> {
    return this.#transactions.write((connection) => {
      const insert = connection.prepare(
        `INSERT INTO rejections (${REJECTION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      );
      try {
        for (const rejection of rejections) insert.run(...fromRejection(rejection));
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
        .prepare<RejectionRow>(
          `SELECT * FROM rejections WHERE source_id = ? ${after ? 'AND (at, id) < (?, ?)' : ''}
           ORDER BY at DESC, id DESC LIMIT ?`,
        )
        .all(sourceId, ...(after ?? []), page.limit + 1);
      return pageOfRows('rejections', rows, page.limit, toRejection, ({ at, id }) => [at, id]);
    });
  }
}

function putSource(connection: Connection, source: Source): void {
  connection.prepare(PUT_SOURCE).run(...fromSource(source));
  countChange(connection);
}

function putSubscription(connection: Connection, subscription: Subscription): void {
  connection.prepare(PUT_SUBSCRIPTION).run(...fromSubscription(subscription));
  countChange(connection);
}

function countChange(connection: Connection): void {
  connection.prepare('UPDATE config SET version = version + 1').run();
}
