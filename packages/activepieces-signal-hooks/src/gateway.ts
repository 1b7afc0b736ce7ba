import { isReachableFrom } from '@signal-hooks/catalogue';
import {
  ApiError,
  type Call,
  type Client,
  createClient,
  explainFailure,
  type Page,
  pages,
  readApiToken,
  readGatewayAddress,
  sendByFetch,
  unreachableWords,
} from '@signal-hooks/client';

/** What the connection's form asks for. */
export interface Connection {
  readonly gateway_url: string;
  readonly api_token: string;
}

/** Activepieces gives a function of a trigger 60 s; all calls of one run have so long together. */
const BUDGET_MS = 25_000;
const TIMEOUT_MS = 10_000;
/** No call is begun that has less. */
const MIN_TIMEOUT_MS = 500;

const TOO_SLOW =
  'The gateway took too long. Try again; if it happens again, see what slows it down.';

/** A public address: from there, addresses of private networks are out of reach. */
const PUBLIC = 'https://hooks.example.com';
const isInternal = ({ href }: URL): boolean => !isReachableFrom(PUBLIC, href);

/** The gateway of a connection, for one run of a function of the piece. Its errors say what the user can do. */
export class Gateway {
  readonly #address: string;
  readonly #client: Client;
  readonly #deadline = Date.now() + BUDGET_MS;

  /** @throws {Error} that says what to enter in the connection */
  constructor(connection: Connection) {
    // Activepieces often runs in the gateway's own network, where nobody has a certificate.
    this.#address = readGatewayAddress(connection.gateway_url, isInternal);
    const token = readApiToken(connection.api_token);
    this.#client = createClient(this.#address, sendByFetch(this.#fetch, token));
  }

  /** Whether another call can still be made. */
  get hasTime(): boolean {
    return this.#timeoutMs >= MIN_TIMEOUT_MS;
  }

  /** @param conditionLabels what the form calls each condition that is sent, in their order */
  async call<Answer>(call: Call<Answer>, conditionLabels: readonly string[] = []): Promise<Answer> {
    if (!this.hasTime) throw new Error(TOO_SLOW);
    try {
      return await this.#client(call);
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw new Error(this.hasTime ? unreachableWords() : TOO_SLOW, { cause: error });
      }
      const { host } = new URL(this.#address);
      const failed = { error, host, platform: 'activepieces', conditionLabels };
      throw new Error(explainFailure(failed).message);
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

  get #timeoutMs(): number {
    return Math.min(TIMEOUT_MS, this.#deadline - Date.now());
  }

  readonly #fetch: typeof fetch = (url, init) =>
    fetch(url, { ...init, signal: AbortSignal.timeout(Math.ceil(this.#timeoutMs)) });
}
