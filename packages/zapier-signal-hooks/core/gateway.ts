import type { ApiRequest, JsonValue } from '@signal-hooks/catalogue';
import {
  ApiError,
  type Call,
  type Client,
  type GatewayResponse,
  type Page,
  pages,
} from '@signal-hooks/client';
import type { Bundle, ZObject } from 'zapier-platform-core';
import { apiToken, gatewayUrl } from './connection.ts';
import { failure, tooSlow, unreachable } from './failures.ts';

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
    return new URL(this.#address).host;
  }

  /**
   * @param conditionLabels what the form calls each condition that is sent, in their order; absent: the three fields of the filter
   * @throws a Zapier error whose message says what the user can do
   */
  async call<Answer>(call: Call<Answer>, conditionLabels: readonly string[] = []): Promise<Answer> {
    try {
      return call.read(await this.#send(call.request(this.#address)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw failure(this.#z, { host: this.host, error, conditionLabels });
    }
  }

  /** As {@link call}, for what the client itself asks. */
  readonly send: Client = (call) => this.call(call);

  /** The pages of a list. @param most that are read @param conditionLabels as in {@link call} */
  pages<Row>(
    page: (cursor: string | undefined) => Call<Page<Row>>,
    most: number,
    conditionLabels: readonly string[] = [],
  ): AsyncGenerator<Page<Row>, void, void> {
    return pages((call) => this.call(call, conditionLabels), page, most);
  }

  get #address(): string {
    return gatewayUrl(this.#z, this.#authData.gateway_url);
  }

  /** A call may take it twice: until its answer begins, and until it ends. */
  #timeoutMs(): number {
    return Math.min(TIMEOUT_MS, (this.#deadline - Date.now()) / 2);
  }

  async #send({ method, url, json }: ApiRequest): Promise<GatewayResponse> {
    const z = this.#z;
    const token = apiToken(z, this.#authData.api_token);
    if (!this.hasTime) throw tooSlow(z);
    try {
      const response = await z.request(url, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(method === 'POST' ? { body: { ...json } } : {}),
        skipThrowForStatus: true,
        // The token goes to no other address.
        redirect: 'manual',
        timeout: Math.ceil(this.#timeoutMs()),
      });
      const header = (name: string): string | undefined => response.getHeader(name);
      return { status: response.status, body: bodyOf(response.content), header };
    } catch {
      throw this.hasTime ? unreachable(z) : tooSlow(z);
    }
  }
}

/** Null where it is no JSON. */
function bodyOf(content: string): JsonValue {
  try {
    return JSON.parse(content) as JsonValue;
  } catch {
    return null;
  }
}
