import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProviderApiError } from '@signal-hooks/catalogue';
import type { NextFunction, Request, Response } from 'express';
import { ERRORS, type ErrorCode, GatewayError } from '../errors.ts';
import type { Logger } from '../log.ts';

/** Where every code is explained, under its own name. */
export const REFERENCE = '/docs/reference/errors.md';

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
function toProblem(error: GatewayError, requestId: string): Problem {
  const { code, status, fields, cause } = error;
  return {
    type: `${REFERENCE}#${code}`,
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

/** Seconds after which a caller may try again. */
const RETRY_AFTER = 5;

/** The last handler of an app: every error leaves as problem+json. */
export function problemHandler(
  log: Logger,
): (error: unknown, request: Request, response: Response, next: NextFunction) => void {
  // Express knows an error handler by its four parameters.
  return (thrown, request, response, _next) => {
    writeProblem(log, thrown, request, response, requestIdOf(response));
  };
}

/** Answers a request with what was thrown, as problem+json. */
export function writeProblem(
  log: Logger,
  thrown: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string = randomUUID(),
): void {
  const error = toGatewayError(thrown);
  if (error.code === 'internal') log.error({ requestId, err: thrown }, 'unexpected error');
  else if (error.status >= 500) {
    const cause = error.cause as { name?: string; code?: string } | undefined;
    log.warn({ requestId, code: error.code, cause: cause?.code ?? cause?.name }, 'cannot answer');
  }
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error.status === 503) response.setHeader('retry-after', String(RETRY_AFTER));
  if (error.status === 401) response.setHeader('www-authenticate', challenge(error.code));
  // What is left of a body that was not read would be taken for the next request.
  if (!request.complete && hasBody(request)) response.setHeader('connection', 'close');
  response.setHeader('x-request-id', requestId);
  response.statusCode = error.status;
  response.setHeader('content-type', 'application/problem+json');
  response.end(JSON.stringify(toProblem(error, requestId)));
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** https://www.rfc-editor.org/rfc/rfc6750#section-3: no error code where no token was given. */
function challenge(code: ErrorCode): string {
  const realm = 'Bearer realm="signal-hooks"';
  if (code === 'unauthorized') return realm;
  return `${realm}, error="invalid_token", error_description="${ERRORS[code][1]}"`;
}
