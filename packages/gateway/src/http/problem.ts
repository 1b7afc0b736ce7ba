import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProviderApiError } from '@signal-hooks/catalogue';
import type { NextFunction, Request, Response } from 'express';
import { ERRORS, type ErrorCode, GatewayError } from '../errors.ts';
import { type Logger, logSampled } from '../log.ts';
import { type Ending, endUnread } from './end-unread.ts';

/** Where every code is explained, under its own name; the gateway answers there too. */
export const REFERENCE_PATH = '/docs/reference/errors.md';

/** An error as RFC 9457 has it. https://www.rfc-editor.org/rfc/rfc9457 */
interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly request_id: string;
  readonly fields?: readonly { readonly path: string; readonly message: string }[];
  /** What the provider's API answered, as one of a closed set. */
  readonly provider_code?: string;
}

/** Writes an error down. */
function toProblem(error: GatewayError, reference: string, requestId: string): Problem {
  const { code, status, fields, cause } = error;
  return {
    type: `${reference}#${code}`,
    title: ERRORS[code][1],
    status,
    detail: error.message,
    code,
    request_id: requestId,
    ...(fields.length > 0 ? { fields } : {}),
    ...(cause instanceof ProviderApiError ? { provider_code: cause.code } : {}),
  };
}

/** What Express and its body reader call their errors. */
const CODES_BY_TYPE: Readonly<Record<string, ErrorCode>> = {
  'entity.too.large': 'body_too_large',
  'encoding.unsupported': 'content_encoding_unsupported',
  'request.size.invalid': 'body_unreadable',
  'request.aborted': 'body_unreadable',
};

/**
 * Whatever was thrown, as an error of ours. Only an error that nobody foresaw becomes
 * `internal`; its own words are for the log, not for the caller.
 */
function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const { type = '', status = 500 } = error as { type?: string; status?: number };
  const known = CODES_BY_TYPE[type];
  if (known !== undefined) return new GatewayError(known, undefined, { cause: error });
  // A path that is no valid URL encoding: there can be nothing there.
  if (error instanceof URIError) return new GatewayError('not_found', undefined, { cause: error });
  const code = status >= 400 && status < 500 ? 'body_unreadable' : 'internal';
  return new GatewayError(code, undefined, { cause: error });
}

/** The id by which an answer is found in the log; given at the first time of asking. */
export function requestIdOf(response: Response): string {
  const { locals } = response;
  if (locals.requestId === undefined) {
    locals.requestId = randomUUID();
    if (!response.headersSent) response.setHeader('x-request-id', locals.requestId);
  }
  return locals.requestId;
}

/** What becomes of the rest of a body, where it is not simply read and thrown away. */
const ENDINGS: Readonly<Partial<Record<ErrorCode, Ending>>> = {
  overloaded: 'wait',
  body_too_slow: 'now',
  body_in_tiny_chunks: 'now',
};

/** Answers with errors, as problem+json. */
export class ProblemWriter {
  readonly #log: Logger;
  readonly #reference: string;
  readonly #onRefused: (code: ErrorCode) => void;

  /**
   * @param prefix the path of the gateway's public address, '' if it has none
   * @param onRefused gets the code of every error that is answered
   */
  constructor(log: Logger, prefix: string, onRefused: (code: ErrorCode) => void) {
    this.#log = log;
    this.#reference = prefix + REFERENCE_PATH;
    this.#onRefused = onRefused;
  }

  /** The last handler of an app: every error leaves as problem+json. */
  handler(): (error: unknown, request: Request, response: Response, next: NextFunction) => void {
    // Express knows an error handler by its four parameters.
    return (thrown, request, response, _next) => {
      this.write(thrown, request, response, requestIdOf(response));
    };
  }

  /** A short form for what needs no id: its code, status and title. */
  short(code: string, status: number, title: string): string {
    return JSON.stringify({ type: `${this.#reference}#${code}`, title, status, code });
  }

  /** An error as an object, for what is not answered by HTTP. */
  object(error: GatewayError): object {
    return toProblem(error, this.#reference, randomUUID());
  }

  /** Counts an error that is answered by other means. */
  refused(code: ErrorCode): void {
    this.#onRefused(code);
  }

  /** Answers a request with what was thrown. */
  write(
    thrown: unknown,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string = randomUUID(),
  ): void {
    const error = toGatewayError(thrown);
    this.#logError(error, thrown, requestId);
    this.#onRefused(error.code);
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    if (error.retryAfter !== null) response.setHeader('retry-after', String(error.retryAfter));
    if (error.status === 401) response.setHeader('www-authenticate', challenge(error.code));
    response.setHeader('x-request-id', requestId);
    response.statusCode = error.status;
    response.setHeader('content-type', 'application/problem+json');
    const body = JSON.stringify(toProblem(error, this.#reference, requestId));
    endUnread(request, response, body, ENDINGS[error.code]);
  }

  #logError(error: GatewayError, thrown: unknown, requestId: string): void {
    if (error.code === 'internal') {
      this.#log.error({ requestId, err: thrown }, 'unexpected error');
      return;
    }
    if (error.status < 500) return;
    const cause = error.cause as { name?: string; code?: string } | undefined;
    const entry = { requestId, code: error.code, cause: cause?.code ?? cause?.name };
    logSampled(this.#log, `problem ${entry.code} ${entry.cause}`, (more) =>
      this.#log.warn({ ...entry, ...more }, 'cannot answer'),
    );
  }
}

/** https://www.rfc-editor.org/rfc/rfc6750#section-3: no error code where no token was given. */
function challenge(code: ErrorCode): string {
  const realm = 'Bearer realm="signal-hooks"';
  if (code === 'unauthorized') return realm;
  return `${realm}, error="invalid_token", error_description="${ERRORS[code][1]}"`;
}
