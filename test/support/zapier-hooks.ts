import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { until } from './until.ts';
import { type Bundle, ExecutionError, type Runtime } from './zapier-runtime.ts';

/** What a step of a Zap gets to see. */
export type Item = Readonly<Record<string, unknown>> & { readonly id: string };

/** An account of the app that a user has connected. */
export interface Connection {
  readonly id: string;
  readonly user: string;
  readonly authData: Readonly<Record<string, string>>;
}

/** A request to a Zap's URL. */
interface Hit {
  /** By `performance.now()`. */
  readonly at: number;
  /** Of the answer. */
  readonly status: number | 'lost';
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer that refuses; or `lost`: it is accepted, and the answer never arrives. */
type Fault = number | 'lost';

/** A Zap to be made. */
export interface ZapSetup {
  /** Key of its trigger. */
  readonly trigger: string;
  readonly connection: Connection;
  /** What is filled in in the trigger's form. */
  readonly input?: Readonly<Record<string, unknown>>;
}

/** A Zap's first step: a REST hook trigger. */
export interface Zap {
  /** Where events are sent to; a new one each time it is switched on. */
  readonly url: string;
  /** What subscribing has returned; empty while it is off. */
  readonly subscribeData: Readonly<Record<string, string>>;
  /** What has started it, in the order of processing. */
  readonly items: readonly Item[];
  /** Runs of `perform` that failed. */
  readonly failures: readonly ExecutionError[];
  /** Every request to its URLs. */
  readonly hits: readonly Hit[];
  /** What the next requests meet instead of an acceptance, one each. */
  readonly faults: Fault[];
  /** @throws {ExecutionError} if it cannot subscribe; then it stays off */
  turnOn(): Promise<void>;
  /** It is off afterwards, whether or not that can be told to the app. @throws {ExecutionError} */
  turnOff(): Promise<void>;
  /** Tests the trigger in the editor. @returns what the user can choose from */
  test(): Promise<readonly Item[]>;
  /** Waits until so many items are there, and nothing is under way. */
  settled(items: number): Promise<readonly Item[]>;
}

/** A stand-in for hooks.zapier.com and for what Zapier does with what arrives there. */
export interface Hooks {
  makeZap(setup: ZapSetup): Zap;
  close(): Promise<void>;
}

const ACCEPTED = 200;
const GONE = 410;

/**
 * @param runtime runs the app's triggers
 * @param keep is told every secret that a subscription brings
 */
export async function startHooks(runtime: Runtime, keep: (secret: string) => void): Promise<Hooks> {
  const paths = new Map<string, RestHookZap>();
  const server = createServer((request, response) => {
    text(request).then(
      (body) => {
        const path = request.url ?? '';
        const status = paths.get(path)?.receive(path, request.headers, body) ?? GONE;
        if (status === 'lost') return response.destroy();
        response.writeHead(status, { 'content-type': 'application/json' });
        return response.end(JSON.stringify(answerOf(status)));
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    makeZap: (setup) => new RestHookZap({ runtime, base, paths, keep }, setup),
    close: () => closeServer(server),
  };
}

function answerOf(status: number): object {
  if (status === GONE) return { status: 'please unsubscribe me!' };
  if (status !== ACCEPTED) return { status: 'error' };
  const [attempt, id, request_id] = [randomUUID(), randomUUID(), randomUUID()];
  return { attempt, id, request_id, status: 'success' };
}

/** What all Zaps share. */
interface Room {
  readonly runtime: Runtime;
  /** Of the Zaps' URLs. */
  readonly base: string;
  /** Who answers for a path; a path never gets another Zap. */
  readonly paths: Map<string, RestHookZap>;
  readonly keep: (secret: string) => void;
}

let zapCount = 0;

class RestHookZap implements Zap {
  url = '';
  subscribeData: Readonly<Record<string, string>> = {};
  readonly items: Item[] = [];
  readonly failures: ExecutionError[] = [];
  readonly hits: Hit[] = [];
  readonly faults: Fault[] = [];
  readonly #room: Room;
  readonly #setup: ZapSetup;
  readonly #id: number;
  /** Failures that are no failures of the app. */
  readonly #broken: unknown[] = [];
  #path = '';
  #underWay = 0;

  constructor(room: Room, setup: ZapSetup) {
    zapCount += 1;
    this.#id = zapCount;
    this.#room = room;
    this.#setup = setup;
  }

  async turnOn(): Promise<void> {
    const { user } = this.#setup.connection;
    const path = `/hooks/standard/${user}/${randomBytes(16).toString('hex')}/`;
    this.url = this.#room.base + path;
    this.#room.paths.set(path, this);
    this.#path = path;
    try {
      const data = await this.#run('performSubscribe', { targetUrl: this.url });
      this.subscribeData = data as Readonly<Record<string, string>>;
    } catch (error) {
      this.#path = '';
      throw error;
    }
    const { secret } = this.subscribeData;
    if (secret) this.#room.keep(secret);
  }

  async turnOff(): Promise<void> {
    const { subscribeData, url: targetUrl } = this;
    this.#path = '';
    this.subscribeData = {};
    await this.#run('performUnsubscribe', { targetUrl, subscribeData });
  }

  async test(): Promise<readonly Item[]> {
    const meta = { ...this.#meta(), isLoadingSample: true };
    return (await this.#run('performList', { meta })) as Item[];
  }

  async settled(items: number): Promise<readonly Item[]> {
    await until(
      () => this.items.length,
      (count) => this.#broken.length > 0 || (count >= items && this.#underWay === 0),
    );
    if (this.#broken.length > 0) throw this.#broken[0];
    return this.items;
  }

  /** Accepts at once, and processes afterwards. @returns the status of the answer */
  receive(path: string, headers: IncomingHttpHeaders, body: string): number | 'lost' {
    const isOn = path === this.#path;
    const status = isOn ? (this.faults.shift() ?? ACCEPTED) : GONE;
    this.hits.push({ at: performance.now(), status, headers, body });
    if (status === ACCEPTED || status === 'lost') void this.#process(headers, body);
    return status;
  }

  async #process(headers: IncomingHttpHeaders, body: string): Promise<void> {
    this.#underWay += 1;
    try {
      const found = await this.#run('perform', {
        subscribeData: this.subscribeData,
        targetUrl: this.url,
        rawRequest: { method: 'POST', querystring: '', headers: asZapier(headers), content: body },
        cleanedRequest: parse(body),
      });
      this.items.push(...(found as Item[]));
    } catch (error) {
      if (error instanceof ExecutionError) this.failures.push(error);
      else this.#broken.push(error);
    } finally {
      this.#underWay -= 1;
    }
  }

  #run(method: string, more: Bundle): Promise<unknown> {
    const { trigger, connection, input = {} } = this.#setup;
    const { id, user, authData } = connection;
    const bundle = { authData, inputData: input, inputDataRaw: input, meta: this.#meta(), ...more };
    const owner = { user, connection: id };
    return this.#room.runtime.execute(`triggers.${trigger}.operation.${method}`, bundle, owner);
  }

  #meta(): Bundle {
    const zap = { id: String(this.#id), user: { timezone: 'UTC' } };
    return {
      ...{ isBulkRead: false, isFillingDynamicDropdown: false, isLoadingSample: false },
      ...{ isPopulatingDedupe: false, isTestingAuth: false, limit: -1, page: 0, zap },
    };
  }
}

/** Zapier hands headers on as `Http-Webhook-Id`; only these two keep their names. */
function asZapier(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => {
    const title = name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
    const isPlain = title === 'Content-Type' || title === 'Content-Length';
    return [isPlain ? title : `Http-${title}`, String(value)];
  });
  return Object.fromEntries(entries);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
