import { asObject, asText } from '@signal-hooks/catalogue';
import type { GatewayResponse } from './call.ts';
import { ERROR_CODES, type ErrorCode } from './generated/error-codes.ts';

/** Why a call failed. The set is closed. */
export type ApiErrorCode =
  /** The gateway refuses: see its error reference. */
  | ErrorCode
  /** The gateway refuses for a reason that this version does not know. */
  | 'unknown'
  /** Something else answered: a web page, a proxy that wants a log-in, another API. */
  | 'not_the_gateway'
  /** Something in front of the gateway asks for fewer requests. */
  | 'proxy_too_many_requests'
  /** Something in front of the gateway says that it is down. */
  | 'proxy_unavailable';

/** What is wrong with one value of a request. */
export interface FieldProblem {
  /** Dotted path of the value, such as `filter.0.value`. */
  readonly path: string;
  readonly message: string;
}

/** A call that was not answered with a success of the gateway. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  /** Of HTTP. */
  readonly status: number;
  /** What the code means in general, in the gateway's words; '' where none came. */
  readonly title: string;
  /** What came, in words: status, kind of content, where a redirect leads. Never what it said. */
  readonly came: string;
  /** What the gateway says about single values; empty where it says nothing. */
  readonly fields: readonly FieldProblem[];
  /** Seconds after which the call may be tried again; null: nobody says. */
  readonly retryAfter: number | null;
  /** The scope that the token lacks; null where that is not the reason. */
  readonly missingScope: string | null;

  constructor(
    code: ApiErrorCode,
    response: GatewayResponse,
    detail: string = '',
    fields: readonly FieldProblem[] = [],
    title: string = '',
  ) {
    const came = describe(response);
    super(detail || came);
    this.code = code;
    this.status = response.status;
    this.came = came;
    this.fields = fields;
    this.title = title;
    this.retryAfter = Number(response.header?.('retry-after')) || null;
    // https://www.rfc-editor.org/rfc/rfc6750#section-3
    const challenge = response.header?.('www-authenticate') ?? '';
    this.missingScope = /scope="([a-z:]+)"/.exec(challenge)?.[1] ?? null;
  }

  /** Whether the gateway itself said so; its message then is a sentence for the user. */
  get isOfGateway(): boolean {
    return !OF_OTHERS.has(this.code);
  }
}

const OF_OTHERS: ReadonlySet<ApiErrorCode> = new Set([
  'not_the_gateway',
  'proxy_too_many_requests',
  'proxy_unavailable',
]);

/** For a success that is none of the gateway's. */
export const notTheGateway = (response: GatewayResponse): ApiError =>
  new ApiError('not_the_gateway', response);

/** The error in an answer that is no success. */
export function refusalIn(response: GatewayResponse): ApiError {
  const { status } = response;
  const problem = problemIn(response);
  if (problem !== null) return problem;
  if (status === 429) return new ApiError('proxy_too_many_requests', response);
  // A proxy says so where the gateway behind it is down.
  if (status === 408 || status >= 500) return new ApiError('proxy_unavailable', response);
  return notTheGateway(response);
}

/** An error as the gateway writes it: https://www.rfc-editor.org/rfc/rfc9457 */
function problemIn(response: GatewayResponse): ApiError | null {
  const type = typeOf(response);
  if (type !== null && type !== 'application/problem+json') return null;
  const { status = response.status, code, title, detail, fields } = asObject(response.body);
  if (status !== response.status || typeof code !== 'string' || code === '') return null;
  const problems = (Array.isArray(fields) ? fields : []).map((field) => {
    const { path, message } = asObject(field);
    return { path: asText(path), message: asText(message) };
  });
  const known = ERROR_CODES.find((each) => each === code) ?? 'unknown';
  return new ApiError(known, response, asText(detail), problems, asText(title));
}

/** The media type, '' where there is none; null where the sender cannot tell. */
function typeOf({ header }: GatewayResponse): string | null {
  if (header === undefined) return null;
  const found = /^\s*([\w.+-]+\/[\w.+-]+)/.exec(header('content-type') ?? '');
  return found?.[1]?.toLowerCase() ?? '';
}

function describe(response: GatewayResponse): string {
  const { status, header } = response;
  const location = header?.('location') ?? '';
  if (status >= 300 && status < 400 && URL.canParse(location)) {
    return `HTTP ${status}, on to ${new URL(location).origin}`;
  }
  const type = typeOf(response);
  return type === null ? `HTTP ${status}` : `HTTP ${status}, ${type || 'without content'}`;
}
