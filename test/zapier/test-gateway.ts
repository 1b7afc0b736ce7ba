import { TOKEN_PURPOSES } from '@signal-hooks/catalogue';
import {
  createLog,
  type Gateway,
  type NewEvent,
  readConfig,
  startGateway,
} from '@signal-hooks/gateway';
import { Api } from '../support/api.ts';
import { freePort } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { NO_ALERTS } from '../support/sources.ts';

/** A token of the gateway. */
export interface MadeToken {
  readonly token: string;
  revoke(): Promise<void>;
}

/** What `token create --for zapier` gives, as the connection's form asks for. */
export const SCOPES: readonly string[] = TOKEN_PURPOSES.zapier;

/** A day of the gateway's passes in under one second. */
const TIME_SCALE = 0.000_01;
/** No attempt is given up because the machine is slow. */
const TIMEOUT_MS = 120_000;

/** How a gateway looks after itself. */
export interface Watch {
  /** How often it looks whether something is wrong. */
  readonly alertRoundMs: number;
  /** How long a subscriber must have failed until nothing is sent to it any more; absent: five days. */
  readonly disableAfterMs?: number;
}

/** A gateway that can be stopped and started again, at the same address and with the same data. */
export class TestGateway {
  readonly url: string;
  /** What it has logged, everything included. */
  log = '';
  readonly #folder = makeFolder();
  readonly #port: number;
  readonly #watch: Watch;
  #gateway: Gateway | null = null;

  private constructor(port: number, watch: Watch) {
    this.#port = port;
    this.#watch = watch;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** @param watch by default there are no alerts */
  static async open(watch: Watch = NO_ALERTS): Promise<TestGateway> {
    const testGateway = new TestGateway(await freePort(), watch);
    await testGateway.start();
    return testGateway;
  }

  /** Starts it, unless it runs. */
  async start(): Promise<void> {
    if (this.#gateway !== null) return;
    const allowedNetworks = ['127.0.0.0/8'];
    const config = { dataDir: this.#folder.path, port: this.#port, allowedNetworks };
    const write = (line: string): void => {
      this.log += line;
    };
    const { alertRoundMs, ...health } = this.#watch;
    this.#gateway = await startGateway(readConfig({}, config), {
      alertRoundMs,
      log: createLog('debug', { write }),
      delivery: {
        ...{ schedule: { timeScale: TIME_SCALE }, pollMs: 50 },
        ...{ timeoutMs: TIMEOUT_MS, leaseMs: 2 * TIMEOUT_MS },
        ...health,
      },
    });
  }

  async stop(): Promise<void> {
    await this.#gateway?.close();
    this.#gateway = null;
  }

  /** Ends it for good and removes its data. */
  async close(): Promise<void> {
    await this.stop();
    this.#folder.remove();
  }

  async makeToken(name: string, scopes: readonly string[]): Promise<MadeToken> {
    if (this.#gateway === null) throw new Error('the gateway is stopped');
    const { tokens } = this.#gateway.services;
    const { token, row } = await tokens.create({ name, scopes, expiresInDays: 1 });
    return {
      token,
      async revoke() {
        await tokens.revoke(row.id);
      },
    };
  }

  /** Puts events of a source into its store that cannot be read any more. */
  async storeUnreadable(sourceId: string, count: number): Promise<void> {
    if (this.#gateway === null) throw new Error('the gateway is stopped');
    const events = Array.from({ length: count }, (_, at): NewEvent => {
      const receivedAt = Date.now();
      const id = `evt_unreadable${String(at).padStart(16, '0')}`;
      const body = Buffer.from('this was JSON once');
      return {
        ...{ id, sourceId, type: 'signal', receivedAt, headers: {}, body },
        ...{ identity: id, payloadGone: null, identityWindowMs: null, deliveries: [] },
      };
    });
    await this.#gateway.store.events.append(events);
  }

  /** Its API, with all rights. */
  async api(): Promise<Api> {
    return new Api(this.url, (await this.makeToken('test', ['admin'])).token);
  }
}
