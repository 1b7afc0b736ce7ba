import type { FilterCondition, ProviderId, SignalRecord } from '@signal-hooks/catalogue';

/** Times inside the gateway are milliseconds since 1970; the API shows ISO 8601. */
export type Millis = number;

/** One provider account connected to this gateway. Its secrets are kept sealed. */
export interface Source {
  readonly id: string;
  /** One that this version does not know makes the source unusable. */
  readonly provider: ProviderId;
  readonly name: string;
  /** Sealed JSON of {@link SourceSecrets}; only the vault opens it. */
  readonly sealed: Uint8Array;
  /** Event types asked for at the provider; empty: all known ones. */
  readonly events: readonly string[];
  /** The registration's id at the provider, if this gateway made or adopted one. */
  readonly registrationId: string | null;
  readonly createdAt: Millis;
  /** Signs of life. */
  readonly lastEventAt: Millis | null;
  readonly lastPingAt: Millis | null;
  /** Columns that could not be read, and are empty here; absent: none. */
  readonly damage?: string;
}

/** What one source may send; null: no limit of its own. */
export interface SourceLimits {
  /** Requests per second, forged ones too: who they are from is known only afterwards. */
  readonly maxPerSecond: number | null;
  /** Bytes of one body. */
  readonly maxBodyBytes: number | null;
}

/** What a source holds that nobody may see: verification credentials and API settings. */
export interface SourceSecrets {
  readonly secrets: readonly string[];
  readonly publicKeys: readonly string[];
  readonly authorization: readonly string[];
  readonly unsigned: boolean;
  /** Values of the provider's setting fields. */
  readonly settings: Readonly<Record<string, string>>;
  /** Absent in rows that were written before there were any. */
  readonly limits?: SourceLimits;
  /** Secrets that are still accepted until a time, after a rotation. */
  readonly retiring: readonly { readonly secret: string; readonly until: Millis }[];
}

/** An accepted message, as stored: the provider's own bytes; the record is mapped when read. */
export interface StoredEvent {
  readonly id: string;
  readonly sourceId: string;
  readonly type: string;
  readonly receivedAt: Millis;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An event on its way into the store, with the subscriptions it is for. */
export interface NewEvent extends StoredEvent {
  /** Recognises a retry; unique per source. */
  readonly identity: string;
  /** See the catalogue's `Identity`: null, or how long after storing it holds. */
  readonly identityWindowMs: number | null;
  readonly subscriptionIds: readonly string[];
}

/** What became of a {@link NewEvent}. */
export interface AppendResult {
  /** Id of the stored event: the given one, or that of the event it repeats. */
  readonly eventId: string;
  readonly duplicate: boolean;
}

/** Which events a subscription gets; every part that is given must hold. */
export interface EventFilter {
  readonly sourceId: string | null;
  readonly provider: ProviderId | null;
  /** Empty: every type. */
  readonly eventTypes: readonly string[];
  /** All must hold. */
  readonly conditions: readonly FilterCondition[];
}

/** How a delivery's body looks. */
export type DeliveryFormat = 'standard' | 'flat' | 'raw';

/** A REST hook. */
export interface Subscription extends EventFilter {
  readonly id: string;
  readonly name: string;
  readonly targetUrl: string;
  readonly format: DeliveryFormat;
  /** Whether the record in `standard` and `flat` deliveries has the provider's payload as `raw`. */
  readonly includeRaw: boolean;
  /** Sealed JSON of {@link SubscriptionSecrets}. */
  readonly sealed: Uint8Array;
  /** `ended`: unsubscribed or answered 410. `disabled`: failed for too long; its deliveries are kept. */
  readonly status: 'active' | 'paused' | 'disabled' | 'ended';
  /** Why and since when it is not active; null when it is. */
  readonly statusReason: string | null;
  /** Most deliveries under way at once. */
  readonly maxConcurrency: number;
  /** Most attempts per second; null: no limit. */
  readonly maxPerSecond: number | null;
  /** Subscriptions of one group share one rate; null: it has its own. */
  readonly rateGroup: string | null;
  /** The subscriber cannot learn another secret: it is never rotated. */
  readonly fixedSecret: boolean;
  /** Since when every attempt has failed; null after a success. */
  readonly failingSince: Millis | null;
  readonly createdAt: Millis;
  /** Columns that could not be read, and are empty here; absent: none. */
  readonly damage?: string;
}

/** What signs a subscription's deliveries, newest first. */
export interface SubscriptionSecrets {
  readonly secrets: readonly { readonly secret: string; readonly until: Millis | null }[];
}

/**
 * `pending` is due or will be; `failed` has used up its retries; `cancelled` when its subscription
 * ended; `expired` when its event was deleted, because its time was over, before it was delivered.
 */
export const DELIVERY_STATUSES = [
  'pending',
  'delivered',
  'failed',
  'cancelled',
  'expired',
] as const;

/** One of {@link DELIVERY_STATUSES}. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Bringing one event to one subscription. */
export interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly subscriptionId: string;
  readonly status: DeliveryStatus;
  /** Attempts made so far. */
  readonly attempts: number;
  /** When it is next due, while pending. */
  readonly dueAt: Millis;
  readonly createdAt: Millis;
  readonly finishedAt: Millis | null;
  /** When somebody last asked for it to be made once more; null: never. */
  readonly replayedAt: Millis | null;
}

/** A delivery claimed by this process for one attempt, with what is to be sent. */
export interface ClaimedDelivery extends Delivery {
  readonly event: StoredEvent;
}

/** One try at a delivery. */
export interface Attempt {
  readonly deliveryId: string;
  /** 1, 2, … */
  readonly number: number;
  readonly at: Millis;
  readonly durationMs: number;
  /** HTTP status, or null if there was no answer. */
  readonly httpStatus: number | null;
  /** Closed set of reasons: see the delivery package; null on success. */
  readonly error: string | null;
  /** First bytes of the answer, for the log; never of a redirect. */
  readonly response: string | null;
}

/** What an attempt led to; written together with the attempt. */
export interface AttemptOutcome {
  readonly attempt: Attempt;
  readonly status: DeliveryStatus;
  /** When to try again, if still pending. */
  readonly dueAt: Millis;
}

/** A refused request to a source. */
export interface Rejection {
  readonly id: string;
  readonly sourceId: string;
  readonly at: Millis;
  /** A verify, payload or request code. */
  readonly code: string;
  readonly explanation: string;
  readonly httpStatus: number;
  readonly bodyBytes: number;
}

/** A bearer token as it is stored; the token itself is a JWT and is not kept. */
export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Millis;
  readonly expiresAt: Millis | null;
  readonly revokedAt: Millis | null;
  /** Columns that could not be read, and are empty here; absent: none. */
  readonly damage?: string;
}

/** An event with its record, as the API and subscribers see it. */
export interface EventView {
  readonly id: string;
  readonly sourceId: string;
  readonly type: string;
  readonly receivedAt: Millis;
  readonly record: SignalRecord;
}
