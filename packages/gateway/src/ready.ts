import {
  ALERTS_ID,
  createReceiver,
  isOperator,
  type Provider,
  type Receiver,
} from '@signal-hooks/catalogue';
import { type CompiledFilter, compileFilter, type FilterSubject } from './delivery/filter.ts';
import type { Millis, Source, SourceSecrets, Subscription, SubscriptionSecrets } from './domain.ts';
import type { FieldMap, Providers } from './providers.ts';
import { damagedRow } from './store/common.ts';
import type { Vault } from './vault.ts';

/** Where an event came from: whose it is, and the gateway's source as it is called now. */
export interface Origin {
  readonly provider: Provider;
  /** Null: no source has taken it. */
  readonly source: Pick<Source, 'id' | 'name'> | null;
}

/** A source made ready to receive: its keys are read, its subscriptions known. */
export interface ReadySource {
  readonly source: Source;
  readonly provider: Provider;
  readonly secrets: SourceSecrets;
  readonly receive: Receiver;
  /** Those not ended whose source and provider fit; types and conditions are still to be checked. */
  readonly subscriptions: readonly MatchableSubscription[];
}

/** A subscription that new events can be compared with. */
export interface MatchableSubscription {
  readonly subscription: Subscription;
  readonly matches: CompiledFilter;
}

/** A subscription with its secrets opened. */
export interface ReadySubscription extends MatchableSubscription {
  readonly secrets: SubscriptionSecrets;
}

/** A source that cannot take requests, and why, in words for people. */
export interface UnusableSource {
  readonly source: Source;
  /** Null if it is that which is wrong. */
  readonly provider: Provider | null;
  readonly problem: string;
}

/** A source, usable or not. */
export type KnownSource = ReadySource | UnusableSource;

/** A subscription that cannot be delivered to, and why, in words for people. */
export interface UnusableSubscription {
  readonly subscription: Subscription;
  readonly problem: string;
  /** Null if its filter cannot be read, either: nobody knows which events it is to get. */
  readonly matches: CompiledFilter | null;
}

/** What a source's row is opened to; it holds until `expiresAt`, when a retiring secret ends. */
export type OpenedSource = (
  | Pick<ReadySource, 'source' | 'provider' | 'secrets' | 'receive'>
  | UnusableSource
) & { readonly expiresAt: Millis };

/** What a subscription's row is opened to. */
export type OpenedSubscription = ReadySubscription | UnusableSubscription;

/** Opens a source's row. Never throws: what is wrong with one row is that row's alone. */
export function openSource(
  source: Source,
  providers: Providers,
  vault: Vault,
  now: Millis,
): OpenedSource {
  const provider = providers.get(source.provider);
  const problem = (text: string): OpenedSource => ({
    source,
    provider: provider ?? null,
    problem: text,
    expiresAt: Number.POSITIVE_INFINITY,
  });
  if (provider === undefined) {
    return problem(
      `${providers.problemOf(source.provider)} Start the version that knows it, or remove the source.`,
    );
  }
  if (source.damage !== undefined) return problem(damagedRow(source.damage));
  const secrets = tryTo(() => vault.open<SourceSecrets>(source.sealed, source.id));
  if (secrets === null) return problem(NOT_OPENED);
  if (!isSourceSecrets(secrets)) return problem(NOT_UNDERSTOOD);
  const receiver = tryTo(() => {
    const retiring = secrets.retiring.filter(({ until }) => until > now);
    const receive = createReceiver(provider, {
      ...secrets,
      secrets: [...secrets.secrets, ...retiring.map(({ secret }) => secret)],
    });
    return { receive, expiresAt: Math.min(...retiring.map(({ until }) => until), NEVER) };
  });
  return receiver === null ? problem(NOT_UNDERSTOOD) : { source, provider, secrets, ...receiver };
}

/**
 * Opens a subscription's row. Never throws.
 * @param fields those that its conditions can name
 */
export function openSubscription(
  subscription: Subscription,
  providers: Providers,
  fields: FieldMap,
  vault: Vault,
): OpenedSubscription {
  const { id, sealed, provider, damage, conditions } = subscription;
  const unmatchable = (problem: string): OpenedSubscription => ({
    subscription,
    problem,
    matches: null,
  });
  if (damage !== undefined) return unmatchable(damagedRow(damage));
  if (provider !== null && providers.get(provider) === undefined) {
    return unmatchable(
      `${providers.problemOf(provider)} Start the version that knows it, or end the subscription.`,
    );
  }
  const unknown = conditions.find(({ op }) => !isOperator(op));
  if (unknown !== undefined) {
    return unmatchable(
      `This version does not know the filter operator "${unknown.op}". Start the version that does, or change the filter.`,
    );
  }
  const matches = tryTo(() => withoutAlerts(subscription, compileFilter(subscription, fields)));
  if (matches === null) return unmatchable(damagedRow('conditions'));
  const secrets = tryTo(() => vault.open<SubscriptionSecrets>(sealed, id));
  if (secrets === null) return { subscription, problem: NOT_OPENED, matches };
  if (!Array.isArray(secrets.secrets)) return { subscription, problem: NOT_UNDERSTOOD, matches };
  return { subscription, secrets, matches };
}

/** Whether events of a source are for a subscription, as far as neither type nor conditions say otherwise. */
export const fitsSource = (
  { sourceId, provider }: Subscription,
  source: Pick<Source, 'id' | 'provider'>,
): boolean =>
  (sourceId === null || sourceId === source.id) &&
  (provider === null || provider === source.provider) &&
  (isByName({ sourceId, provider }) || source.provider !== ALERTS_ID);

/**
 * Whoever subscribes to everything wants what providers send. Alerts are asked for by name: else a
 * subscriber that fails would be sent, once more, that it fails.
 */
function withoutAlerts(subscription: Subscription, compiled: CompiledFilter): CompiledFilter {
  if (isByName(subscription)) return compiled;
  const { needsRecord } = compiled;
  return Object.assign((event: FilterSubject) => event.provider !== ALERTS_ID && compiled(event), {
    needsRecord,
  });
}

const isByName = ({ sourceId, provider }: Pick<Subscription, 'sourceId' | 'provider'>): boolean =>
  sourceId !== null || provider !== null;

const NEVER = Number.POSITIVE_INFINITY;

const NOT_OPENED =
  'Its secrets cannot be opened: they are damaged, or were sealed with another key. Restore the key ' +
  '(SIGNAL_HOOKS_KEY, or the file "key" of the data folder) or the database from your back-up; or ' +
  'remove it and make it anew.';

const NOT_UNDERSTOOD =
  'Its secrets are not understood by this version. Start the version that wrote them, or remove it ' +
  'and make it anew.';

/** What another version sealed may have another shape. */
function isSourceSecrets(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const stored = value as Partial<Record<keyof SourceSecrets, unknown>>;
  const lists = [stored.secrets, stored.publicKeys, stored.authorization, stored.retiring];
  return (
    lists.every(Array.isArray) && typeof stored.settings === 'object' && stored.settings !== null
  );
}

function tryTo<Result>(open: () => Result): Result | null {
  try {
    return open();
  } catch {
    return null;
  }
}
