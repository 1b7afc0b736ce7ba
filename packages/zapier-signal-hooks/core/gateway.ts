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
 * @returns the body; null where there is none or the status is tolerated
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
  if (call.tolerate?.includes(status) || status === 204) return null;
  const body = bodyOf(response);
  if (status >= 200 && status < 300 && body !== null) return body;
  throw failure(z, response, body);
}

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
      redirect: 'error',
    });
  } catch {
    throw new z.errors.Error(
      'The gateway could not be reached. See that it runs and that its address in the connection is right and open to the internet, then try again.',
      'GatewayUnreachable',
      503,
    );
  }
}

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
  if (body === null || typeof body.detail !== 'string') {
    return new errors.Error(
      `What answers at the gateway’s address is no Signal Hooks gateway (HTTP ${status}). Check the address in the connection.`,
      'NoGateway',
      status,
    );
  }
  if (status === 403) {
    return new errors.Error(
      `The API token may not do this. Make one at the gateway with the scopes ${NEEDED_SCOPES.join(', ')} and reconnect.`,
      'Forbidden',
      status,
    );
  }
  const fields = (Array.isArray(body.fields) ? body.fields : []).map(
    ({ path, message }: { path: string; message: string }) => `${path}: ${message}`,
  );
  return new errors.Error([body.detail, ...fields].join(' '), String(body.code), status);
}

/** What the triggers and the search need of a token. */
export const NEEDED_SCOPES: readonly string[] = [
  'subscriptions:write',
  'events:read',
  'sources:read',
];
