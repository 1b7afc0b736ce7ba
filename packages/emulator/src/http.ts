import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';

/** A JSON object whose content is not known yet. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is a list of texts with something in it. */
export const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');

/** Reads every body as bytes, whatever its content type: each provider judges it in its own way. */
export const readBody: RequestHandler = express.raw({ type: () => true, limit: '1mb' });

/** The body as JSON; undefined if it is empty or none. Long integers become bigints. */
export function jsonOf(request: Request): unknown {
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body)) return undefined;
  try {
    return JSON.parse(body.toString('utf8'), keepDigits);
  } catch {
    return undefined;
  }
}

/** The body as a JSON object; an empty object where it is anything else. */
export function objectOf(request: Request): Json {
  const value = jsonOf(request);
  return isObject(value) ? value : {};
}

/** Reviver: integers that a double cannot hold keep their digits. */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
}

/** A route parameter that is once in the path. */
export function param(request: Request, name: string): string {
  const value = request.params[name];
  return typeof value === 'string' ? value : '';
}

/** A query parameter's text; of a repeated one the first. */
export function query(request: Request, name: string): string | undefined {
  const value: unknown = request.query[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

/** The token of `Authorization: <scheme> <token>`; undefined if there is none of that scheme. */
export function authorizationToken(request: Request, scheme: string): string | undefined {
  const [kind, token, ...rest] = (request.headers.authorization ?? '').split(' ');
  return kind?.toLowerCase() === scheme.toLowerCase() && rest.length === 0 ? token : undefined;
}

/** What express found wrong with a request before any route saw it. */
export interface Unreadable {
  readonly status: number;
  readonly message: string;
}

/** Turns what express throws (a bad path, a body too large or cut off) into a provider's own answer. */
export function onUnreadable(
  answer: (response: Response, problem: Unreadable) => void,
): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const { status, message } = isObject(error) ? error : {};
    const known = typeof status === 'number' && status >= 400 && status < 500;
    answer(response, {
      status: known ? status : 500,
      message: known && typeof message === 'string' ? message : 'Server Error',
    });
  };
}

/** The emulator's own errors; the providers' own have their own shapes. */
export function sendProblem(
  response: Response,
  status: number,
  code: string,
  detail: string,
  more: Json = {},
): void {
  const problem = { type: 'about:blank', title: code.replaceAll('_', ' '), status, code, detail };
  response
    .status(status)
    .type('application/problem+json')
    .json({ ...problem, ...more });
}
