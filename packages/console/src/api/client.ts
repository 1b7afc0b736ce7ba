import { type Client, createClient, sendWithHeaders } from '@signal-hooks/client';

/** Where the gateway is: the page is below it, whatever its path. */
export const gatewayAddress: string = new URL('..', document.baseURI).href.replace(/\/+$/, '');

/** Of every request: they prove that it was made by a page of the gateway itself. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = { 'x-signal-hooks-csrf': '1' };

/**
 * Calls the gateway. The browser adds the session's cookie.
 * @throws {ApiError} for whatever is no success of the gateway; {TypeError} if it cannot be reached
 */
export const client: Client = createClient(
  gatewayAddress,
  sendWithHeaders((input, init) => fetch(input, init), PAGE_HEADERS),
);
