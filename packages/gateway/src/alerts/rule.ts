import type { SubscriptionState } from '../delivery/dispatcher.ts';
import type { Directory } from '../directory.ts';
import type { Alert, Millis, Subscription } from '../domain.ts';
import type { Services } from '../services/index.ts';
import type { Store } from '../store/store.ts';

/** What rules look at. */
export interface Look {
  readonly store: Store;
  readonly directory: Pick<Directory, 'sources' | 'subscriptions'>;
  readonly sources: Pick<Services['sources'], 'status'>;
  /** How a subscription fares, as far as this process knows. */
  readonly stateOf: (subscription: Subscription) => SubscriptionState;
  /** The data folder; null: the database is elsewhere, and looks after its own disk. */
  readonly dataDir: string | null;
  readonly publicUrl: string | null;
  /** Milliseconds since 1970; never ahead of what can be believed. */
  readonly now: Millis;
}

/** What an alert is about. */
export interface AlertObject {
  readonly kind: Alert['objectKind'];
  readonly id: string;
  readonly name: string;
}

/** Something that is wrong right now. */
export interface Finding {
  readonly object: AlertObject;
  /** Since when it is so. */
  readonly since: Millis;
  /** What happened: a sentence or two. */
  readonly explanation: string;
  /** What to do: a sentence. */
  readonly action: string;
  /** A command that does it, or shows more. */
  readonly command: string | null;
}

/** What a look has found. */
export interface Found {
  readonly findings: readonly Finding[];
  /** Ids of objects of which it cannot be said: their alerts stay as they are. */
  readonly unsure?: readonly string[];
}

/** A rule: one row of the table of rules. Its id is the key there. */
export interface AlertRule {
  /** What is wrong, in a few words. */
  readonly title: string;
  /** When it is. */
  readonly description: string;
  /** Kind of the objects that it looks at. */
  readonly about: AlertObject['kind'];
  /** What the threshold counts; null: there is none. */
  readonly unit: 'minutes' | 'hours' | 'days' | 'percent' | 'requests an hour' | null;
  /** What holds where none is set; null: the rule finds it out by itself. */
  readonly threshold: number | null;
  /** Least time between two looks, in milliseconds; in between the last one holds. */
  readonly everyMs: Millis;
  /** @param threshold the one that was set, else the default */
  find(look: Look, threshold: number | null): Promise<Found>;
}

const MINUTE_MS: Millis = 60_000;
export const HOUR_MS: Millis = 60 * MINUTE_MS;

/** A threshold in milliseconds. */
export const minutes = (count: number | null): Millis => (count ?? 0) * MINUTE_MS;
export const hours = (count: number): Millis => count * HOUR_MS;
export const days = (count: number | null): Millis => (count ?? 0) * 24 * HOUR_MS;

/** The subscription that an alert is about. */
export const subscriptionObject = ({ id, name }: Subscription): AlertObject => ({
  kind: 'subscription',
  id,
  name,
});

/** Where deliveries go, as far as it may be shown: the rest of an address is a secret at many receivers. */
export const hostOf = ({ targetUrl }: Subscription): string =>
  URL.parse(targetUrl)?.host || 'its receiver';

/** This gateway. */
export const gatewayObject = ({ publicUrl }: Look): AlertObject => ({
  kind: 'gateway',
  id: publicUrl ?? 'gateway',
  name: publicUrl === null ? 'this gateway' : new URL(publicUrl).host,
});
