/**
 * Every error the gateway answers with: its code, HTTP status and title. The set is closed;
 * the error reference is generated from it.
 */
export const ERRORS = {
  unauthorized: [401, 'A valid bearer token is needed, or somebody who is signed in.'],
  token_expired: [401, 'The bearer token has expired.'],
  token_revoked: [401, 'The bearer token has been revoked.'],
  forbidden: [403, 'The bearer token lacks the scope for this.'],
  csrf_refused: [403, 'The request was not made by the console itself.'],
  not_found: [404, 'There is nothing at this address.'],
  source_not_found: [404, 'There is no such source.'],
  subscription_not_found: [404, 'There is no such subscription.'],
  event_not_found: [404, 'There is no such event.'],
  delivery_not_found: [404, 'There is no such delivery.'],
  replay_not_found: [404, 'There is no such replay.'],
  rejection_not_found: [404, 'There is no such rejection. Only the newest of a source are kept.'],
  erasure_not_found: [404, 'There is no such erasure.'],
  provider_not_found: [404, 'There is no such provider.'],
  token_not_found: [404, 'There is no such token.'],
  session_not_found: [404, 'There is no such session.'],
  alert_not_found: [404, 'There is no such alert.'],
  alert_rule_not_found: [404, 'There is no such alert rule.'],
  alert_channel_not_found: [404, 'There is no such alert channel.'],
  method_not_allowed: [405, 'This address does not take that method.'],
  body_too_slow: [408, 'The body came too slowly while others waited. Send it again.'],
  request_timeout: [408, 'The request took too long to arrive.'],
  conflict: [409, 'The request does not fit the present state.'],
  body_too_large: [413, 'The body is larger than this gateway accepts.'],
  content_type_unsupported: [415, 'Send JSON.'],
  content_encoding_unsupported: [415, 'The body’s encoding is not supported.'],
  body_in_tiny_chunks: [400, 'The body came in too many tiny chunks.'],
  request_malformed: [400, 'This is no valid HTTP request.'],
  headers_too_large: [431, 'The request’s headers are too large.'],
  body_unreadable: [400, 'The body could not be read.'],
  invalid_json: [400, 'The body is not valid JSON.'],
  invalid_request: [422, 'The request has invalid values.'],
  target_forbidden: [422, 'Deliveries to this address are not allowed.'],
  provider_refused: [422, 'The provider refused the request.'],
  provider_unavailable: [502, 'The provider could not be reached.'],
  public_url_missing: [409, 'The gateway does not know its public URL.'],
  unavailable: [503, 'The gateway cannot take this right now.'],
  source_unusable: [503, 'This source cannot take requests right now. Send it again later.'],
  overloaded: [503, 'The gateway is busy with other requests. Send it again.'],
  connections_exhausted: [503, 'The gateway has too many connections. Send it again.'],
  too_many_requests: [429, 'Too many requests came from here.'],
  internal: [500, 'Something went wrong inside the gateway.'],
} as const;

/** The code of a {@link GatewayError}. */
export type ErrorCode = keyof typeof ERRORS;

/** Seconds after which a caller may try again. */
export const RETRY_AFTER = 5;

/** What is wrong with one value of a request. */
export interface FieldProblem {
  /** Dotted path of the value. */
  readonly path: string;
  readonly message: string;
}

/** An error with a stable code and a message that says what to do; becomes problem+json. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly fields: readonly FieldProblem[];

  constructor(
    code: ErrorCode,
    detail?: string,
    options: { cause?: unknown; fields?: readonly FieldProblem[] } = {},
  ) {
    super(detail ?? ERRORS[code][1], 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.fields = options.fields ?? [];
  }

  get status(): number {
    return ERRORS[this.code][0];
  }

  /** Whether the same request may succeed later without anybody changing anything. */
  get retryable(): boolean {
    return this.status === 408 || this.status === 429 || this.status >= 502;
  }

  /** Seconds after which the same request may be tried again; null: nothing is known of that. */
  get retryAfter(): number | null {
    return this.status === 429 || this.status === 503 ? RETRY_AFTER : null;
  }
}
