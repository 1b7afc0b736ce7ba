import { timingSafeEqual } from 'node:crypto';
import type { Millis, Rejection, Source, Subscription, TokenRow } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import { ANOTHER_KEY, assertWritable } from '../common.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
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
import type { Page, PageRequest } from '../store.ts';
import { SEALED } from '../targets.ts';
import {
  BUSY_TIMEOUT_MS,
  type Connection,
  isMissingParent,
  OPEN_TIMEOUT_MS,
} from './connection.ts';

/** What tells a gateway's key from another one. */
export interface KeyCheck {
  /** Derived from the key; it does not give it away. */
  readonly mark: Uint8Array;
  /** Whether the key opens what was sealed for a row. */
  readonly opens: (sealed: Uint8Array, owner: string) => boolean;
}

/** Sources, subscriptions, tokens and rejections: few rows, seldom written. */
export class AccountTables {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  configVersion(): number {
    return this.#connection.prepare<{ version: number }>('SELECT version FROM config').get()
      ?.version as number;
  }

  /** Writes, to see whether that works. */
  probe(): void {
    this.#connection.prepare('UPDATE probe SET value = value + 1').run();
  }

  /** Whether the key of this database has left its mark. */
  isKeyKnown(): boolean {
    return this.#keyMark() !== null;
  }

  /**
   * Leaves the mark of the first gateway's key, unless there is one. Where a release that left
   * none has written rows, those must tell.
   * @throws GatewayError `conflict` if the key opens none of them
   */
  markKey({ mark, opens }: KeyCheck): void {
    if (this.isKeyKnown()) return;
    const rows = [...this.listSources(), ...this.listSubscriptions()];
    if (rows.length > 0 && !rows.some(({ id, sealed }) => opens(sealed, id))) {
      throw new GatewayError('conflict', ANOTHER_KEY);
    }
    this.#connection.prepare('UPDATE config SET key_check = ?').run(mark);
  }

  /** @throws GatewayError `conflict` for a key that is not the first one's */
  checkKey(mark: Uint8Array): void {
    const stored = this.#keyMark();
    if (stored?.length === mark.length && timingSafeEqual(stored, mark)) return;
    throw new GatewayError('conflict', ANOTHER_KEY);
  }

  #keyMark(): Buffer | null {
    const sql = 'SELECT key_check FROM config';
    const row = this.#connection.prepare<{ key_check: Buffer | null }>(sql).get();
    return row?.key_check ?? null;
  }

  putSource(source: Source): void {
    this.#connection
      .prepare(
        `INSERT INTO sources (${SOURCE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET provider = excluded.provider, name = excluded.name,
           events = excluded.events, registration_id = excluded.registration_id,
           created_at = excluded.created_at, sealed = excluded.sealed,
           last_event_at = ${later('last_event_at', 'excluded.last_event_at')},
           last_ping_at = ${later('last_ping_at', 'excluded.last_ping_at')}`,
      )
      .run(...fromSource(source));
    this.#countChange();
  }

  changeSource(id: string, change: (stored: Source) => Source | null): Source | null {
    const row = this.#connection.prepare<SourceRow>('SELECT * FROM sources WHERE id = ?').get(id);
    if (row === undefined) return null;
    const stored = toSource(row);
    const changed = change(stored);
    if (changed !== null) {
      assertWritable(changed);
      this.putSource(changed);
    }
    return changed ?? stored;
  }

  /** Its events, their deliveries and attempts, and its rejections go with it. */
  deleteSource(id: string): boolean {
    const { changes } = this.#connection.prepare('DELETE FROM sources WHERE id = ?').run(id);
    if (changes > 0) this.#countChange();
    return changes > 0;
  }

  listSources(): Source[] {
    return this.#connection
      .prepare<SourceRow>('SELECT * FROM sources ORDER BY created_at, id')
      .all()
      .map(toSource);
  }

  touchSource(id: string, eventAt: Millis | null, pingAt: Millis | null): void {
    this.#connection
      .prepare(
        `UPDATE sources SET last_event_at = ${later('last_event_at', '@eventAt')},
           last_ping_at = ${later('last_ping_at', '@pingAt')} WHERE id = @id`,
      )
      .run({ id, eventAt, pingAt });
  }

  /** Seals the addresses that a release wrote that did not seal them, and wipes what was there. */
  sealTargets(seal: (id: string, url: string) => string): void {
    const { db } = this.#connection;
    const find = db.prepare<[string], { id: string; target_url: string }>(
      'SELECT id, target_url FROM subscriptions WHERE instr(target_url, ?) <> 1',
    );
    // Nearly always: another process that is writing need not be waited for.
    if (find.get(SEALED) === undefined) return;
    db.pragma(`busy_timeout = ${OPEN_TIMEOUT_MS}`);
    db.pragma('secure_delete = ON');
    db.transaction(() => {
      const update = db.prepare('UPDATE subscriptions SET target_url = ? WHERE id = ?');
      for (const { id, target_url: url } of find.all(SEALED)) update.run(seal(id, url), id);
    }).immediate();
    db.pragma('secure_delete = OFF');
    db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }

  putSubscription(subscription: Subscription): void {
    this.#connection
      .prepare(
        `INSERT INTO subscriptions (${SUBSCRIPTION_COLUMNS})
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, source_id = excluded.source_id,
           provider = excluded.provider, event_types = excluded.event_types,
           conditions = excluded.conditions, target_url = excluded.target_url,
           format = excluded.format, status = excluded.status,
           status_reason = excluded.status_reason, max_concurrency = excluded.max_concurrency,
           max_per_second = excluded.max_per_second, rate_group = excluded.rate_group,
           fixed_secret = excluded.fixed_secret, include_raw = excluded.include_raw,
           failing_since = excluded.failing_since,
           created_at = excluded.created_at, sealed = excluded.sealed`,
      )
      .run(...fromSubscription(subscription));
    this.#countChange();
  }

  changeSubscription(
    id: string,
    change: (stored: Subscription) => Subscription | null,
  ): Subscription | null {
    const row = this.#connection
      .prepare<SubscriptionRow>('SELECT * FROM subscriptions WHERE id = ?')
      .get(id);
    if (row === undefined) return null;
    const stored = toSubscription(row);
    const changed = change(stored);
    if (changed !== null) {
      assertWritable(changed);
      this.putSubscription(changed);
    }
    return changed ?? stored;
  }

  listSubscriptions(): Subscription[] {
    return this.#connection
      .prepare<SubscriptionRow>('SELECT * FROM subscriptions ORDER BY created_at, id')
      .all()
      .map(toSubscription);
  }

  pruneSubscriptions(before: Millis, now: Millis): number {
    this.#connection
      .prepare(`UPDATE subscriptions SET ended_at = ? WHERE status = 'ended' AND ended_at IS NULL`)
      .run(now);
    const { changes } = this.#connection
      .prepare(
        `DELETE FROM subscriptions WHERE status = 'ended' AND ended_at < ? AND NOT EXISTS (
           SELECT 1 FROM deliveries WHERE subscription_id = subscriptions.id)`,
      )
      .run(before);
    if (changes > 0) this.#countChange();
    return changes;
  }

  putToken(token: TokenRow): void {
    this.#connection
      .prepare(
        `INSERT INTO tokens (${TOKEN_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, scopes = excluded.scopes,
           created_at = excluded.created_at, expires_at = excluded.expires_at,
           revoked_at = excluded.revoked_at`,
      )
      .run(...fromToken(token));
    this.#countChange();
  }

  listTokens(): TokenRow[] {
    return this.#connection
      .prepare<TokenColumns>('SELECT * FROM tokens ORDER BY created_at, id')
      .all()
      .map(toToken);
  }

  addRejections(rejections: readonly Rejection[], keep: number): void {
    const insert = this.#connection.prepare(
      `INSERT INTO rejections (${REJECTION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    try {
      for (const rejection of rejections) insert.run(...fromRejection(rejection));
    } catch (error) {
      if (!isMissingParent(error)) throw error;
      throw new GatewayError('source_not_found', undefined, { cause: error });
    }
    this.#connection
      .prepare(
        `DELETE FROM rejections WHERE source_id = @sourceId AND (at, id) <=
           (SELECT at, id FROM rejections WHERE source_id = @sourceId
            ORDER BY at DESC, id DESC LIMIT 1 OFFSET @keep)`,
      )
      .run({ sourceId: rejections[0]?.sourceId ?? null, keep });
  }

  listRejections(sourceId: string, page: PageRequest): Page<Rejection> {
    const after = page.cursor
      ? decodeCursor('rejections', ['number', 'string'], page.cursor)
      : null;
    const rows = this.#connection
      .prepare<RejectionRow>(
        `SELECT * FROM rejections WHERE source_id = ? ${after ? 'AND (at, id) < (?, ?)' : ''}
         ORDER BY at DESC, id DESC LIMIT ?`,
      )
      .all(sourceId, ...(after ?? []), page.limit + 1);
    const items = rows.slice(0, page.limit).map(toRejection);
    const last = rows.length > page.limit ? items.at(-1) : undefined;
    return { items, next: last ? encodeCursor('rejections', [last.at, last.id]) : null };
  }

  #countChange(): void {
    this.#connection.prepare('UPDATE config SET version = version + 1').run();
  }
}

/** The later of two times, either of which may be null. */
function later(one: string, other: string): string {
  return `max(coalesce(${one}, ${other}), coalesce(${other}, ${one}))`;
}
