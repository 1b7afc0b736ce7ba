import type { ApiRequest } from '@signal-hooks/catalogue';
import type { Call, GatewayResponse, Page } from './call.ts';

/** Makes a call. @throws {ApiError} for whatever is no success of the gateway */
export type Client = <Answer>(call: Call<Answer>) => Promise<Answer>;

/**
 * A client of the gateway's API.
 *
 * @param address the gateway's
 * @param send sends a request with the token, and returns what came, whatever its status
 * @example
 * const client = createClient('https://hooks.example.com', send);
 * const { data } = await client(listSources({ limit: 100 }));
 */
export const createClient =
  (address: string, send: (request: ApiRequest) => Promise<GatewayResponse>): Client =>
  async (call) =>
    call.read(await send(call.request(address)));

/**
 * The pages of a list, in order.
 *
 * @param page the call for a page; its cursor is undefined for the first
 * @param most pages that are read
 */
export async function* pages<Row>(
  client: Client,
  page: (cursor: string | undefined) => Call<Page<Row>>,
  most: number,
): AsyncGenerator<Page<Row>, void, void> {
  let cursor: string | null | undefined;
  for (let count = 0; count < most && cursor !== null; count += 1) {
    const read: Page<Row> = await client(page(cursor));
    yield read;
    cursor = read.next_cursor;
  }
}
