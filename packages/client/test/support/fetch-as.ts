import type { ApiRequest, JsonValue } from '@signal-hooks/catalogue';
import type { GatewayResponse } from '../../src/index.ts';

/** Sends the client's requests with a token, as a program on Node would. */
export const fetchAs =
  (token: string) =>
  async ({ method, url, json }: ApiRequest): Promise<GatewayResponse> => {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const header = (name: string): string | undefined => response.headers.get(name) ?? undefined;
    return { status: response.status, body: bodyOf(await response.text()), header };
  };

function bodyOf(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
