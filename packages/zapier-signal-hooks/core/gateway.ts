import type { Bundle, HttpResponse, ZObject } from 'zapier-platform-core';

/** One call of the gateway's API. */
export interface GatewayCall {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Below `/v1/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly json?: Readonly<Record<string, unknown>>;
  /** Statuses besides 2xx that are no failure. */
  readonly tolerate?: readonly number[];
}

/** What the gateway answers; its shapes are described by its `/openapi.json`. */
// biome-ignore lint/suspicious/noExplicitAny: what is used of it is checked where it is used.
type GatewayBody = any;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The gateway's address as the user typed it, checked.
 * @throws a Zapier error that says what to enter
 */
export function gatewayUrl(z: ZObject, typed: string | undefined): string {
  const wrong = (message: string): Error => new z.errors.Error(message, 'InvalidGatewayUrl', 400);
  const url = parseUrl((typed ?? '').trim());
  if (url === null) {
    throw wrong('Enter the gateway’s whole address, such as https://hooks.example.com');
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    throw wrong('The gateway’s address must begin with https://');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw wrong(
      'Enter the gateway’s address alone, without user name, password or anything behind it.',
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/**
 * Calls the gateway with the connection's token.
 * @returns the body; null where something was deleted or the status is tolerated
 * @throws a Zapier error whose message says what the user can do
 */
export async function callGateway(
  z: ZObject,
  bundle: Bundle,
  call: GatewayCall,
): Promise<GatewayBody> {
  const base = gatewayUrl(z, bundle.authData.gateway_url);
  const response = await send(z, bundle, `${base}/v1/${call.path}${queryOf(call.query)}`, call);
  const { status } = response;
  const isDeleted = call.method === 'DELETE' && status === 204;
  if (isDeleted || call.tolerate?.includes(status)) return null;
  const body = bodyOf(response);
  if (status >= 200 && status < 300 && body !== null) return body;
  throw failure(z, response, body);
}

/** Until an answer begins, and from there until it ends: one that breaks off never would. Zapier itself gives up after 30 s. */
const TIMEOUT_MS = 10_000;

async function send(
  z: ZObject,
  bundle: Bundle,
  url: string,
  { method = 'GET', json }: GatewayCall,
): Promise<HttpResponse> {
  try {
    return await z.request(url, {
      method,
      headers: { authorization: `Bearer ${bundle.authData.api_token ?? ''}` },
      ...(json === undefined ? {} : { body: { ...json } }),
      skipThrowForStatus: true,
      // The token goes to no other address.
      redirect: 'manual',
      timeout: TIMEOUT_MS,
    });
  } catch {
    throw unreachable(z, 503);
  }
}

const unreachable = (z: ZObject, status: number): Error =>
  new z.errors.Error(
    'The gateway could not be reached. See that it runs and that its address in the connection is right and open to the internet, then try again.',
    'GatewayUnreachable',
    status,
  );

/** For what is no answer of a gateway. */
export const noGateway = (z: ZObject, status: number): Error =>
  new z.errors.Error(
    `What answers at the gateway’s address is no Signal Hooks gateway (HTTP ${status}). Check the address in the connection.`,
    'NoGateway',
    status,
  );

function queryOf(query: GatewayCall['query'] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const values = Array.isArray(value) ? value : [value];
    for (const each of values) {
      if (each !== undefined && each !== '') parameters.append(name, String(each));
    }
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** The body as an object; null if it is none: something else answers at that address. */
function bodyOf({ content }: HttpResponse): GatewayBody {
  try {
    const body: unknown = JSON.parse(content);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : null;
  } catch {
    return null;
  }
}

/** Seconds to wait where the gateway does not say. */
const PAUSE = 60;

function failure(z: ZObject, response: HttpResponse, body: GatewayBody): Error {
  const { errors } = z;
  const { status } = response;
  if (status === 401) {
    return new errors.ExpiredAuthError(
      'The gateway no longer accepts the API token. Make a new one there (signal-hooks token create) and reconnect.',
    );
  }
  if (status === 429 || status === 503) {
    const seconds = Number(response.getHeader('retry-after')) || PAUSE;
    return new errors.ThrottledError('The gateway asks to wait a moment.', seconds);
  }
  if (typeof body?.detail !== 'string') {
    // A proxy says so where the gateway behind it is down.
    return status >= 500 ? unreachable(z, status) : noGateway(z, status);
  }
  if (status === 403) return new errors.Error(forbidden(response), 'Forbidden', status);
  const problems: readonly FieldProblem[] = Array.isArray(body.fields) ? body.fields : [];
  const advice =
    status === 500 ? ['Try again; if it happens again, see the log of the gateway.'] : [];
  const words = [body.detail, ...problems.map(problemText), ...advice].join(' ');
  return new errors.Error(words, String(body.code), status);
}

/** The gateway names the scope that is missing. https://www.rfc-editor.org/rfc/rfc6750#section-3 */
function forbidden(response: HttpResponse): string {
  const challenge = response.getHeader('www-authenticate') ?? '';
  const scope = /scope="([a-z:]+)"/.exec(challenge)?.[1];
  const lacking = scope === undefined ? 'may not do this' : `lacks the scope ${scope}`;
  return `The API token ${lacking}. Make one at the gateway that has it and reconnect.`;
}

interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** What the form calls the values that the gateway checks. */
const FORM_LABELS: readonly (readonly [path: RegExp, label: string])[] = [
  [/^source_id$/, 'Source'],
  [/^event_types\b/, 'Event Types'],
  [/^filter\.\d+\.field$/, 'Filter Field'],
  [/^filter\.\d+\.op$/, 'Filter Condition'],
  [/^filter\b/, 'Filter Value'],
];

function problemText({ path, message }: FieldProblem): string {
  const label = FORM_LABELS.find(([form]) => form.test(path))?.[1] ?? path;
  // The gateway lists the codes of the conditions; the form shows words.
  if (label === 'Filter Condition') return `${label}: It does not fit the field. Choose another.`;
  return `${label}: ${message}`;
}

/** What the triggers and the search need of a token. */
export const NEEDED_SCOPES: readonly string[] = [
  'subscriptions:write',
  'events:read',
  'sources:read',
];
