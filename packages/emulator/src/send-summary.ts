import type { Provider } from '@signal-hooks/catalogue';
import { isDelivered, type Outcome } from './delivery/transport.ts';

/** One way in which requests failed. */
export interface SendFailure {
  /** The HTTP status, or `timeout` or `connection`. */
  readonly what: string;
  readonly count: number;
  /** What it means and what to do about it. */
  readonly explanation: string;
  /** The beginning of the first such answer, or the first error's words. */
  readonly example: string;
}

/** What became of a run. */
export interface SendSummary {
  readonly provider: string;
  readonly to: string;
  readonly eventType: string;
  /** False if there was nothing to sign with. */
  readonly signed: boolean;
  /** The public key of the pair that was made for this run; null if none was. */
  readonly publicKey: string | null;
  /** Requests sent: duplicates count. */
  readonly sent: number;
  /** Those that the provider would count as delivered. */
  readonly delivered: number;
  /** Requests by HTTP status, `timeout` or `connection`. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly failures: readonly SendFailure[];
  /** Of the requests that were answered; null if none was. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  readonly durationMs: number;
}

/** Counts outcomes. */
export interface Tally {
  add(outcome: Outcome, latencyMs: number): void;
  summary(run: Pick<SendSummary, 'eventType' | 'signed' | 'publicKey' | 'durationMs'>): SendSummary;
}

const MAX_EXAMPLE = 300;

/** Starts counting the outcomes of one run. */
export function createTally(provider: Provider, to: string): Tally {
  const statuses = new Map<string, { count: number; example: string; delivered: boolean }>();
  const latencies: number[] = [];
  return {
    add(outcome, latencyMs) {
      const answered = 'status' in outcome;
      const what = answered ? String(outcome.status) : outcome.failure;
      const example = (answered ? outcome.answer : outcome.detail).slice(0, MAX_EXAMPLE);
      const delivered = isDelivered(outcome, provider.policy);
      const row = statuses.get(what) ?? { count: 0, example, delivered };
      statuses.set(what, row);
      row.count += 1;
      if (answered) latencies.push(latencyMs);
    },
    summary(run) {
      const rows = [...statuses].sort(([one], [other]) => one.localeCompare(other));
      const total = (of: typeof rows): number => of.reduce((sum, [, row]) => sum + row.count, 0);
      return {
        provider: provider.id,
        to,
        ...run,
        sent: total(rows),
        delivered: total(rows.filter(([, row]) => row.delivered)),
        statuses: Object.fromEntries(rows.map(([what, { count }]) => [what, count])),
        failures: rows
          .filter(([, row]) => !row.delivered)
          .map(([what, { count, example }]) => {
            return { what, count, explanation: explain(what, example, provider), example };
          }),
        latencyMs: percentiles(latencies),
      };
    },
  };
}

function percentiles(latencies: readonly number[]): SendSummary['latencyMs'] {
  if (latencies.length === 0) return null;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number): number => {
    const value = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return Math.round(value * 100) / 100;
  };
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

const SIGNATURE =
  'The receiver does not trust the request: compare the secret or key on both sides, character by character, and see that nothing changes the body on its way.';

const STATUSES: Readonly<Record<string, string>> = {
  400: 'The receiver could not read the request.',
  401: SIGNATURE,
  403: SIGNATURE,
  404: 'There is no source at this address: check the URL.',
  405: 'The address does not take POST: check the URL.',
  410: 'The source at this address is gone.',
  413: 'The body is larger than the receiver takes.',
  415: 'The receiver does not take this content type.',
  422: 'The receiver read the request but refused its content.',
  429: 'The receiver asks for fewer requests: lower the rate.',
};

const ERRORS: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'Nothing listens at this address: start the receiver, or check host and port.'],
  [/ENOTFOUND|EAI_AGAIN/, 'The host name is not known: check the URL.'],
  [/ECONNRESET|EPIPE|socket hang up/, 'The receiver closed the connection without an answer.'],
  [/CERT|SELF_SIGNED|ERR_TLS|SSL|EPROTO/, 'The TLS connection failed: check the certificate.'],
  [/Invalid URL|ERR_INVALID|Protocol/, 'The request could not be written: check the URL.'],
];

function explain(what: string, example: string, { name, policy }: Provider): string {
  if (what === 'timeout') return `No answer within ${policy.timeoutMs / 1000} s; ${name} gives up.`;
  const error = ERRORS.find(([pattern]) => pattern.test(example))?.[1];
  if (what === 'connection') return error ?? 'The connection failed.';
  const status = Number(what);
  if (status >= 500) return 'The receiver failed: see its log.';
  if (status >= 300 && status < 400) return 'No redirects are followed: use the final address.';
  if (status < 300) return `${name} counts only the answer 200 as delivered.`;
  return STATUSES[what] ?? 'The receiver refused the request.';
}
