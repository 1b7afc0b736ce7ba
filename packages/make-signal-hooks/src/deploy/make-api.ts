import { setTimeout as wait } from 'node:timers/promises';

/** What Make's API answers, as far as it is read here. */
export interface MakeAnswer {
  readonly [key: string]: unknown;
}

/** Sends a request. @throws {Error} with Make's own words */
export type MakeApi = (
  method: 'GET' | 'POST' | 'PATCH' | 'PUT',
  path: string,
  body?: { readonly type: string; readonly text: string },
) => Promise<MakeAnswer>;

/** How often a request is made that Make has asked to wait with. */
const ATTEMPTS = 10;
const LIMIT_MS = 60_000;

/** A body in JSON. */
export const json = (value: object): { readonly type: string; readonly text: string } => ({
  type: 'application/json',
  text: JSON.stringify(value),
});

/** Make's own words for an error; it gives them under one of several keys. */
async function wordsOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { detail, message, suberrors } = JSON.parse(text);
    const more = Array.isArray(suberrors) ? suberrors.map((each) => each?.message) : [];
    return [detail ?? message, ...more].flat().filter(Boolean).join(' ');
  } catch {
    return text.slice(0, 200);
  }
}

/**
 * Make's API for custom apps.
 * @param address such as `https://eu1.make.com`
 * @param waitMs how long to wait where Make has had too many requests
 * @see https://developers.make.com/api-documentation/api-reference/sdk-apps
 */
export const connectMake =
  (address: string, key: string, waitMs = 5000): MakeApi =>
  async (method, path, body) => {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${address}/api/v2/sdk/apps${path}`, {
        method,
        headers: { authorization: `Token ${key}`, ...(body && { 'content-type': body.type }) },
        ...(body && { body: body.text }),
        redirect: 'error',
        signal: AbortSignal.timeout(LIMIT_MS),
      }).catch((error: Error) => {
        const { message } = (error.cause as Error | undefined) ?? error;
        throw new Error(`Make could not be reached at ${address}: ${message}`);
      });
      if (response.status === 429 && attempt < ATTEMPTS) {
        await response.body?.cancel();
        await wait(waitMs);
        continue;
      }
      if (response.ok) return (await response.json().catch(() => ({}))) as MakeAnswer;
      const why = response.status === 401 ? ' Is the API key right, and of this zone?' : '';
      const words = await wordsOf(response);
      throw new Error(
        `Make refused ${method} /sdk/apps${path} (${response.status}): ${words}${why}`,
      );
    }
  };
