import {
  explainFailure,
  type Headers,
  type Provider,
  type Received,
  type ReceivedEvent,
} from '@signal-hooks/catalogue';
import type { Directory } from '../directory.ts';
import type { Millis, NewEvent } from '../domain.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { Pieces } from '../pieces.ts';
import { providerHeaderNames } from '../provider-headers.ts';
import type { ReadySource } from '../ready.ts';
import type { Store } from '../store/store.ts';
import { type RefusalCount, RefusalLog } from './refusal-log.ts';
import { REJECTIONS, type RejectionCode } from './rejections.ts';
import { subscribersOf } from './subscribers.ts';

/** What became of a request to a source. */
export type IngestResult =
  | { readonly outcome: 'stored' | 'duplicate'; readonly eventId: string }
  | { readonly outcome: 'ping' }
  | { readonly outcome: 'rejected'; readonly code: RejectionCode };

/** What {@link Ingest} works with. */
export interface IngestDeps {
  readonly store: Store;
  readonly directory: Directory;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly now: () => Millis;
  /** Called after the commit, when there is something to deliver. */
  readonly wake: () => void;
  /** How many rejections are kept for each source. */
  readonly rejectionsKept: number;
}

/** Detailed explanations that are worked out per second: finding a mistake costs some twenty HMACs. */
const EXPLANATIONS_PER_SECOND = 20;
/** Longer bodies are not searched for the mistake: that would hold up everybody else. */
const MAX_EXPLAINED_BYTES = 128 * 1024;
/** Headers that are kept with an event besides the provider's own. */
const ALWAYS_KEPT = ['content-type', 'user-agent'];

/** Verifies, reads and stores what providers send. */
export class Ingest {
  readonly #deps: IngestDeps;
  readonly #pieces = new Pieces();
  readonly #refusals: RefusalLog;
  #explained = { second: 0, count: 0 };

  constructor(deps: IngestDeps) {
    this.#deps = deps;
    this.#refusals = new RefusalLog(deps);
  }

  /**
   * Takes one request of a source. When the promise resolves with `stored`, the event and its
   * deliveries are on disk.
   * @throws {GatewayError} `unavailable` if the store cannot take it: the provider will retry
   */
  async receive(ready: ReadySource, body: Uint8Array, headers: Headers): Promise<IngestResult> {
    const received = ready.receive({ body, headers }, this.#deps.now() / 1000);
    if (received.ok) return this.#accept(ready, received.events[0] as ReceivedEvent, body, headers);
    if (received.stage === 'verify') {
      // Registered or rotated by another process a moment ago: not every provider sends again after a 401.
      const latest = await this.#deps.directory.latest(ready.source.id);
      if (latest !== undefined && latest !== ready) {
        const again = latest.receive({ body, headers }, this.#deps.now() / 1000);
        if (again.ok) return this.#accept(latest, again.events[0] as ReceivedEvent, body, headers);
      }
    }
    return this.#refuse(ready, body, headers, received);
  }

  /** Not async: what is parsed of a long body must not wait in memory for the disk. */
  #accept(
    ready: ReadySource,
    received: ReceivedEvent,
    body: Uint8Array,
    headers: Headers,
  ): Promise<IngestResult> {
    const now = this.#deps.now();
    if (received.ping) return this.#ping(ready, now);
    const id = newId('evt', now);
    const event = {
      id,
      sourceId: ready.source.id,
      type: received.type,
      receivedAt: now,
      headers: keptHeaders(ready.provider, headers),
      body,
      identity: received.identity.key,
      identityWindowMs: received.identity.windowMs,
    };
    // The usual source has few subscriptions or none: without any there is nothing to wait for.
    if (ready.subscriptions.length === 0)
      return this.#store(ready, { ...event, subscriptionIds: [] });
    return subscribersOf(ready, received, id, now, this.#pieces).then((subscriptionIds) =>
      this.#store(ready, { ...event, subscriptionIds }),
    );
  }

  async #ping(ready: ReadySource, now: Millis): Promise<IngestResult> {
    await this.#deps.store.accounts.touchSource(ready.source.id, { pingAt: now });
    return this.#count(ready, { outcome: 'ping' });
  }

  async #store(ready: ReadySource, event: NewEvent): Promise<IngestResult> {
    const [result] = await this.#deps.store.events.append([event]);
    if (result === undefined) throw new Error('the store answered nothing for an event');
    if (result.duplicate) {
      return this.#count(ready, { outcome: 'duplicate', eventId: result.eventId });
    }
    if (event.subscriptionIds.length > 0) this.#deps.wake();
    return this.#count(ready, { outcome: 'stored', eventId: result.eventId });
  }

  /** What was refused to a source since the gateway was started; null: nothing. */
  refusalsOf(sourceId: string): RefusalCount | null {
    return this.#refusals.countOf(sourceId);
  }

  /** Resolves when no refusal waits to be listed any more. */
  close(): Promise<void> {
    return this.#refusals.close();
  }

  /**
   * Notes a request that was refused before its body could be verified.
   * @param came what was sent instead of what is wanted, for the owner of the source
   */
  reject(ready: ReadySource, code: RejectionCode, bodyBytes: number, came = ''): IngestResult {
    return this.#note(ready, code, `${REJECTIONS[code][1]}${came}`, bodyBytes);
  }

  #refuse(
    ready: ReadySource,
    body: Uint8Array,
    headers: Headers,
    failure: Extract<Received, { ok: false }>,
  ): IngestResult {
    const { code } = failure;
    if (failure.stage === 'parse') return this.#note(ready, code, failure.explanation, body.length);
    if (body.length > MAX_EXPLAINED_BYTES || !this.#mayExplain())
      return this.#note(ready, code, REJECTIONS[code][1], body.length);
    const found = explainFailure(ready.provider, { body, headers }, ready.secrets, failure.code);
    const explanation = [found.explanation, ...found.hints].join(' ');
    return this.#note(ready, code, explanation, body.length);
  }

  #mayExplain(): boolean {
    const second = Math.floor(this.#deps.now() / 1000);
    if (this.#explained.second !== second) this.#explained = { second, count: 0 };
    this.#explained.count += 1;
    return this.#explained.count <= EXPLANATIONS_PER_SECOND;
  }

  #note(
    ready: ReadySource,
    code: RejectionCode,
    explanation: string,
    bodyBytes: number,
  ): IngestResult {
    this.#refusals.note(ready, code, explanation, bodyBytes);
    return this.#count(ready, { outcome: 'rejected', code });
  }

  #count<Result extends IngestResult>({ source, provider }: ReadySource, result: Result): Result {
    this.#deps.metrics.countIngest(provider.id, source.id, result.outcome);
    return result;
  }
}

/** The provider's own headers: what the `raw` format hands on, and what tells an event's type. */
function keptHeaders(provider: Provider, headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  const keep = (name: string): void => {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value;
  };
  ALWAYS_KEPT.forEach(keep);
  providerHeaderNames(provider).forEach(keep);
  return kept;
}
