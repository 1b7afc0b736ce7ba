import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Whose Zap runs: what the scopes of the cache are made of. */
export interface Owner {
  readonly user: string;
  readonly connection: string;
}

/** What an app's code reaches of Zapier while it runs: the cache of `z.cache`, and the log. */
export interface Backend {
  readonly rpcUrl: string;
  readonly logUrl: string;
  /** Makes the token of one execution. */
  admit(owner: Owner): string;
  /** What was logged, a JSON object each. */
  readonly logs: readonly string[];
  /** While true, the cache answers 500. */
  cacheFails: boolean;
  /** Holds so many next looks into the cache back. @returns the means to let them go on */
  holdLooks(count: number): Held;
  close(): Promise<void>;
}

/** Looks into the cache that are held back. */
interface Held {
  /** How many wait. */
  readonly waiting: () => number;
  /** Lets the one go on that has waited longest. */
  release(): void;
}

interface RpcCall {
  readonly id: string;
  readonly method: string;
  readonly params: readonly unknown[];
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

export async function startBackend(): Promise<Backend> {
  const owners = new Map<string, Owner>();
  const logs: string[] = [];
  const cache = new Cache();
  const gate = new Gate();
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const body = await text(request);
    const owner = owners.get(String(request.headers['x-token']));
    if (owner === undefined) return { status: 403, body: { error: 'unknown token' } };
    if (request.url === '/logs') {
      logs.push(...body.split('\n').filter(Boolean));
      return { status: 200, body: {} };
    }
    if (backend.cacheFails) return { status: 500, body: {} };
    const { id, method, params } = JSON.parse(body) as RpcCall;
    const result = cache.call(method, params, owner);
    // What is held back has looked already.
    if (method === 'zcache_get') await gate.pass();
    return { status: 200, body: { id, ...result } };
  };
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const backend: Backend = {
    rpcUrl: `${base}/rpc`,
    logUrl: `${base}/logs`,
    logs,
    cacheFails: false,
    holdLooks: (count) => gate.hold(count),
    admit(owner) {
      const token = randomBytes(24).toString('hex');
      owners.set(token, owner);
      return token;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return backend;
}

/** One cache for the whole app; scopes set parts of it apart. */
class Cache {
  readonly #held = new Map<string, { readonly value: unknown; readonly until: number }>();

  call(method: string, params: readonly unknown[], owner: Owner): object {
    const [name, ...rest] = params;
    if (method === 'zcache_get') {
      const [scope] = rest;
      return { result: this.#get(keyOf(name, scope, owner)) };
    }
    if (method === 'zcache_set') {
      const [value, ttl, scope, nx] = rest;
      const key = keyOf(name, scope, owner);
      if (nx === true && this.#get(key) !== null) return { result: false };
      const until = typeof ttl === 'number' ? Date.now() + ttl * 1000 : Number.POSITIVE_INFINITY;
      this.#held.set(key, { value, until });
      return { result: true };
    }
    return { error: `there is no method ${method}` };
  }

  #get(key: string): unknown {
    const held = this.#held.get(key);
    return held === undefined || held.until <= Date.now() ? null : held.value;
  }
}

function keyOf(name: unknown, scope: unknown, { user, connection }: Owner): string {
  const scopes = Array.isArray(scope) ? scope : [];
  const parts = [scopes.includes('user') ? user : '', scopes.includes('auth') ? connection : ''];
  return JSON.stringify([...parts, name]);
}

/** Lets everybody pass, but for those it is to hold back. */
class Gate {
  readonly #waiting: (() => void)[] = [];
  #toHold = 0;

  hold(count: number): Held {
    this.#toHold = count;
    return { waiting: () => this.#waiting.length, release: () => this.#waiting.shift()?.() };
  }

  async pass(): Promise<void> {
    if (this.#toHold === 0) return;
    this.#toHold -= 1;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
