/** Rows as both databases give them, and what they mean. Lists are JSON text. */
import type { FilterCondition } from '@signal-hooks/catalogue';
import type {
  Attempt,
  Delivery,
  DeliveryFormat,
  DeliveryStatus,
  Millis,
  Rejection,
  Source,
  StoredEvent,
  Subscription,
  TokenRow,
} from '../domain.ts';

/**
 * Reads a list that is kept as JSON text. A damaged one is empty, and its column is added to
 * `damaged`: one row must not keep all others from being read.
 */
function readList<Item>(
  column: string,
  text: string,
  isItem: (item: unknown) => boolean,
  damaged: string[],
): Item[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every(isItem)) return list as Item[];
  } catch {
    // Not even JSON.
  }
  damaged.push(column);
  return [];
}

const isText = (item: unknown): boolean => typeof item === 'string';
const isCondition = (item: unknown): boolean =>
  typeof item === 'object' && item !== null && 'field' in item && 'op' in item;

/** What a row says of its damaged columns. */
const damageOf = (damaged: readonly string[]): { readonly damage?: string } =>
  damaged.length === 0 ? {} : { damage: damaged.join(', ') };

/** A value of a column. */
export type ColumnValue = string | number | Uint8Array | null;

export interface SourceRow {
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

export const SOURCE_COLUMNS =
  'id, provider, name, events, registration_id, created_at, last_event_at, last_ping_at, sealed';

/** In the order of {@link SOURCE_COLUMNS}. */
export const fromSource = (source: Source): ColumnValue[] => [
  source.id,
  source.provider,
  source.name,
  JSON.stringify(source.events),
  source.registrationId,
  source.createdAt,
  source.lastEventAt,
  source.lastPingAt,
  source.sealed,
];

export function toSource(row: SourceRow): Source {
  const damaged: string[] = [];
  const events = readList<string>('events', row.events, isText, damaged);
  return {
    id: row.id,
    provider: row.provider,
    name: row.name,
    sealed: row.sealed,
    events,
    registrationId: row.registration_id,
    createdAt: row.created_at,
    lastEventAt: row.last_event_at,
    lastPingAt: row.last_ping_at,
    ...damageOf(damaged),
  };
}

export interface SubscriptionRow {
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
  readonly rate_group: string | null;
  /** 0 or 1. */
  readonly fixed_secret: number;
  /** 0 or 1. */
  readonly include_raw: number;
  readonly failing_since: Millis | null;
  readonly created_at: Millis;
  readonly sealed: Buffer;
}

export const SUBSCRIPTION_COLUMNS = `id, name, source_id, provider, event_types, conditions,
  target_url, format, status, status_reason, max_concurrency, max_per_second, rate_group,
  fixed_secret, include_raw, failing_since, created_at, sealed`;

/** In the order of {@link SUBSCRIPTION_COLUMNS}. */
export const fromSubscription = (subscription: Subscription): ColumnValue[] => [
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
  subscription.rateGroup,
  Number(subscription.fixedSecret),
  Number(subscription.includeRaw),
  subscription.failingSince,
  subscription.createdAt,
  subscription.sealed,
];

export function toSubscription(row: SubscriptionRow): Subscription {
  const damaged: string[] = [];
  const eventTypes = readList<string>('event_types', row.event_types, isText, damaged);
  const conditions = readList<FilterCondition>('conditions', row.conditions, isCondition, damaged);
  return {
    id: row.id,
    name: row.name,
    sourceId: row.source_id,
    provider: row.provider,
    eventTypes,
    conditions,
    targetUrl: row.target_url,
    format: row.format,
    sealed: row.sealed,
    status: row.status,
    statusReason: row.status_reason,
    maxConcurrency: row.max_concurrency,
    maxPerSecond: row.max_per_second,
    rateGroup: row.rate_group,
    fixedSecret: row.fixed_secret === 1,
    includeRaw: row.include_raw === 1,
    failingSince: row.failing_since,
    createdAt: row.created_at,
    ...damageOf(damaged),
  };
}

export interface TokenColumns {
  readonly id: string;
  readonly name: string;
  readonly scopes: string;
  readonly created_at: Millis;
  readonly expires_at: Millis | null;
  readonly revoked_at: Millis | null;
}

export const TOKEN_COLUMNS = 'id, name, scopes, created_at, expires_at, revoked_at';

/** In the order of {@link TOKEN_COLUMNS}. */
export const fromToken = (token: TokenRow): ColumnValue[] => [
  token.id,
  token.name,
  JSON.stringify(token.scopes),
  token.createdAt,
  token.expiresAt,
  token.revokedAt,
];

export function toToken(row: TokenColumns): TokenRow {
  const damaged: string[] = [];
  const scopes = readList<string>('scopes', row.scopes, isText, damaged);
  return {
    id: row.id,
    name: row.name,
    scopes,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    ...damageOf(damaged),
  };
}

export interface RejectionRow {
  readonly id: string;
  readonly source_id: string;
  readonly at: Millis;
  readonly code: string;
  readonly explanation: string;
  readonly http_status: number;
  readonly body_bytes: number;
}

export const REJECTION_COLUMNS = 'id, source_id, at, code, explanation, http_status, body_bytes';

/** In the order of {@link REJECTION_COLUMNS}. */
export const fromRejection = (rejection: Rejection): ColumnValue[] => [
  rejection.id,
  rejection.sourceId,
  rejection.at,
  rejection.code,
  rejection.explanation,
  rejection.httpStatus,
  rejection.bodyBytes,
];

export function toRejection(row: RejectionRow): Rejection {
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

/** Also part of a claimed delivery's row. */
export interface EventRow {
  readonly id: string;
  readonly source_id: string;
  readonly type: string;
  readonly received_at: Millis;
  readonly headers: string;
  readonly body: Buffer;
}

export const EVENT_COLUMNS = 'id, source_id, type, received_at, headers, body';

export function toEvent(row: EventRow): StoredEvent {
  return {
    id: row.id,
    sourceId: row.source_id,
    type: row.type,
    receivedAt: row.received_at,
    headers: JSON.parse(row.headers) as Record<string, string>,
    body: row.body,
  };
}

export interface DeliveryRow {
  readonly id: string;
  readonly event_id: string;
  readonly subscription_id: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly due_at: Millis;
  readonly created_at: Millis;
  readonly finished_at: Millis | null;
  readonly replayed_at: Millis | null;
}

export const DELIVERY_COLUMNS =
  'id, event_id, subscription_id, status, attempts, due_at, created_at, finished_at, replayed_at';

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    eventId: row.event_id,
    subscriptionId: row.subscription_id,
    status: row.status,
    attempts: row.attempts,
    dueAt: row.due_at,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    replayedAt: row.replayed_at,
  };
}

/** A delivery with its event; columns that both have are the delivery's. */
export interface ClaimRow extends DeliveryRow, Omit<EventRow, 'id'> {}

export interface AttemptRow {
  readonly delivery_id: string;
  readonly at: Millis;
  readonly number: number;
  readonly duration_ms: number;
  readonly http_status: number | null;
  readonly error: string | null;
  readonly response: string | null;
}

export const ATTEMPT_COLUMNS = 'delivery_id, at, number, duration_ms, http_status, error, response';

export function toAttempt(row: AttemptRow): Attempt {
  return {
    deliveryId: row.delivery_id,
    number: row.number,
    at: row.at,
    durationMs: row.duration_ms,
    httpStatus: row.http_status,
    error: row.error,
    response: row.response,
  };
}
