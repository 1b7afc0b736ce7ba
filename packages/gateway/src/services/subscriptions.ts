import { randomBytes } from 'node:crypto';
import { PROVIDERS, type ProviderId } from '@signal-hooks/catalogue';
import type { AttemptResult } from '../delivery/schedule.ts';
import type { Millis, Subscription, SubscriptionSecrets } from '../domain.ts';
import { type FieldProblem, GatewayError } from '../errors.ts';
import { newId } from '../ids.ts';
import { checkTargetUrl } from '../net/safe-connector.ts';
import type { ReadySubscription, UnusableSubscription } from '../ready.ts';
import type { Page, PageRequest } from '../store/store.ts';
import type { ServiceDeps } from './deps.ts';
import { Exclusive } from './exclusive.ts';
import { pageOf } from './paging.ts';
import { invalid, unknownTypes } from './source-input.ts';
import {
  checkSubscription,
  isSigningSecret,
  type SubscriptionInput,
} from './subscription-input.ts';

/** A subscription to be made; all but the target has a default. */
export interface NewSubscription extends SubscriptionInput {
  readonly targetUrl: string;
  /** The source whose events are wanted; null: of every source. */
  readonly sourceId?: string | null;
  /** The provider whose events are wanted; null: of every provider. */
  readonly provider?: ProviderId | null;
  /** `whsec_` and base64 of 24 to 64 bytes; absent: one is made. */
  readonly secret?: string;
  /** The subscriber cannot learn another secret: rotating it is refused. */
  readonly fixedSecret?: boolean;
  /** Subscriptions of one group share one rate; null: it has its own. */
  readonly rateGroup?: string | null;
  /** Ends what is subscribed at the same target. */
  readonly replace?: boolean;
}

/** A subscription with its new signing secret: shown now and never again. */
export interface SubscriptionWithSecret {
  readonly subscription: Subscription;
  readonly secret: string;
}

/** Which subscriptions to list. */
export interface SubscriptionListQuery {
  readonly sourceId: string | null;
  readonly provider: ProviderId | null;
  /** Null: all that have not ended. */
  readonly status: Subscription['status'] | null;
}

const DEFAULT_CONCURRENCY = 10;
/** Deliveries are signed with old and new secret for that long by default. */
const SECRET_GRACE_HOURS = 24;
const HOUR_MS = 3600_000;
/** Each makes one more signature in every delivery's header. */
const MAX_SECRETS = 5;
const SECRET_BYTES = 32;

/** REST hooks: who gets which events. */
export class SubscriptionService {
  readonly #deps: ServiceDeps;
  readonly #changes: Exclusive = new Exclusive();

  constructor(deps: ServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Subscribes. The same target may be subscribed twice, for two kinds of events; `replace`
   * is for a subscriber that has one subscription and may have missed the answer to the last.
   * @throws {GatewayError} `invalid_request`, `source_not_found` or `target_forbidden`
   */
  async create(input: NewSubscription): Promise<SubscriptionWithSecret> {
    const { store, directory, vault, now } = this.#deps;
    await directory.refresh();
    const { sourceId = null, provider = null } = input;
    await this.#checkFilter(input, sourceId, provider);
    const secret = input.secret ?? newSigningSecret();
    if (!isSigningSecret(secret)) {
      const message = 'Give "whsec_" followed by base64 of 24 to 64 bytes, or leave it out.';
      throw invalid([{ path: 'secret', message }]);
    }
    const createdAt = now();
    const id = newId('sub', createdAt);
    const secrets: SubscriptionSecrets = { secrets: [{ secret, until: null }] };
    const subscription: Subscription = {
      id,
      name: input.name ?? '',
      targetUrl: this.#checkTarget(input.targetUrl),
      sourceId,
      provider,
      eventTypes: [...new Set(input.eventTypes ?? [])],
      conditions: input.conditions ?? [],
      format: input.format ?? 'standard',
      includeRaw: input.includeRaw ?? false,
      sealed: vault.seal(secrets, id),
      status: 'active',
      statusReason: null,
      maxConcurrency: input.maxConcurrency ?? DEFAULT_CONCURRENCY,
      maxPerSecond: input.maxPerSecond ?? null,
      rateGroup: input.rateGroup ?? null,
      fixedSecret: input.fixedSecret ?? false,
      failingSince: null,
      createdAt,
    };
    await store.accounts.putSubscription(subscription);
    await directory.refresh();
    if (input.replace) await this.#endOthers(subscription);
    return { subscription, secret };
  }

  /** Ends all others at the same target; after the new one is there, so that nothing is missed. */
  async #endOthers({ id, targetUrl }: Subscription): Promise<void> {
    const others = this.#deps.directory
      .subscriptions()
      .map(({ subscription }) => subscription)
      .filter((each) => each.targetUrl === targetUrl && each.id !== id && each.status !== 'ended');
    for (const other of others) await this.#end(other.id, `Replaced by ${id}.`);
  }

  /** Newest first. */
  async list(query: SubscriptionListQuery, page: PageRequest): Promise<Page<Subscription>> {
    const { directory } = this.#deps;
    await directory.refresh();
    const rows = [...directory.subscriptions(), ...directory.unusableSubscriptions()]
      .map(({ subscription }) => subscription)
      .filter(({ sourceId, provider, status }) => {
        if (query.sourceId !== null && sourceId !== query.sourceId) return false;
        if (query.provider !== null && provider !== query.provider) return false;
        return query.status === null ? status !== 'ended' : status === query.status;
      });
    return pageOf('subscriptions', rows, page, (row) => row);
  }

  /** Also one that has ended. @throws {GatewayError} `subscription_not_found` */
  async get(id: string): Promise<Subscription> {
    return (await this.#findAny(id)).subscription;
  }

  /** Why a subscription cannot be delivered to, in words for people; null if it can. */
  problemOf(id: string): string | null {
    return this.#deps.directory.unusableSubscription(id)?.problem ?? null;
  }

  /**
   * Changes what is given; `status` pauses and resumes. What is pending waits while paused.
   * @throws {GatewayError} `subscription_not_found`, `invalid_request`, `target_forbidden`, or `conflict` if it has ended
   */
  update(id: string, input: SubscriptionInput): Promise<Subscription> {
    return this.#changes.run(id, async () => {
      const { subscription } = await this.#findLive(id);
      await this.#checkFilter(input, subscription.sourceId, subscription.provider);
      const targetUrl =
        input.targetUrl === undefined ? undefined : this.#checkTarget(input.targetUrl);
      const next = await this.#change(id, (stored) => ({
        ...stored,
        name: input.name ?? stored.name,
        targetUrl: targetUrl ?? stored.targetUrl,
        eventTypes: input.eventTypes ? [...new Set(input.eventTypes)] : stored.eventTypes,
        conditions: input.conditions ?? stored.conditions,
        format: input.format ?? stored.format,
        includeRaw: input.includeRaw ?? stored.includeRaw,
        maxConcurrency: input.maxConcurrency ?? stored.maxConcurrency,
        maxPerSecond: input.maxPerSecond === undefined ? stored.maxPerSecond : input.maxPerSecond,
        ...statusAfter(stored, input.status, this.#deps.now()),
      }));
      if (next.status === 'active') this.#deps.dispatcher.wake();
      return next;
    });
  }

  /**
   * Unsubscribes: what is pending is cancelled. Doing it twice changes nothing.
   * @throws {GatewayError} `subscription_not_found`
   */
  end(id: string): Promise<void> {
    return this.#end(id, 'Unsubscribed.');
  }

  #end(id: string, statusReason: string): Promise<void> {
    return this.#changes.run(id, async () => {
      const { store, directory, now } = this.#deps;
      const { subscription } = await this.#findAny(id);
      if (subscription.status !== 'ended') {
        const end = { status: 'ended', statusReason } as const;
        await store.accounts.changeSubscription(id, (stored) => ({ ...stored, ...end }));
        await directory.refresh();
      }
      // Again, for events that were on their way in while it ended.
      await store.deliveries.cancel(id, now());
    });
  }

  /**
   * Makes a new signing secret; deliveries are signed with the old one too until the grace is over.
   * @throws {GatewayError} `subscription_not_found`, or `conflict` if it has ended or its
   *   subscriber cannot learn a new secret
   */
  rotateSecret(
    id: string,
    { graceHours = SECRET_GRACE_HOURS }: { readonly graceHours?: number } = {},
  ): Promise<SubscriptionWithSecret> {
    return this.#changes.run(id, async () => {
      const { vault, now } = this.#deps;
      const { secrets, subscription: stored } = await this.#findLive(id);
      if (stored.fixedSecret) throw isFixed();
      const end = now() + graceHours * HOUR_MS;
      const old = secrets.secrets
        .map(({ secret, until }) => ({ secret, until: Math.min(until ?? end, end) }))
        .filter(({ until }) => until > now());
      const secret = newSigningSecret();
      const next: SubscriptionSecrets = {
        secrets: [{ secret, until: null }, ...old].slice(0, MAX_SECRETS),
      };
      const sealed = vault.seal(next, id);
      const subscription = await this.#change(id, (stored) => ({ ...stored, sealed }));
      return { subscription, secret };
    });
  }

  /**
   * Sends a sample to the target once. Nothing is stored.
   * @throws {GatewayError} `subscription_not_found`, or `conflict` if it has ended
   */
  async test(id: string): Promise<AttemptResult> {
    const { subscription } = await this.#findLive(id);
    return this.#deps.dispatcher.sendTest(subscription);
  }

  /**
   * Makes it active again, whatever stopped it, and tries failed deliveries once more; what
   * was pending all the while goes on too.
   * @param since only deliveries of events received since then; null: all that are kept
   * @throws {GatewayError} `subscription_not_found`, or `conflict` if it has ended
   */
  recover(
    id: string,
    since: Millis | null,
  ): Promise<{ readonly subscription: Subscription; readonly replayed: number }> {
    return this.#changes.run(id, async () => {
      const { store, now, dispatcher } = this.#deps;
      await this.#findLive(id);
      const subscription = await this.#change(id, (stored) => ({ ...stored, ...ACTIVE }));
      const replayed = await store.deliveries.replayFailed(id, since ?? 0, now());
      dispatcher.wake();
      return { subscription, replayed };
    });
  }

  async #findAny(id: string): Promise<ReadySubscription | UnusableSubscription> {
    const { directory } = this.#deps;
    await directory.refresh();
    const known = directory.subscription(id) ?? directory.unusableSubscription(id);
    if (known === undefined) throw new GatewayError('subscription_not_found');
    return known;
  }

  async #findLive(id: string): Promise<ReadySubscription> {
    const known = await this.#findAny(id);
    if (known.subscription.status === 'ended') throw hasEnded();
    if ('problem' in known) throw new GatewayError('conflict', known.problem);
    return known;
  }

  /** Changes one that has not ended. */
  async #change(id: string, change: (stored: Subscription) => Subscription): Promise<Subscription> {
    const { store, directory } = this.#deps;
    const changed = await store.accounts.changeSubscription(id, (stored) => {
      if (stored.status === 'ended') throw hasEnded();
      return change(stored);
    });
    if (changed === null) throw new GatewayError('subscription_not_found');
    await directory.refresh();
    return changed;
  }

  #checkTarget(targetUrl: string): string {
    return checkTargetUrl(targetUrl, this.#deps.rules).href;
  }

  async #checkFilter(
    input: SubscriptionInput,
    sourceId: string | null,
    provider: ProviderId | null,
  ): Promise<void> {
    const { directory } = this.#deps;
    const known = sourceId === null ? undefined : await directory.source(sourceId);
    const source = (known ?? directory.unusableSource(sourceId ?? ''))?.source;
    if (sourceId !== null && source === undefined) {
      throw invalid([{ path: 'source_id', message: 'There is no such source.' }]);
    }
    if (source !== undefined && provider !== null && source.provider !== provider) {
      throw invalid([{ path: 'provider', message: 'The source is of another provider.' }]);
    }
    const problems = checkSubscription(input, provider ?? source?.provider ?? null);
    if (problems.length > 0) throw invalid(problems);
    await this.#checkTypes(input.eventTypes ?? [], provider ?? source?.provider ?? null);
  }

  /** A type that no provider is known to send is taken only once such an event has come. */
  async #checkTypes(types: readonly string[], provider: ProviderId | null): Promise<void> {
    const providers = provider === null ? Object.values(PROVIDERS) : [PROVIDERS[provider]];
    const problems: FieldProblem[] = [];
    for (const { at, type, message } of unknownTypes(types, providers)) {
      const query = { sourceIds: null, types: [type], since: null };
      const { items } = await this.#deps.store.events.list(query, {
        cursor: null,
        limit: 1,
        maxBytes: 1,
      });
      if (items.length === 0) problems.push({ path: `event_types.${at}`, message });
    }
    if (problems.length > 0) throw invalid(problems);
  }
}

const hasEnded = (): GatewayError =>
  new GatewayError('conflict', 'The subscription has ended. Make a new one.');

/** A delivery with a signature that the subscriber cannot check would be lost there. */
const isFixed = (): GatewayError =>
  new GatewayError(
    'conflict',
    'This subscriber cannot learn a new secret: it would refuse every later delivery. Let it subscribe anew instead; for a Zap, switch the Zap off and on in Zapier.',
  );

const ACTIVE = { status: 'active', statusReason: null, failingSince: null } as const;

function statusAfter(
  { status, statusReason, failingSince }: Subscription,
  wanted: SubscriptionInput['status'],
  now: Millis,
): Pick<Subscription, 'status' | 'statusReason' | 'failingSince'> {
  if (wanted === undefined || wanted === status) return { status, statusReason, failingSince };
  if (wanted === 'active') return ACTIVE;
  return {
    status: wanted,
    statusReason: `Paused at ${new Date(now).toISOString()}.`,
    failingSince,
  };
}

const newSigningSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
