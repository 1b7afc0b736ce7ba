import type { Millis } from '../domain.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Waits before the 1st, 2nd, … retry, in milliseconds: the schedule of the Standard Webhooks
 * specification. Ten attempts over about 3 days and 3 hours, so that a subscriber that is
 * down from Friday evening to Monday morning misses nothing.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const RETRY_WAITS_MS: readonly Millis[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** Longest time that a subscriber's Retry-After can ask for. */
export const MAX_RETRY_AFTER_MS: Millis = 24 * HOUR;

/** How an attempt can fail: the code in the delivery log and what it means. The set is closed. */
export const ATTEMPT_ERRORS = {
  http_status: 'The subscriber answered, but not with 2xx.',
  redirect: 'The subscriber answered with a redirect; redirects are never followed.',
  gone: 'The subscriber answered 410, which ends the subscription.',
  timeout: 'The subscriber did not answer in time.',
  dns: 'The host name could not be resolved.',
  refused: 'The host refused the connection.',
  unreachable: 'There is no way to the host.',
  reset: 'The connection broke before an answer arrived.',
  tls: 'No secure connection came about: the certificate or the TLS version does not fit.',
  invalid_answer: 'What came back is not HTTP.',
  address_forbidden: 'The host has an address in an internal network that is not allowed.',
  network: 'The network failed in another way.',
  source_missing: 'The event’s source is no longer there, so its record cannot be made.',
  event_unreadable: 'The stored event could not be read, so its record cannot be made.',
  secret_missing: 'The subscription has no valid signing secret.',
  internal: 'Something went wrong inside the gateway before sending.',
} as const;

/** A code of {@link ATTEMPT_ERRORS}. */
export type AttemptError = keyof typeof ATTEMPT_ERRORS;

/** Failures that happen before anything is sent: they say nothing about the subscriber. */
const INTERNAL_FAILURES: ReadonlySet<AttemptError | null> = new Set([
  'source_missing',
  'event_unreadable',
  'internal',
] as const);

/** True if an attempt failed inside this gateway. */
export const isInternalFailure = (error: AttemptError | null): boolean =>
  INTERNAL_FAILURES.has(error);

/** What one attempt came to. */
export interface AttemptResult {
  /** Null if there was no answer. */
  readonly httpStatus: number | null;
  /** Null when delivered. */
  readonly error: AttemptError | null;
  /** First bytes of the answer as text; null for none and for redirects. */
  readonly response: string | null;
  readonly durationMs: Millis;
  /** What the subscriber asked for by Retry-After, null if nothing. */
  readonly retryAfterMs: Millis | null;
}

/** What follows from an attempt. `ended`: the subscription ended with it. */
export type Verdict =
  | { readonly kind: 'delivered' | 'failed' | 'ended' }
  | { readonly kind: 'retry'; readonly dueAt: Millis };

/** How failed deliveries are tried again. */
export interface ScheduleOptions {
  /** Waits before the 1st, 2nd, … retry, in milliseconds. */
  readonly retryWaitsMs: readonly Millis[];
  /** Waits vary by up to this share either way, so that retries do not come in step. */
  readonly jitter: number;
  /** Multiplies the waits; below 1 for tests and demonstrations. Retry-After is never shortened. */
  readonly timeScale: number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** Decides what follows from an attempt. */
export type Schedule = (result: AttemptResult, attempts: number, now: Millis) => Verdict;

/**
 * 2xx is delivered and 410 ends the subscription; everything else is tried again until the
 * waits are used up: also 4xx, because the usual one is a workflow that is switched off for
 * a while, and a forbidden address, because a mistake in DNS or in the allow-list is corrected later.
 *
 * Retry-After puts a retry off, up to {@link MAX_RETRY_AFTER_MS}; it never brings one
 * forward, or a subscriber that always answers "in one second" would use up all attempts
 * within a minute.
 */
export function createSchedule(options: Partial<ScheduleOptions> = {}): Schedule {
  const waits = options.retryWaitsMs ?? RETRY_WAITS_MS;
  const { jitter = 0.2, timeScale = 1, random = Math.random } = options;
  return (result, attempts, now) => {
    if (result.error === null) return { kind: 'delivered' };
    if (result.error === 'gone') return { kind: 'ended' };
    const wait = waits[attempts - 1];
    if (wait === undefined) return { kind: 'failed' };
    const spread = 1 + jitter * (2 * random() - 1);
    const own = Math.round(wait * timeScale * spread);
    return { kind: 'retry', dueAt: now + Math.max(own, result.retryAfterMs ?? 0) };
  };
}

/** Attempts until a delivery is given up. */
export const maxAttempts = ({ retryWaitsMs = RETRY_WAITS_MS }: Partial<ScheduleOptions>): number =>
  retryWaitsMs.length + 1;

/** Reads an answer's status: null for success. */
export function classifyStatus(status: number): AttemptError | null {
  if (status >= 200 && status < 300) return null;
  if (status === 410) return 'gone';
  return status >= 300 && status < 400 ? 'redirect' : 'http_status';
}

/**
 * True if the subscriber asks for fewer requests: 429, 502 and 504 by Standard Webhooks,
 * and whatever comes with a Retry-After; a time-out says the same without words.
 */
export function asksToSlowDown(result: AttemptResult): boolean {
  const { httpStatus, error, retryAfterMs } = result;
  if (error === null || error === 'gone') return false;
  if (error === 'timeout' || retryAfterMs !== null) return true;
  return httpStatus === 429 || httpStatus === 502 || httpStatus === 504;
}

/** An HTTP-date as senders must write it. https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7 */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads a Retry-After header: seconds or an HTTP-date.
 * @returns milliseconds from `now`, at most {@link MAX_RETRY_AFTER_MS}; null if there is none that can be read
 */
export function parseRetryAfter(
  value: string | readonly string[] | undefined,
  now: Millis,
): Millis | null {
  const text = (typeof value === 'string' ? value : value?.[0])?.trim() ?? '';
  let wait = Number.NaN;
  if (/^\d+$/.test(text)) wait = Number(text) * SECOND;
  else if (HTTP_DATE.test(text)) wait = Date.parse(text) - now;
  if (Number.isNaN(wait)) return null;
  return Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS);
}
