import type { Provider } from '@signal-hooks/catalogue';
import type { Dispatcher as HttpClient } from 'undici';
import type { Directory } from '../directory.ts';
import type { Millis, StoredEvent, Subscription, SubscriptionSecrets } from '../domain.ts';
import type { Logger } from '../log.ts';
import { Pieces } from '../pieces.ts';
import { AttemptAbortedError, type AttemptRequest, Attempts } from './attempt.ts';
import { BuildError, buildHeaders, ContentBuilder } from './body.ts';
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
  readonly event: StoredEvent;
  /** That of the event's source if it is not given. */
  readonly provider?: Provider;
}

/** Builds, signs and sends the request of one attempt. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #contents = new ContentBuilder();
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
    const { event, deliveryId } = sending;
    try {
      const provider = sending.provider ?? (await this.#providerOf(event));
      const request = await this.#pieces.run(() => this.#prepare(sending, provider));
      return await this.#attempts.send(request);
    } catch (error) {
      if (error instanceof AttemptAbortedError) throw error;
      const code: AttemptError = error instanceof BuildError ? error.code : 'internal';
      // Only the name: messages of the URL and JSON parsers quote what they could not read.
      const name = error instanceof Error ? error.name : typeof error;
      log.warn({ deliveryId, eventId: event.id, code, name }, 'a delivery cannot be sent');
      return { httpStatus: null, error: code, response: null, durationMs: 0, retryAfterMs: null };
    }
  }

  /** Cuts all attempts short, those that are still to come too. */
  abort(): void {
    this.#attempts.abort();
  }

  /** Builds and signs. */
  #prepare(sending: Sending, provider: Provider): AttemptRequest {
    const { version, now, cautiousNow } = this.#options;
    const { event, subscription } = sending;
    const { origin, path, keys } = this.#targetOf(sending);
    const content = this.#contents.build(provider, event, subscription);
    const headers = buildHeaders({
      content,
      eventId: event.id,
      deliveryId: sending.deliveryId,
      attempt: sending.number,
      replayedAt: sending.replayedAt,
      isTest: sending.isTest ?? false,
      keys,
      now: now(),
      cautiousNow: cautiousNow(),
      version,
    });
    return { origin, path, headers, body: content.body };
  }

  #targetOf({ subscription, secrets }: Sending): Target {
    const known = this.#targets.get(subscription);
    if (known !== undefined) return known;
    const target = prepareTarget(subscription, secrets);
    this.#targets.set(subscription, target);
    return target;
  }

  async #providerOf(event: StoredEvent): Promise<Provider> {
    const provider = await this.#options.directory.providerOf(event.sourceId);
    if (provider === undefined) throw new BuildError('source_missing', 'The source is gone.');
    return provider;
  }
}
