import type { ApiRequest, JsonValue } from '@signal-hooks/catalogue';
import type { GatewayResponse } from './call.ts';

/**
 * Sends requests where there is a `fetch`, as in Node and browsers.
 *
 * @param send the host's `fetch`
 * @param token of the gateway's API
 * @example
 * const client = createClient('https://hooks.example.com', sendByFetch(fetch, token));
 */
export const sendByFetch = (
  send: typeof fetch,
  token: string,
): ((request: ApiRequest) => Promise<GatewayResponse>) =>
  sendWithHeaders(send, { authorization: `Bearer ${token}` });

/**
 * Sends requests with headers of the host's own, as a web page does whose browser adds a cookie.
 *
 * @param send the host's `fetch`
 * @param headers of every request
 */
export const sendWithHeaders =
  (send: typeof fetch, headers: Readonly<Record<string, string>>) =>
  async ({ method, url, json }: ApiRequest): Promise<GatewayResponse> => {
    const response = await send(url, {
      method,
      headers: {
        ...headers,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      // Nothing that proves who asks goes to another address.
      redirect: 'manual',
    });
    const header = (name: string): string | undefined => response.headers.get(name) ?? undefined;
    return { status: response.status, body: bodyOf(await response.text()), header };
  };

/** JSON, or the text itself: metrics and the error reference are no JSON. */
function bodyOf(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
