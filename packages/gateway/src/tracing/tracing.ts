import type { IncomingMessage } from 'node:http';
import type { AttemptResult } from '../delivery/schedule.ts';
import type { Subscription } from '../domain.ts';
import type { IngestResult } from '../ingest/ingest.ts';
import type { ReadySource } from '../ready.ts';

/** Where in a trace something is, as headers say it: `traceparent`, and `tracestate` if there is one. */
export type TraceHeaders = Readonly<Record<string, string>>;

/** The span of a request to a source. */
export interface RequestSpan {
  /** To be stored with what comes of it. */
  readonly headers: TraceHeaders;
  /**
   * @param httpStatus null: there was nobody to answer any more
   * @param result null: the gateway could not take it
   */
  end(httpStatus: number | null, result: IngestResult | null): void;
}

/** An attempt at a delivery. */
interface TracedAttempt {
  readonly subscription: Subscription;
  readonly deliveryId: string;
  readonly eventId: string;
  /** 1, 2, … */
  readonly number: number;
}

/** The span of an attempt at a delivery. */
export interface AttemptSpan {
  /** To be sent to the subscriber. */
  readonly headers: TraceHeaders;
  /** @param result null: it was cut short */
  end(result: AttemptResult | null): void;
}

/**
 * Traces of requests and of the deliveries that come of them. Spans name ids, codes and hosts, and nothing that
 * was sent. Where nobody wants traces there is none of this, and nothing is done for it.
 */
export interface Tracing {
  /** Begins the span of a request to a source, in the trace that the request belongs to. */
  request(ready: ReadySource, request: IncomingMessage): RequestSpan;
  /**
   * Begins the span of an attempt.
   * @param headers those that are stored with the event; without a trace in them it begins one
   */
  attempt(attempt: TracedAttempt, headers: TraceHeaders): AttemptSpan;
  /** Sends what has ended, for up to a second. */
  close(): Promise<void>;
}
