import { Agent } from 'node:http';
import type { GatewayProcess } from '../cli.ts';
import { send } from '../http.ts';
import { signalBody, signedHeaders } from '../siggnal.ts';

const LANES = 16;

/** What the gateway said of a signal. */
export interface Answer {
  readonly outcome: string;
  readonly eventId: string;
}

/** A gateway that a {@link Sender} sends to, and that can be killed and started again. */
export interface Target {
  readonly port: number;
  /** Another one after each start. */
  process: GatewayProcess;
  /** False from the moment in which it is killed. */
  isAlive: boolean;
}

/**
 * A provider: sends signals on several lanes, knows what it was told about each, and sends again
 * what was not answered.
 */
export class Sender {
  /** Every signal it ever sent, by its own id. */
  readonly sent: string[] = [];
  /** Those that were answered 200. */
  readonly answered: Map<string, Answer> = new Map();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: LANES });
  readonly #path: string;
  readonly #secret: string;
  readonly #retries: string[] = [];
  #cut = 0;
  #stopping = false;
  #turn = 0;

  /** @param path of the source, such as /in/src_… */
  constructor(path: string, secret: string) {
    this.#path = path;
    this.#secret = secret;
  }

  /** Connections that broke off after the request was sent. */
  get cut(): number {
    return this.#cut;
  }

  /**
   * Sends to all that are alive, until {@link stop} is called or none is.
   * @param onAnswer is told how many have been answered since the call
   * @throws {Error} if anything but 200 or 503 is answered
   */
  async run(targets: readonly Target[], onAnswer: (count: number) => void): Promise<void> {
    this.#stopping = false;
    let count = 0;
    const lane = async (): Promise<void> => {
      for (let target = this.#choose(targets); target !== null; target = this.#choose(targets)) {
        if (await this.#sendOne(target)) onAnswer(++count);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  /** Begins no more requests. */
  stop(): void {
    this.#stopping = true;
  }

  /** Sends every signal once more. @returns the answers */
  async resendAll(url: string): Promise<ReadonlyMap<string, Answer>> {
    const answers = new Map<string, Answer>();
    const queue = [...this.sent];
    const lane = async (): Promise<void> => {
      for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
        const answer = await this.#post(url, id);
        if (answer === null) queue.push(id);
        else answers.set(id, answer);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return answers;
  }

  close(): void {
    this.#agent.destroy();
  }

  /** One of those that are alive, in turn; null at the end. */
  #choose(targets: readonly Target[]): Target | null {
    if (this.#stopping) return null;
    const alive = targets.filter(({ isAlive }) => isAlive);
    this.#turn += 1;
    return alive[this.#turn % alive.length] ?? null;
  }

  async #sendOne({ process }: Target): Promise<boolean> {
    const id = this.#next();
    try {
      const answer = await this.#post(process.url, id);
      if (answer === null) this.#retries.push(id);
      else this.answered.set(id, answer);
      return answer !== null;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      if (code !== 'ECONNREFUSED') this.#cut += 1;
      this.#retries.push(id);
      return false;
    }
  }

  /** A signal without an answer is sent again before any new one, as a provider does. */
  #next(): string {
    const retry = this.#retries.shift();
    if (retry !== undefined) return retry;
    const id = `sig_crash_${this.sent.length + 1}`;
    this.sent.push(id);
    return id;
  }

  /** @returns null if it is to be sent again later: a slow machine has kept the store waiting */
  async #post(url: string, id: string): Promise<Answer | null> {
    const body = signalBody(id);
    const headers = signedHeaders(this.#secret, body);
    const reply = await send(url + this.#path, { body, headers, agent: this.#agent });
    if (reply.status === 503) return null;
    if (reply.status !== 200) throw new Error(`${id}: ${reply.status} ${reply.text}`);
    return { outcome: String(reply.json.status), eventId: String(reply.json.event_id) };
  }
}
