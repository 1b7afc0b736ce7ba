import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { GatewayError } from '../errors.ts';

/** A page of another site cannot send it without being asked for by CORS, which the gateway never allows. */
export const CSRF_HEADER = 'x-signal-hooks-csrf';

const SAFE: readonly (string | undefined)[] = ['GET', 'HEAD'];

/**
 * Refuses what may not have been sent by the console itself, but by another site's page in the browser of
 * somebody who is signed in. What changes nothing may also be opened by hand.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 * @param publicUrl the gateway's, without a slash at its end
 * @throws {GatewayError} `csrf_refused`
 */
export function assertOwnPage(request: IncomingMessage, publicUrl: string | null): void {
  const { headers, method } = request;
  const isSafe = SAFE.includes(method);
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && !(isSafe && site === 'none')) {
    throw new GatewayError('csrf_refused', 'This request was made by a page of another site.');
  }
  // A browser that says the former is asked for no more: a proxy may have changed the host.
  if (site === undefined && !isOwnOrigin(headers, publicUrl)) {
    throw new GatewayError(
      'csrf_refused',
      'The request’s Origin is neither the gateway’s public address (SIGNAL_HOOKS_URL) nor the host that was asked.',
    );
  }
  if (isSafe || headers[CSRF_HEADER] !== undefined) return;
  throw new GatewayError(
    'csrf_refused',
    `Without a bearer token, a request that changes something needs the header "${CSRF_HEADER}: 1".`,
  );
}

/** What is no browser says nothing of an origin. */
function isOwnOrigin({ origin, host }: IncomingHttpHeaders, publicUrl: string | null): boolean {
  if (origin === undefined) return true;
  const url = URL.parse(origin);
  if (url === null) return false;
  return url.host === host || (publicUrl !== null && url.origin === new URL(publicUrl).origin);
}
