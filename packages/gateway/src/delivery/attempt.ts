import { performance } from 'node:perf_hooks';
import type { Dispatcher as HttpClient } from 'undici';
import type { Millis } from '../domain.ts';
import { type Linked, LinkedList } from '../linked-list.ts';
import { classifyFailure } from './failures.ts';
import {
  type AttemptError,
  type AttemptResult,
  classifyStatus,
  parseRetryAfter,
} from './schedule.ts';

/** What is sent in an attempt. */
export interface AttemptRequest {
  /** Such as https://host:8443 */
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** How requests are sent. */
export interface AttemptsOptions {
  readonly client: HttpClient;
  /** Milliseconds for everything: DNS, connection, TLS, request and answer. */
  readonly timeoutMs: Millis;
  /** Wall clock, for dates in Retry-After. */
  readonly now: () => Millis;
}

/** Standard Webhooks recommends 15 to 30 s. */
export const ATTEMPT_TIMEOUT_MS: Millis = 15_000;
/** Bytes of an answer that are kept for the log. */
const EXCERPT_BYTES = 1024;
/** Bytes of an answer that are read at most; beyond, closing the connection is cheaper. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Sends requests and reads their answers, an attempt each. They all have the same time, so the one that
 * began first is over first, and one timer serves them all.
 *
 * Neither bodies nor URLs are logged here or put into an error.
 */
export class Attempts {
  readonly #options: AttemptsOptions;
  /** Those under way, the earliest first. */
  readonly #underWay = new LinkedList<Attempt>();
  #timer: NodeJS.Timeout | null = null;
  #isAborted = false;

  constructor(options: AttemptsOptions) {
    this.#options = options;
  }

  /**
   * Makes one attempt. The status alone decides: an answer that then stalls, breaks off or is too
   * long is cut short and does not count against the subscriber.
   * @throws {AttemptAbortedError} only after {@link Attempts.abort}; every failure is a result
   */
  send({ origin, path, headers, body }: AttemptRequest): Promise<AttemptResult> {
    if (this.#isAborted) return Promise.reject(new AttemptAbortedError());
    const { client, now } = this.#options;
    const attempt = new Attempt(now, (over) => this.#underWay.delete(over));
    this.#underWay.add(attempt);
    this.#schedule();
    client.dispatch(
      // Its deadline covers both.
      { origin, path, method: 'POST', headers, body, headersTimeout: 0, bodyTimeout: 0 },
      attempt,
    );
    return attempt.result;
  }

  /** Cuts all attempts short, those that are still to come too. */
  abort(): void {
    this.#isAborted = true;
    for (let { first } = this.#underWay; first !== null; { first } = this.#underWay) first.abort();
  }

  /** Sees to it that the earliest attempt is ended in time. */
  #schedule(): void {
    const { first } = this.#underWay;
    if (this.#timer !== null || first === null) return;
    const leftMs = first.startedAt + this.#options.timeoutMs - performance.now();
    this.#timer = setTimeout(this.#endLate, Math.ceil(leftMs));
    this.#timer.unref();
  }

  readonly #endLate = (): void => {
    this.#timer = null;
    const latest = performance.now() - this.#options.timeoutMs;
    for (let { first } = this.#underWay; first !== null; { first } = this.#underWay) {
      if (first.startedAt > latest) break;
      first.timeOut();
    }
    this.#schedule();
  };
}

/** One attempt, called back by undici. */
class Attempt implements HttpClient.DispatchHandler, Linked<Attempt> {
  next: Attempt | null = null;
  previous: Attempt | null = null;
  readonly result: Promise<AttemptResult>;
  readonly startedAt: number = performance.now();
  readonly #now: () => Millis;
  readonly #onOver: (attempt: Attempt) => void;
  #resolve!: (result: AttemptResult) => void;
  #reject!: (error: Error) => void;
  /** Null until there is a connection: DNS and connecting cannot be cut short, only left alone. */
  #controller: HttpClient.DispatchController | null = null;
  #isOver = false;
  #status: number | null = null;
  #retryAfter: string | string[] | undefined;
  readonly #kept: Buffer[] = [];
  #length = 0;

  constructor(now: () => Millis, onOver: (attempt: Attempt) => void) {
    this.#now = now;
    this.#onOver = onOver;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  onRequestStart(controller: HttpClient.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(CUT_SHORT);
  }

  onResponseStart(
    _controller: HttpClient.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // Only said in between: the answer is still to come.
    if (status < 200) return;
    this.#status = status;
    this.#retryAfter = headers['retry-after'];
  }

  onResponseData(_controller: HttpClient.DispatchController, chunk: Buffer): void {
    if (this.#length < EXCERPT_BYTES) {
      this.#kept.push(chunk.subarray(0, EXCERPT_BYTES - this.#length));
    }
    this.#length += chunk.length;
    if (this.#length > MAX_ANSWER_BYTES) this.#cutShort();
  }

  onResponseEnd(): void {
    this.#finish('network');
  }

  onResponseError(_controller: HttpClient.DispatchController, error: Error): void {
    this.#finish(classifyFailure(error));
  }

  timeOut(): void {
    this.#cutShort('timeout');
  }

  abort(): void {
    this.#end();
    this.#reject(new AttemptAbortedError());
    this.#controller?.abort(CUT_SHORT);
  }

  #cutShort(otherwise: AttemptError = 'network'): void {
    this.#finish(otherwise);
    this.#controller?.abort(CUT_SHORT);
  }

  /** @param otherwise what it is if there is no status */
  #finish(otherwise: AttemptError): void {
    if (this.#isOver) return;
    this.#end();
    const status = this.#status;
    const error = status === null ? otherwise : classifyStatus(status);
    this.#resolve({
      httpStatus: status,
      error,
      response: error === 'redirect' ? null : this.#excerpt(),
      durationMs: Math.round(performance.now() - this.startedAt),
      retryAfterMs:
        status === null || error === null ? null : parseRetryAfter(this.#retryAfter, this.#now()),
    });
  }

  #end(): void {
    this.#isOver = true;
    this.#onOver(this);
  }

  /** The beginning of the answer as printable text; null if there is none. */
  #excerpt(): string | null {
    if (this.#kept.length === 0) return null;
    // Control characters would spoil the log, and PostgreSQL takes no NUL in a text.
    const text = decoder.decode(Buffer.concat(this.#kept)).replace(/\p{Cc}+|\uFFFD$/gu, ' ');
    return text.trim() || null;
  }
}

const decoder = new TextDecoder();
const CUT_SHORT = new Error('cut short');

/** An attempt that was cut short by this gateway; whether it arrived is not known. */
export class AttemptAbortedError extends Error {
  override readonly name = 'AttemptAbortedError';

  constructor() {
    super('The gateway stopped during the attempt.');
  }
}
