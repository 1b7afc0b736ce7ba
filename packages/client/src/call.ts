import type { ApiRequest, ApiResponse, JsonObject } from '@signal-hooks/catalogue';
import { ApiError, notTheGateway, refusalIn } from './errors.ts';
import type { ErrorCode } from './generated/error-codes.ts';
import { fits, type Keys, only, type Paths, type Picked } from './shape.ts';

/** What came for a request. */
export interface GatewayResponse extends ApiResponse {
  /**
   * A header's value, undefined if it did not come. Absent: the sender cannot tell, and an error
   * of the gateway is known by its body alone.
   */
  readonly header?: (name: string) => string | undefined;
}

/** One call of an operation: what to send, and how to read what comes. */
export interface Call<Answer> {
  /** @param address the gateway's, without anything behind it but slashes */
  readonly request: (address: string) => ApiRequest;
  /** @throws {ApiError} for whatever is no success of the gateway */
  readonly read: (response: GatewayResponse) => Answer;
}

/** A call that is answered with one object. */
export interface ObjectCall<Item> extends Call<Item> {
  /**
   * Reads these keys alone, `key.inner` below an object. The answer may lack the others: where
   * the gateway is of another version, some of them are not there.
   */
  readonly pick: <P extends Paths<Item>>(...paths: readonly P[]) => Call<Picked<Item, P>>;
}

/** A page of a list. */
export interface Page<Row> {
  readonly data: readonly Row[];
  /** Where the next page begins; null: there is none. */
  readonly next_cursor: string | null;
}

/** A call that is answered with a page of a list. */
export interface ListCall<Row> extends Call<Page<Row>> {
  /** As in {@link ObjectCall}, for every row. */
  readonly pick: <P extends Paths<Row>>(...paths: readonly P[]) => Call<Page<Picked<Row, P>>>;
}

/**
 * A call that may find nothing.
 * @param absent codes of the gateway by which it says so; the call then is answered with null
 */
export const optional = <Answer>(
  call: Call<Answer>,
  ...absent: readonly ErrorCode[]
): Call<Answer | null> => ({
  ...call,
  read: (response) => {
    try {
      return call.read(response);
    } catch (error) {
      if (error instanceof ApiError && absent.some((code) => code === error.code)) return null;
      throw error;
    }
  },
});

/** What a call sends. */
interface Sent {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: object;
  readonly json?: object;
}

/** @internal */
export const objectCall = <Item>(sent: Sent, keys: Keys): ObjectCall<Item> => ({
  ...call<Item>(sent, ({ body }) => fits(body, keys)),
  pick: (...paths) => call(sent, ({ body }) => fits(body, only(keys, paths))),
});

/** @internal */
export const listCall = <Row>(sent: Sent, keys: Keys): ListCall<Row> => ({
  ...call<Page<Row>>(sent, ({ body }) => fits(body, pageOf(keys))),
  pick: (...paths) => call(sent, ({ body }) => fits(body, pageOf(only(keys, paths)))),
});

const pageOf = (keys: Keys): Keys => ({ data: [keys], next_cursor: 'string?' });

/** @internal */
export const textCall = (sent: Sent): Call<string> =>
  call(sent, ({ body }) => typeof body === 'string');

/** @internal */
export const emptyCall = (sent: Sent): Call<null> => call(sent, ({ status }) => status === 204);

function call<Answer>(
  { method, path, query = {}, json }: Sent,
  isAnswer: (response: GatewayResponse) => boolean,
): Call<Answer> {
  return {
    request: (address) => ({
      method,
      url: `${address.replace(/\/+$/, '')}${path}${queryOf(query)}`,
      ...(json === undefined ? {} : { json: json as JsonObject }),
    }),
    read: (response) => {
      const { status, body } = response;
      if (status < 200 || status >= 300) throw refusalIn(response);
      if (!isAnswer(response)) throw notTheGateway(response);
      return body as Answer;
    },
  };
}

/** In the order that was given; a list becomes several parameters of one name. */
function queryOf(query: object): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const values = [value].flat().filter((each) => each !== undefined);
    for (const each of values) parameters.append(name, String(each));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
