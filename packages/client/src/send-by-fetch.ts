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
export const sendByFetch =
  (send: typeof fetch, token: string) =>
  async ({ method, url, json }: ApiRequest): Promise<GatewayResponse> => {
    const response = await send(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      // The token goes to no other address.
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
