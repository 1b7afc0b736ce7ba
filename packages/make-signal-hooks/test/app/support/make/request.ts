import type { Loose } from '../app.ts';
import { fill, type Scope } from '../iml/evaluate.ts';

/** An error as a scenario's history shows it. */
class MakeError extends Error {
  override readonly name = 'MakeError';
  /** What makes Make wait, stop or tell somebody. */
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** What came back, as expressions see it. */
export interface Answer extends Scope {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: Loose;
}

/** Where what Make logs goes: a line for each request and its answer. */
export type Log = (line: string) => void;

/** What Make parses by itself; everything else stays a text. */
const AUTOMATIC: readonly string[] = ['application/json'];

/** "The smallest range is selected"; the app uses single statuses and the wildcard. */
const parsingOf = (type: Loose, status: number): string =>
  typeof type === 'object' ? (type[status] ?? type['*']) : (type ?? 'automatic');

function parse(text: string, type: string, contentType: string): Loose {
  const isJson =
    type === 'json' ||
    (type === 'automatic' && AUTOMATIC.includes(contentType.split(';')[0] ?? ''));
  return isJson && text !== '' ? JSON.parse(text) : text;
}

/** "It is automatically removed": the slash of a path that the user begins with one. */
const join = (base: string, path: string): string => `${base}/${path.replace(/^\/+/, '')}`;

function urlOf(directive: Loose, scope: Scope): string {
  const written = String(fill(directive.url, scope));
  const base = String(fill(directive.baseUrl ?? '', scope));
  const whole = directive.url.startsWith('/') ? join(base, written) : written;
  const url = new URL(directive.encodeUrl === false ? whole : encodeURI(whole));
  for (const [key, value] of Object.entries(fill(directive.qs ?? {}, scope) as object)) {
    for (const each of [value].flat()) url.searchParams.append(key, String(each));
  }
  return url.href;
}

/** A body goes with everything but GET, as JSON unless the directive says otherwise. */
function bodyOf(directive: Loose, method: string, scope: Scope): Loose {
  if (method === 'GET' || directive.body === undefined) return {};
  const body = fill(directive.body, scope);
  if (directive.type === 'text') return body === undefined ? {} : { body: String(body) };
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

/** Takes out what `log.sanitize` names, as `request.headers.authorization`. */
function sanitized(entry: Loose, paths: readonly string[]): string {
  const copy = structuredClone(entry);
  for (const path of paths) {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    const holder = steps.reduce((at: Loose, step) => at?.[step], copy);
    if (typeof holder === 'object' && holder !== null && last in holder) holder[last] = '***';
  }
  return JSON.stringify(copy);
}

/** An error's text, and type: by its status, or what goes for all. */
function failure(directive: Loose, answer: Answer, scope: Scope): MakeError {
  const error = directive.response?.error ?? {};
  const { message, type = 'RuntimeError' } = error[answer.statusCode] ?? error;
  const seen = { ...scope, ...answer };
  return new MakeError(String(fill(type, seen)), String(fill(message ?? '', seen)));
}

/**
 * Sends the request of a directive.
 * @throws {MakeError} for a status from 400, and for what the directive calls invalid
 */
export async function send(directive: Loose, scope: Scope, log: Log): Promise<Answer> {
  const method = String(fill(directive.method ?? 'GET', scope));
  const sent = bodyOf(directive, method, scope);
  const own = fill(directive.headers ?? {}, scope) as Record<string, string>;
  const request = { url: urlOf(directive, scope), method, ...sent };
  const response = await fetch(request.url, {
    ...request,
    headers: { ...sent.headers, ...own },
    redirect: directive.followRedirects === false ? 'manual' : 'follow',
  });
  const type = parsingOf(directive.response?.type, response.status);
  const headers = Object.fromEntries(response.headers);
  const text = await response.text();
  const body = parse(text, type, headers['content-type'] ?? '');
  const answer: Answer = { statusCode: response.status, headers, body };
  const entry = { request: { ...request, headers: own }, response: answer };
  log(sanitized(entry, directive.log?.sanitize ?? []));
  const { valid } = directive.response ?? {};
  const isValid = valid === undefined || Boolean(fill(valid, { ...scope, ...answer }));
  if (answer.statusCode >= 400 || !isValid) throw failure(directive, answer, scope);
  return answer;
}
