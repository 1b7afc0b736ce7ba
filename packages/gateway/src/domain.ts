import type { SignalRecord } from '@signal-hooks/catalogue';
import type { ALERT } from './entities/alert.ts';
import type { ALERT_CHANNEL } from './entities/alert-channel.ts';
import type { ALERT_RULE } from './entities/alert-rule.ts';
import type { ATTEMPT } from './entities/attempt.ts';
import type { AUDIT_ENTRY } from './entities/audit-entry.ts';
import type { Millis, RowOf } from './entities/columns.ts';
import type { DELIVERY } from './entities/delivery.ts';
import type { ERASURE } from './entities/erasure.ts';
import type { EVENT } from './entities/event.ts';
import type { PROVIDER } from './entities/provider.ts';
import type { REJECTION } from './entities/rejection.ts';
import type { REPLAY } from './entities/replay.ts';
import type { SESSION } from './entities/session.ts';
import type { SIGN_IN_CODE } from './entities/sign-in-code.ts';
import type { SOURCE } from './entities/source.ts';
import type { SUBSCRIPTION } from './entities/subscription.ts';
import type { TOKEN } from './entities/token.ts';

export type { Millis } from './entities/columns.ts';

/** A row of which a part may be damaged. */
interface Damageable {
  /** Columns that could not be read, and are empty here; absent: none. */
  readonly damage?: string;
}

/** A row of {@link SOURCE}. Its secrets are kept sealed. */
export interface Source extends RowOf<typeof SOURCE>, Damageable {}

/** A row of {@link PROVIDER}: a provider of the user's own. */
export interface StoredProvider extends RowOf<typeof PROVIDER> {}

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

/** A row of {@link EVENT}. */
export interface StoredEvent extends RowOf<typeof EVENT> {}

/** A delivery on its way into the store, with its event. */
export interface NewDelivery {
  readonly id: string;
  readonly subscriptionId: string;
  /** Until when it belongs to whoever stores it, as after a claim; null: it is due at once, for anyone. */
  readonly leaseUntil: Millis | null;
}

/** An event on its way into the store, with its deliveries. */
export interface NewEvent extends StoredEvent {
  /** Recognises a retry; unique per source. */
  readonly identity: string;
  /** See the catalogue's `Identity`: null, or how long after storing it holds. */
  readonly identityWindowMs: number | null;
  readonly deliveries: readonly NewDelivery[];
}

/** What became of a {@link NewEvent}. */
export interface AppendResult {
  /** Id of the stored event: the given one, or that of the event it repeats. */
  readonly eventId: string;
  readonly duplicate: boolean;
}

/** Which events a subscription gets; every part that is given must hold. */
export type EventFilter = Pick<Subscription, 'sourceId' | 'provider' | 'eventTypes' | 'conditions'>;

/** How a delivery's body looks. */
export type DeliveryFormat = Subscription['format'];

/** A row of {@link SUBSCRIPTION}. */
export interface Subscription extends RowOf<typeof SUBSCRIPTION>, Damageable {}

/** What signs a subscription's deliveries, newest first. */
export interface SubscriptionSecrets {
  readonly secrets: readonly { readonly secret: string; readonly until: Millis | null }[];
}

/** What a delivery can be. */
export type DeliveryStatus = Delivery['status'];

/** A row of {@link DELIVERY}. */
export interface Delivery extends RowOf<typeof DELIVERY> {}

/** A delivery claimed by this process for one attempt, with what is to be sent. */
export interface ClaimedDelivery extends Delivery {
  readonly event: StoredEvent;
}

/** A row of {@link ATTEMPT}. */
export interface Attempt extends RowOf<typeof ATTEMPT> {}

/** What an attempt led to; written together with the attempt. */
export interface AttemptOutcome {
  readonly attempt: Attempt;
  readonly status: DeliveryStatus;
  /** When to try again, if still pending. */
  readonly dueAt: Millis;
}

/** A row of {@link REJECTION}. */
export interface Rejection extends RowOf<typeof REJECTION> {}

/** A row of {@link REPLAY}. */
export interface Replay extends RowOf<typeof REPLAY>, Damageable {}

/** A row of {@link ERASURE}. What it looks for is kept sealed, until it is done. */
export interface Erasure extends RowOf<typeof ERASURE>, Damageable {}

/** A row of {@link TOKEN}. */
export interface TokenRow extends RowOf<typeof TOKEN>, Damageable {}

/** A row of {@link SESSION}. */
export interface Session extends RowOf<typeof SESSION>, Damageable {}

/** A row of {@link SIGN_IN_CODE}. */
export interface SignInCode extends RowOf<typeof SIGN_IN_CODE> {}

/** A row of {@link AUDIT_ENTRY}. */
export interface AuditEntry extends RowOf<typeof AUDIT_ENTRY> {}

/** A row of {@link ALERT}. */
export interface Alert extends RowOf<typeof ALERT> {}

/** A row of {@link ALERT_RULE}. */
export interface AlertRuleRow extends RowOf<typeof ALERT_RULE>, Damageable {}

/** A row of {@link ALERT_CHANNEL}. Its address is kept sealed. */
export interface AlertChannel extends RowOf<typeof ALERT_CHANNEL> {}

/** An event with its record, as the API and subscribers see it. */
export interface EventView {
  readonly id: string;
  readonly sourceId: string;
  readonly type: string;
  readonly receivedAt: Millis;
  readonly payloadGone: StoredEvent['payloadGone'];
  readonly record: SignalRecord;
}
