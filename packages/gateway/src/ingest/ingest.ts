import {
  explainFailure,
  type HandshakeAnswer,
  type Provider,
  type Received,
  type ReceivedEvent,
  type WebhookRequest,
} from '@signal-hooks/catalogue';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { PlannedDeliveries } from '../delivery/first-attempts.ts';
import type { Directory } from '../directory.ts';
import type { AppendResult, Millis, NewEvent } from '../domain.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { Pieces } from '../pieces.ts';
import type { ReadySource } from '../ready.ts';
import type { HourlyCounts } from '../statistics/hourly-counts.ts';
import type { Store } from '../store/store.ts';
import type { TraceHeaders } from '../tracing/tracing.ts';
import type { Vault } from '../vault.ts';
import { itemHeaders, keptHeaders } from './kept-headers.ts';
import { type RefusalCount, RefusalLog } from './refusal-log.ts';
import type { SentRequest } from './refused-request.ts';
import { REJECTIONS, type RejectionCode } from './rejections.ts';
import { Subject, subscribersOf } from './subscribers.ts';
import { TimeBudget } from './time-budget.ts';

/** A request to a source. */
export interface IngestRequest extends WebhookRequest {
  /** The trace that it belongs to, if there are traces. */
  readonly trace?: TraceHeaders;
}

/** What became of a request to a source. */
export type IngestResult =
  | {
      /** `duplicate`: all of them are. */
      readonly outcome: 'stored' | 'duplicate';
      /** The first one's. */
      readonly eventId: string;
      /** Null where the provider sends one event a request. */
      readonly eventIds: readonly string[] | null;
    }
  | { readonly outcome: 'ping' }
  /** What the sender is to be answered: it only asked whether the address is the user's own. */
  | { readonly outcome: 'handshake'; readonly answer: HandshakeAnswer }
  | { readonly outcome: 'rejected'; readonly code: RejectionCode };

/** What {@link Ingest} works with. */
export interface IngestDeps {
  readonly store: Store;
  readonly directory: Directory;
  readonly vault: Pick<Vault, 'seal'>;
  readonly metrics: Metrics;
  readonly counts: Pick<HourlyCounts, 'count'>;
  readonly log: Logger;
  readonly now: () => Millis;
  readonly dispatcher: Pick<Dispatcher, 'plan'>;
  /** How many rejections are kept for each source. */
  readonly rejectionsKept: number;
}

/** Milliseconds of each second in which mistakes are searched for: one costs some twenty signatures. */
const EXPLAINING_MS = 50;
/** Longer bodies are not searched for the mistake: that would hold up everybody else. */
const MAX_EXPLAINED_BYTES = 128 * 1024;
/** There is nobody to deliver to. */
const NOTHING: PlannedDeliveries = {
  deliveries: [],
  stored: () => undefined,
  notStored: () => undefined,
};

/** An event on its way into the store, and how its deliveries begin. */
interface Incoming {
  readonly event: NewEvent;
  readonly planned: PlannedDeliveries;
}

type EventHeaders = Readonly<Record<string, string>>;

type Accepted = Extract<Received, { ok: true }>;

/** Verifies, reads and stores what providers send. */
export class Ingest {
  readonly #deps: IngestDeps;
  readonly #pieces = new Pieces();
  readonly #refusals: RefusalLog;
  readonly #explaining = new TimeBudget(EXPLAINING_MS);

  constructor(deps: IngestDeps) {
    this.#deps = deps;
    this.#refusals = new RefusalLog(deps);
  }

  /**
   * Takes one request of a source. When the promise resolves with `stored`, the event and its
   * deliveries are on disk.
   * @throws {GatewayError} `unavailable` if the store cannot take it: the provider will retry
   */
  async receive(ready: ReadySource, request: IngestRequest): Promise<IngestResult> {
    const received = ready.receive(request, this.#deps.now() / 1000);
    if (received.ok) return this.#accept(ready, received, request);
    if (received.stage === 'verify') {
      // Registered or rotated by another process a moment ago: not every provider sends again after a 401.
      const latest = await this.#deps.directory.latest(ready.source.id);
      if (latest !== undefined && latest !== ready) {
        const again = latest.receive(request, this.#deps.now() / 1000);
        if (again.ok) return this.#accept(latest, again, request);
      }
    }
    return this.#refuse(ready, request, received);
  }

  /** Not async: what is parsed of a long body must not wait in memory for the disk. */
  #accept(ready: ReadySource, received: Accepted, request: IngestRequest): Promise<IngestResult> {
    const { answer, events } = received;
    if (answer !== null) {
      return Promise.resolve(this.#count(ready, { outcome: 'handshake', answer }));
    }
    const now = this.#deps.now();
    const [event] = events;
    if (sendsLists(ready.provider)) {
      const news = events.filter(({ ping }) => !ping);
      if (news.length === 0) return this.#ping(ready, now);
      const headers = traced(request, itemHeaders(ready.provider, request.headers));
      const rows = news.map((each) => newEvent(ready, each, headers, now));
      return this.#planAll(ready, news, rows).then((all) => this.#storeAll(ready, all));
    }
    if (event === undefined || event.ping) return this.#ping(ready, now);
    // The usual source has few subscriptions or none: without any there is nothing to wait for.
    const headers = traced(request, keptHeaders(ready.provider, request.headers));
    const row = newEvent(ready, event, headers, now);
    if (ready.subscriptions.length === 0)
      return this.#store(ready, { event: row, planned: NOTHING });
    return this.#plan(ready, event, row).then((incoming) => this.#store(ready, incoming));
  }

  /** Finds the subscribers, and decides how the deliveries to them begin. */
  async #plan(ready: ReadySource, received: ReceivedEvent, event: NewEvent): Promise<Incoming> {
    const subject = new Subject(ready, received, event.id, event.receivedAt);
    const to = await subscribersOf(ready, subject, this.#pieces);
    if (to.length === 0) return { event, planned: NOTHING };
    const planned = await this.#pieces.run(() =>
      this.#deps.dispatcher.plan({ origin: ready, event, record: () => subject.record, to }),
    );
    return { event: { ...event, deliveries: planned.deliveries }, planned };
  }

  async #planAll(
    ready: ReadySource,
    received: readonly ReceivedEvent[],
    events: readonly NewEvent[],
  ): Promise<readonly Incoming[]> {
    const all: Incoming[] = [];
    try {
      for (const [at, event] of events.entries()) {
        all.push(await this.#plan(ready, received[at] as ReceivedEvent, event));
      }
      return all;
    } catch (error) {
      for (const { planned } of all) planned.notStored();
      throw error;
    }
  }

  async #ping(ready: ReadySource, now: Millis): Promise<IngestResult> {
    await this.#deps.store.accounts.touchSource(ready.source.id, { pingAt: now });
    return this.#count(ready, { outcome: 'ping' });
  }

  /** Stores events; what was planned for them begins, or is given back. */
  async #append(all: readonly Incoming[]): Promise<readonly AppendResult[]> {
    let results: readonly AppendResult[] = [];
    try {
      results = await this.#deps.store.events.append(all.map(({ event }) => event));
    } finally {
      for (const [at, { event, planned }] of all.entries()) {
        if (results[at]?.duplicate !== false) planned.notStored();
        else {
          planned.stored();
          this.#deps.counts.count(event.sourceId, 'stored');
        }
      }
    }
    return results;
  }

  async #store(ready: ReadySource, incoming: Incoming): Promise<IngestResult> {
    const [result] = await this.#append([incoming]);
    if (result === undefined) throw new Error('the store answered nothing for an event');
    const { eventId, duplicate } = result;
    if (duplicate) return this.#count(ready, { outcome: 'duplicate', eventId, eventIds: null });
    return this.#count(ready, { outcome: 'stored', eventId, eventIds: null });
  }

  /** All in one transaction: either all of them are stored, or recognised, or none is. */
  async #storeAll(ready: ReadySource, all: readonly Incoming[]): Promise<IngestResult> {
    const results = await this.#append(all);
    const eventIds = results.map(({ eventId }) => eventId);
    const [eventId] = eventIds;
    if (eventId === undefined) throw new Error('the store answered nothing for a list');
    const isNew = results.some(({ duplicate }) => !duplicate);
    return this.#count(ready, { outcome: isNew ? 'stored' : 'duplicate', eventId, eventIds });
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
  reject(
    ready: ReadySource,
    request: SentRequest,
    code: RejectionCode,
    bodyBytes: number,
    came = '',
  ): IngestResult {
    return this.#note(ready, code, `${REJECTIONS[code][1]}${came}`, bodyBytes, request);
  }

  #refuse(
    ready: ReadySource,
    request: WebhookRequest,
    failure: Extract<Received, { ok: false }>,
  ): IngestResult {
    const { code } = failure;
    const { body } = request;
    if (failure.stage === 'parse') {
      return this.#note(ready, code, failure.explanation, body.length, request);
    }
    const found =
      body.length > MAX_EXPLAINED_BYTES
        ? null
        : this.#explaining.run(() =>
            explainFailure(ready.provider, request, ready.secrets, failure.code),
          );
    const words =
      found === null ? REJECTIONS[code][1] : [found.explanation, ...found.hints].join(' ');
    return this.#note(ready, code, words, body.length, request);
  }

  #note(
    ready: ReadySource,
    code: RejectionCode,
    explanation: string,
    bodyBytes: number,
    request: SentRequest,
  ): IngestResult {
    this.#refusals.note(ready, code, explanation, bodyBytes, request);
    this.#deps.metrics.countRejection(code);
    this.#deps.counts.count(ready.source.id, 'rejected');
    return this.#count(ready, { outcome: 'rejected', code });
  }

  #count<Result extends IngestResult>({ source, provider }: ReadySource, result: Result): Result {
    this.#deps.metrics.countIngest(provider.id, source.id, result.outcome);
    return result;
  }
}

/** The headers that are stored; with them the trace, so that every attempt belongs to it, whenever it is made. */
const traced = ({ trace }: IngestRequest, headers: EventHeaders): EventHeaders =>
  trace === undefined ? headers : { ...headers, ...trace };

const sendsLists = ({ body }: Provider): boolean => body?.each !== undefined;

function newEvent(
  { source }: ReadySource,
  { type, identity, body }: ReceivedEvent,
  headers: EventHeaders,
  now: Millis,
): NewEvent {
  return {
    id: newId('evt', now),
    sourceId: source.id,
    type,
    receivedAt: now,
    headers,
    body,
    payloadGone: null,
    identity: identity.key,
    identityWindowMs: identity.windowMs,
    deliveries: [],
  };
}
