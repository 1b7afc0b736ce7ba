import type { Dispatcher as HttpClient } from 'undici';
import type { Directory } from '../directory.ts';
import type { Millis, StoredEvent, Subscription, SubscriptionSecrets } from '../domain.ts';
import type { Logger } from '../log.ts';
import { Pieces } from '../pieces.ts';
import type { Origin } from '../ready.ts';
import type { TraceHeaders } from '../tracing/tracing.ts';
import { AttemptAbortedError, type AttemptRequest, Attempts } from './attempt.ts';
import { BuildError, buildHeaders, type DeliveryContent } from './body.ts';
import { Contents, RecentContents } from './contents.ts';
import type { AttemptError, AttemptResult } from './schedule.ts';
import { prepareTarget, type Target } from './target.ts';

/** What a {@link Sender} works with. */
export interface SenderOptions {
  readonly directory: Directory;
  readonly client: HttpClient;
  readonly log: Logger;
  /** The gateway's version, for the user agent. */
  readonly version: string;
  readonly now: () => Millis;
  /** For secrets that expire; see `Clock`. */
  readonly cautiousNow: () => Millis;
  /** For one attempt, everything included. */
  readonly timeoutMs: Millis;
  /** Attempts until a delivery is given up. */
  readonly maxAttempts: number;
  /** Where people see events, with a slash at its end; null: nowhere. */
  readonly eventsUrl: string | null;
}

/** One attempt that is to be made. */
export interface Sending {
  readonly subscription: Subscription;
  readonly secrets: SubscriptionSecrets;
  readonly deliveryId: string;
  /** 1, 2, … */
  readonly number: number;
  readonly replayedAt: Millis | null;
  /** The event is invented: the request says so. */
  readonly isTest?: boolean;
  readonly eventId: string;
  /** What is sent, built already in the subscription's form; or the event that it is built of. */
  readonly content: Contents | StoredEvent;
  /** Absent: by the event's source. */
  readonly origin?: Origin;
  /** Where in a trace the attempt is; null: nowhere. */
  readonly trace?: TraceHeaders | null;
}

/** Signing as much takes longer than the rest of an attempt. */
const LONG_BODY = 64 * 1024;

/** Builds, signs and sends the request of one attempt. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #contents = new RecentContents();
  readonly #pieces = new Pieces();
  readonly #attempts: Attempts;
  /** By the subscription's row: a changed one is another object. */
  readonly #targets = new WeakMap<Subscription, Target>();

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#attempts = new Attempts(options);
  }

  /**
   * Whatever goes wrong before sending is a failed attempt as well, with a code of its own.
   * @throws {AttemptAbortedError} only after {@link Sender.abort}
   */
  async send(sending: Sending): Promise<AttemptResult> {
    const { log } = this.#options;
    const { eventId, deliveryId } = sending;
    try {
      return await this.#attempts.send(await this.#request(sending));
    } catch (error) {
      if (error instanceof AttemptAbortedError) throw error;
      const code: AttemptError = error instanceof BuildError ? error.code : 'internal';
      // Only the name: messages of the URL and JSON parsers quote what they could not read.
      const name = error instanceof Error ? error.name : typeof error;
      log.warn({ deliveryId, eventId, code, name }, 'a delivery cannot be sent');
      return { httpStatus: null, error: code, response: null, durationMs: 0, retryAfterMs: null };
    }
  }

  /** Cuts all attempts short, those that are still to come too. */
  abort(): void {
    this.#attempts.abort();
  }

  /** Builds what is not built yet, and signs; not at once if it may take a while. */
  async #request(sending: Sending): Promise<AttemptRequest> {
    const { content, subscription } = sending;
    if (content instanceof Contents) {
      const built = content.get(subscription);
      if (built === undefined) throw new TypeError('what is sent was built in another form');
      const isShort = built.body.length < LONG_BODY;
      return isShort
        ? this.#sign(sending, built)
        : this.#pieces.run(() => this.#sign(sending, built));
    }
    const origin = sending.origin ?? (await this.#originOf(content));
    return this.#pieces.run(() =>
      this.#sign(sending, this.#contents.build(origin, content, subscription)),
    );
  }

  #sign(sending: Sending, content: DeliveryContent): AttemptRequest {
    const { version, now, cautiousNow, maxAttempts, eventsUrl } = this.#options;
    const { origin, path, keys } = this.#targetOf(sending);
    const { eventId, number: attempt, isTest = false } = sending;
    const headers = buildHeaders({
      ...{ content, eventId, attempt, isTest },
      deliveryId: sending.deliveryId,
      // A test is tried once, and its event is stored nowhere.
      isLastAttempt: isTest || attempt >= maxAttempts,
      eventUrl: isTest || eventsUrl === null ? null : eventsUrl + eventId,
      replayedAt: sending.replayedAt,
      keys,
      now: now(),
      cautiousNow: cautiousNow(),
      version,
    });
    const { trace = null } = sending;
    const all = trace === null ? headers : { ...headers, ...trace };
    return { origin, path, headers: all, body: content.body };
  }

  #targetOf({ subscription, secrets }: Sending): Target {
    const known = this.#targets.get(subscription);
    if (known !== undefined) return known;
    const target = prepareTarget(subscription, secrets);
    this.#targets.set(subscription, target);
    return target;
  }

  async #originOf(event: StoredEvent): Promise<Origin> {
    const origin = await this.#options.directory.originOf(event.sourceId);
    if (origin === undefined) throw new BuildError('source_missing', 'The source is gone.');
    return origin;
  }
}
