import { type Reply, type Seen, TestServer } from './test-server.ts';

/** A call of `z.cache` as it goes to Zapier's servers. */
interface Rpc {
  readonly id: string;
  readonly method: 'zcache_get' | 'zcache_set' | 'zcache_delete';
  readonly params: readonly [
    key: string,
    value: string,
    ttl: number | null,
    scope: unknown,
    nx: boolean | null,
  ];
}

/** How the service behaves. */
export interface Behaviour {
  /** What `set` answers if the key is taken; the types of Zapier allow both. */
  readonly taken: false | null;
  /** May write nothing for now: `set` then answers false. */
  readonly isFull?: boolean;
  /** Somebody else wrote the key between the first look and the writing. */
  readonly isRace?: boolean;
}

/**
 * Plays the service behind `z.cache`, which the app tester's own stand-in does not: it knows
 * `nx`, and that `set` answers false where an app has written too much (Zapier's own tests
 * say so: packages/core/test/tools/create-cache.js).
 */
export class CacheService {
  readonly kept = new Map<string, string>();
  /** Seconds that each key is to be kept. */
  readonly ttls: (number | null)[] = [];
  behaviour: Behaviour = { taken: null };
  readonly #server: TestServer;

  private constructor(server: TestServer) {
    this.#server = server;
    server.reply = (request) => this.#answer(request);
  }

  static async start(): Promise<CacheService> {
    return new CacheService(await TestServer.start());
  }

  get url(): string {
    return this.#server.url;
  }

  /** Everything that was asked, as texts. */
  get asked(): readonly string[] {
    return this.#server.seen.map(({ body }) => body);
  }

  /** Forgets everything, and behaves like this from now on. */
  reset(behaviour: Behaviour): void {
    this.behaviour = behaviour;
    this.kept.clear();
    this.ttls.length = 0;
    this.#server.seen.length = 0;
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  #answer({ body }: Seen): Reply {
    const { id, method, params } = JSON.parse(body) as Rpc;
    return { status: 200, body: { id, result: this.#call(method, params) } };
  }

  #call(method: Rpc['method'], [key, value, ttl, , nx]: Rpc['params']): unknown {
    const { taken, isFull = false, isRace = false } = this.behaviour;
    if (method === 'zcache_get') return this.kept.get(key) ?? null;
    if (method === 'zcache_delete') return this.kept.delete(key);
    if (isFull) return false;
    if (isRace && !this.kept.has(key)) this.kept.set(key, '"somebody else"');
    if (nx === true && this.kept.has(key)) return taken;
    this.kept.set(key, value);
    this.ttls.push(ttl);
    return true;
  }
}
