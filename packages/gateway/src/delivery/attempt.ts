import { performance } from 'node:perf_hooks';
import { type Dispatcher as HttpClient, request } from 'undici';
import type { Millis } from '../domain.ts';
import {
  type AttemptError,
  type AttemptResult,
  classifyStatus,
  parseRetryAfter,
} from './schedule.ts';

/** What is sent in an attempt. */
export interface AttemptRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** How it is sent. */
export interface AttemptOptions {
  readonly client: HttpClient;
  /** Milliseconds for everything: DNS, connection, TLS, request and answer. */
  readonly timeoutMs: Millis;
  /** Aborts the attempt, as when the gateway stops. */
  readonly signal?: AbortSignal;
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
 * Sends one request and reads its answer. The status alone decides: an answer that then
 * stalls, breaks off or is too long is cut short and does not count against the subscriber.
 *
 * Neither bodies nor URLs are logged here or put into an error.
 *
 * @throws {AttemptAbortedError} only if `signal` aborts; every failure is a result
 */
export async function attemptDelivery(
  target: AttemptRequest,
  options: AttemptOptions,
): Promise<AttemptResult> {
  const startedAt = performance.now();
  const deadline = setDeadline(options);
  const finish = (result: Omit<AttemptResult, 'durationMs'>): AttemptResult => ({
    ...result,
    durationMs: Math.round(performance.now() - startedAt),
  });
  try {
    const sending = request(target.url, {
      dispatcher: options.client,
      method: 'POST',
      headers: target.headers,
      body: target.body,
      signal: deadline.signal,
      // The deadline covers both.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const answer = await Promise.race([sending, deadline.passed]);
    const error = classifyStatus(answer.statusCode);
    const text = await readExcerpt(answer.body);
    return finish({
      httpStatus: answer.statusCode,
      error,
      response: error === 'redirect' ? null : text,
      retryAfterMs:
        error === null ? null : parseRetryAfter(answer.headers['retry-after'], options.now()),
    });
  } catch (cause) {
    if (options.signal?.aborted) throw new AttemptAbortedError();
    const error = deadline.timedOut() ? 'timeout' : classifyFailure(cause);
    return finish({ httpStatus: null, error, response: null, retryAfterMs: null });
  } finally {
    deadline.clear();
  }
}

/** What ends an attempt early. */
interface Deadline {
  readonly signal: AbortSignal;
  /** Rejects when the attempt is to end. undici itself notices only once there is a connection, and DNS may take longer than that. */
  readonly passed: Promise<never>;
  readonly timedOut: () => boolean;
  readonly clear: () => void;
}

function setDeadline({ timeoutMs, signal }: AttemptOptions): Deadline {
  const abort = new AbortController();
  let timedOut = false;
  const passed = new Promise<never>((_resolve, reject) => {
    abort.signal.addEventListener('abort', () => reject(new Error('cut short')), { once: true });
  });
  const timer = setTimeout(() => {
    timedOut = true;
    abort.abort();
  }, timeoutMs);
  const onAbort = (): void => abort.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) abort.abort();
  return {
    signal: abort.signal,
    passed,
    timedOut: () => timedOut,
    clear: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** An attempt that was cut short by this gateway; whether it arrived is not known. */
export class AttemptAbortedError extends Error {
  override readonly name = 'AttemptAbortedError';

  constructor() {
    super('The gateway stopped during the attempt.');
  }
}

/** Reads the beginning of an answer as printable text; null if there is none. */
async function readExcerpt(body: AsyncIterable<Uint8Array>): Promise<string | null> {
  const kept: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const chunk of body) {
      if (total < EXCERPT_BYTES) kept.push(chunk.subarray(0, EXCERPT_BYTES - total));
      total += chunk.length;
      if (total > MAX_ANSWER_BYTES) break;
    }
  } catch {
    // The answer broke off; its status counts, and what came of it is kept.
  }
  // Control characters would spoil the log, and PostgreSQL takes no NUL in a text.
  const text = new TextDecoder().decode(Buffer.concat(kept)).replace(/\p{Cc}+|\uFFFD$/gu, ' ');
  return text.trim() || null;
}

/** Error codes of Node and undici, by what they mean to a subscriber. */
const BY_CODE: Readonly<Record<string, AttemptError>> = {
  ADDRESS_FORBIDDEN: 'address_forbidden',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'invalid_answer',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'invalid_answer',
  EPROTO: 'tls',
  // Raised before anything is sent: a URL or header that cannot be used.
  ERR_INVALID_URL: 'internal',
  UND_ERR_INVALID_ARG: 'internal',
};

/** Names of OpenSSL's verification results and Node's TLS errors. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_|INVALID_)/;

/** What is read of an error, whatever made it. */
interface FailureShape {
  readonly name?: string;
  readonly code?: string;
  readonly errors?: readonly FailureShape[];
  readonly cause?: FailureShape;
}

/** Tells why a request failed, from the error or from what caused it. */
export function classifyFailure(error: unknown): AttemptError {
  let cause = error as FailureShape | undefined;
  for (let depth = 0; cause && depth < 4; depth += 1) {
    const code = cause.code ?? '';
    if (Object.hasOwn(BY_CODE, code)) return BY_CODE[code] as AttemptError;
    if (TLS_CODE.test(code)) return 'tls';
    if (cause.name === 'HTTPParserError') return 'invalid_answer';
    // Several addresses were tried: the first failure is as good as the last.
    cause = cause.errors?.[0] ?? cause.cause;
  }
  return 'network';
}
