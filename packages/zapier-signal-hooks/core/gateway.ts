import type { Bundle, HttpResponse, ZObject } from 'zapier-platform-core';
import { apiToken, gatewayUrl } from './connection.ts';
import { bodyOf, failure, notTheGateway, problemOf, tooSlow, unreachable } from './failures.ts';
import { isObject, type JsonObject } from './values.ts';

/** One call of the gateway's API. */
export interface GatewayCall<Answer> {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Below `/v1/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly json?: JsonObject;
  /** What is used of the body of a success; null where it is not shaped like the gateway's. */
  readonly read: (body: JsonObject) => Answer | null;
  /** What the form calls each condition that is sent, in their order; absent: the three fields of the filter. */
  readonly conditionLabels?: readonly string[];
}

/** Zapier itself gives up after 30 s; all calls of one run have so long together. */
const BUDGET_MS = 25_000;
/** Until an answer begins, and from there until it ends: one that breaks off never would. */
const TIMEOUT_MS = 10_000;
/** No call is begun that has less. */
const MIN_TIMEOUT_MS = 500;

/** The gateway of a connection, for one run of a function of the app. */
export class Gateway {
  readonly #z: ZObject;
  readonly #authData: Readonly<Record<string, unknown>>;
  readonly #deadline: number;

  constructor(z: ZObject, bundle: Bundle) {
    this.#z = z;
    this.#authData = bundle.authData ?? {};
    this.#deadline = Date.now() + BUDGET_MS;
  }

  /** Whether another call can still be made. */
  get hasTime(): boolean {
    return this.#timeoutMs() >= MIN_TIMEOUT_MS;
  }

  /** The gateway's host, with its port. */
  get host(): string {
    return new URL(gatewayUrl(this.#z, this.#authData.gateway_url)).host;
  }

  /** @throws a Zapier error whose message says what the user can do */
  async call<Answer>(call: GatewayCall<Answer>): Promise<Answer> {
    return this.#read(call, await this.#send(call));
  }

  /**
   * As {@link call}.
   * @param absent codes of the gateway by which it says that there is no such thing
   * @returns null for these
   */
  async find<Answer>(
    call: GatewayCall<Answer>,
    ...absent: readonly string[]
  ): Promise<Answer | null> {
    const response = await this.#send(call);
    return absent.includes(problemOf(response)?.code ?? '') ? null : this.#read(call, response);
  }

  /** Deletes; what the gateway does not know is deleted already. @param absent its code for that */
  async remove(path: string, absent: string): Promise<void> {
    const response = await this.#send({ method: 'DELETE', path });
    if (response.status === 204 || problemOf(response)?.code === absent) return;
    throw this.#failure(response);
  }

  #read<Answer>({ read, conditionLabels }: GatewayCall<Answer>, response: HttpResponse): Answer {
    const { status } = response;
    if (status < 200 || status >= 300) throw this.#failure(response, conditionLabels);
    const body = bodyOf(response);
    const answer = body === null ? null : read(body);
    if (answer === null) throw notTheGateway({ z: this.#z, host: this.host, response });
    return answer;
  }

  #failure(response: HttpResponse, conditionLabels: readonly string[] = []): Error {
    return failure({ z: this.#z, host: this.host, response, conditionLabels });
  }

  /** A call may take it twice: until its answer begins, and until it ends. */
  #timeoutMs(): number {
    return Math.min(TIMEOUT_MS, (this.#deadline - Date.now()) / 2);
  }

  async #send({
    method = 'GET',
    path,
    query,
    json,
  }: Omit<GatewayCall<unknown>, 'read'>): Promise<HttpResponse> {
    const z = this.#z;
    const url = `${gatewayUrl(z, this.#authData.gateway_url)}/v1/${path}${queryOf(query)}`;
    const token = apiToken(z, this.#authData.api_token);
    if (!this.hasTime) throw tooSlow(z);
    try {
      return await z.request(url, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(json === undefined ? {} : { body: { ...json } }),
        skipThrowForStatus: true,
        // The token goes to no other address.
        redirect: 'manual',
        timeout: Math.ceil(this.#timeoutMs()),
      });
    } catch {
      throw this.hasTime ? unreachable(z, 503) : tooSlow(z);
    }
  }
}

function queryOf(query: GatewayCall<unknown>['query'] = {}): string {
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

/** A page of one of the gateway's lists. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Where the next page begins; null: there is none. */
  readonly next: string | null;
}

/**
 * Reads a page of a list.
 * @param isRow whether an object has what is used of a row
 */
export const pageOf =
  <Row extends JsonObject>(isRow: (row: JsonObject) => row is Row) =>
  ({ data, next_cursor: next }: JsonObject): Page<Row> | null => {
    if (!Array.isArray(data) || (typeof next !== 'string' && next !== null)) return null;
    const rows = data.filter((row): row is Row => isObject(row) && isRow(row));
    return rows.length === data.length ? { rows, next } : null;
  };

/** What the triggers and the search need of a token. */
export const NEEDED_SCOPES: readonly string[] = [
  'subscriptions:write',
  'events:read',
  'sources:read',
];
