import type {
  DeliveryFormat,
  FilterCondition,
  Millis,
  Rejection,
  Source,
  Subscription,
  TokenRow,
} from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { Page, PageRequest } from '../store.ts';
import { type Connection, isMissingParent } from './connection.ts';

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

  /** Writes a page without changing anything, to see whether that works. */
  touchConfig(): void {
    this.#connection.prepare('UPDATE config SET version = version').run();
  }

  putSource(source: Source): void {
    this.#connection
      .prepare(
        `INSERT INTO sources (id, provider, name, events, registration_id, created_at,
           last_event_at, last_ping_at, sealed)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET provider = excluded.provider, name = excluded.name,
           events = excluded.events, registration_id = excluded.registration_id,
           created_at = excluded.created_at, sealed = excluded.sealed,
           last_event_at = ${later('last_event_at', 'excluded.last_event_at')},
           last_ping_at = ${later('last_ping_at', 'excluded.last_ping_at')}`,
      )
      .run(
        source.id,
        source.provider,
        source.name,
        JSON.stringify(source.events),
        source.registrationId,
        source.createdAt,
        source.lastEventAt,
        source.lastPingAt,
        source.sealed,
      );
    this.#countChange();
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

  putSubscription(subscription: Subscription): void {
    this.#connection
      .prepare(
        `INSERT INTO subscriptions (id, name, source_id, provider, event_types, conditions,
           target_url, format, status, status_reason, max_concurrency, max_per_second,
           failing_since, created_at, sealed)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, source_id = excluded.source_id,
           provider = excluded.provider, event_types = excluded.event_types,
           conditions = excluded.conditions, target_url = excluded.target_url,
           format = excluded.format, status = excluded.status,
           status_reason = excluded.status_reason, max_concurrency = excluded.max_concurrency,
           max_per_second = excluded.max_per_second, failing_since = excluded.failing_since,
           created_at = excluded.created_at, sealed = excluded.sealed`,
      )
      .run(
        subscription.id,
        subscription.name,
        subscription.sourceId,
        subscription.provider,
        JSON.stringify(subscription.eventTypes),
        JSON.stringify(subscription.conditions),
        subscription.targetUrl,
        subscription.format,
        subscription.status,
        subscription.statusReason,
        subscription.maxConcurrency,
        subscription.maxPerSecond,
        subscription.failingSince,
        subscription.createdAt,
        subscription.sealed,
      );
    this.#countChange();
  }

  changeSubscription(
    id: string,
    change: (held: Subscription) => Subscription | null,
  ): Subscription | null {
    const row = this.#connection
      .prepare<SubscriptionRow>('SELECT * FROM subscriptions WHERE id = ?')
      .get(id);
    if (row === undefined) return null;
    const held = toSubscription(row);
    const changed = change(held);
    if (changed !== null) this.putSubscription(changed);
    return changed ?? held;
  }

  listSubscriptions(): Subscription[] {
    return this.#connection
      .prepare<SubscriptionRow>('SELECT * FROM subscriptions ORDER BY created_at, id')
      .all()
      .map(toSubscription);
  }

  putToken(token: TokenRow): void {
    this.#connection
      .prepare(
        `INSERT INTO tokens (id, name, scopes, created_at, expires_at, revoked_at)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, scopes = excluded.scopes,
           created_at = excluded.created_at, expires_at = excluded.expires_at,
           revoked_at = excluded.revoked_at`,
      )
      .run(
        token.id,
        token.name,
        JSON.stringify(token.scopes),
        token.createdAt,
        token.expiresAt,
        token.revokedAt,
      );
    this.#countChange();
  }

  listTokens(): TokenRow[] {
    return this.#connection
      .prepare<TokenTableRow>('SELECT * FROM tokens ORDER BY created_at, id')
      .all()
      .map(toToken);
  }

  addRejection(rejection: Rejection, keep: number): void {
    try {
      this.#connection
        .prepare(
          `INSERT INTO rejections (id, source_id, at, code, explanation, http_status, body_bytes)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          rejection.id,
          rejection.sourceId,
          rejection.at,
          rejection.code,
          rejection.explanation,
          rejection.httpStatus,
          rejection.bodyBytes,
        );
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
      .run({ sourceId: rejection.sourceId, keep });
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

interface SourceRow {
  readonly id: string;
  readonly provider: Source['provider'];
  readonly name: string;
  readonly events: string;
  readonly registration_id: string | null;
  readonly created_at: Millis;
  readonly last_event_at: Millis | null;
  readonly last_ping_at: Millis | null;
  readonly sealed: Buffer;
}

function toSource(row: SourceRow): Source {
  return {
    id: row.id,
    provider: row.provider,
    name: row.name,
    sealed: row.sealed,
    events: JSON.parse(row.events) as string[],
    registrationId: row.registration_id,
    createdAt: row.created_at,
    lastEventAt: row.last_event_at,
    lastPingAt: row.last_ping_at,
  };
}

interface SubscriptionRow {
  readonly id: string;
  readonly name: string;
  readonly source_id: string | null;
  readonly provider: Subscription['provider'];
  readonly event_types: string;
  readonly conditions: string;
  readonly target_url: string;
  readonly format: DeliveryFormat;
  readonly status: Subscription['status'];
  readonly status_reason: string | null;
  readonly max_concurrency: number;
  readonly max_per_second: number | null;
  readonly failing_since: Millis | null;
  readonly created_at: Millis;
  readonly sealed: Buffer;
}

function toSubscription(row: SubscriptionRow): Subscription {
  return {
    id: row.id,
    name: row.name,
    sourceId: row.source_id,
    provider: row.provider,
    eventTypes: JSON.parse(row.event_types) as string[],
    conditions: JSON.parse(row.conditions) as FilterCondition[],
    targetUrl: row.target_url,
    format: row.format,
    sealed: row.sealed,
    status: row.status,
    statusReason: row.status_reason,
    maxConcurrency: row.max_concurrency,
    maxPerSecond: row.max_per_second,
    failingSince: row.failing_since,
    createdAt: row.created_at,
  };
}

interface TokenTableRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: string;
  readonly created_at: Millis;
  readonly expires_at: Millis | null;
  readonly revoked_at: Millis | null;
}

function toToken(row: TokenTableRow): TokenRow {
  return {
    id: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as string[],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

interface RejectionRow {
  readonly id: string;
  readonly source_id: string;
  readonly at: Millis;
  readonly code: string;
  readonly explanation: string;
  readonly http_status: number;
  readonly body_bytes: number;
}

function toRejection(row: RejectionRow): Rejection {
  return {
    id: row.id,
    sourceId: row.source_id,
    at: row.at,
    code: row.code,
    explanation: row.explanation,
    httpStatus: row.http_status,
    bodyBytes: row.body_bytes,
  };
}
