import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createMockActionContext,
  DEDUPE_KEY_PROPERTY,
  type Piece,
  type Store,
} from '@activepieces/pieces-framework';
import type { Connection } from '../../src/gateway.ts';

/** A request as Activepieces keeps it for the trigger: what is no JSON does not survive its queue. */
export interface Payload {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly rawBody: string;
  readonly queryParams: Readonly<Record<string, string>>;
}

/** What the flow of a test is made of. */
export interface FlowOptions {
  readonly trigger: string;
  readonly connection: Connection;
  readonly props?: Readonly<Record<string, unknown>>;
  /** By default one of its own. */
  readonly store?: Store;
}

/** A flow: switching it on and off calls its trigger, and so does every request to its address. */
export interface Flow {
  readonly url: string;
  /** What it was started with. */
  readonly runs: readonly Readonly<Record<string, unknown>>[];
  /** Why the trigger refused requests. */
  readonly failures: readonly string[];
  /** The requests that came, as they came. */
  readonly requests: readonly Payload[];
  readonly store: MemoryStore;
  enable(): Promise<void>;
  disable(): Promise<void>;
  /** What the builder shows when the trigger is tested. */
  test(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Has the trigger read a request, as a worker does. */
  run(payload: Payload): Promise<void>;
}

/** Largest key and value of Activepieces' store: `store-entry.ts` of `@activepieces/shared`. */
const MAX_KEY = 128;
const MAX_VALUE = 512 * 1024;

/** The store of a flow, as the engine's `createContextStore` hands it over: values go through JSON. */
export class MemoryStore implements Store {
  readonly entries = new Map<string, string>();

  async put<T>(key: string, value: T): Promise<T> {
    const text = JSON.stringify(value);
    if (key === '' || key.length > MAX_KEY || text.length > MAX_VALUE) throw new Error(`no ${key}`);
    this.entries.set(key, text);
    return value;
  }

  async get<T>(key: string): Promise<T | null> {
    const text = this.entries.get(key);
    return text === undefined ? null : (JSON.parse(text) as T);
  }

  async delete(key: string): Promise<void> {
    this.entries.delete(key);
  }
}

/**
 * Stands in for Activepieces' server and engine, neither of which is published: it calls the piece
 * as their sources do (`webhook.service.ts`, `webhook-request-converter.ts`, `trigger-helper.ts`,
 * `dedupe-service.ts`). A webhook is answered 200 at once; what its trigger returns starts runs, but
 * for those with a key that is known, and without the key.
 */
export class Engine {
  readonly #piece: Piece;
  readonly #server: Server;
  readonly #flows = new Map<string, { isOn: boolean; flow: Flow & { requests: Payload[] } }>();

  private constructor(piece: Piece) {
    this.#piece = piece;
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const known = this.#flows.get(request.url ?? '');
      response.writeHead(known === undefined ? 410 : known.isOn ? 200 : 404).end('{}');
      if (!known?.isOn) return;
      const rawBody = Buffer.concat(chunks).toString('utf8');
      const payload = { method: 'POST', headers: request.headers, rawBody, queryParams: {} };
      const queued = JSON.parse(JSON.stringify({ ...payload, body: JSON.parse(rawBody) }));
      known.flow.requests.push(queued);
      await known.flow.run(queued);
    });
  }

  static async start(piece: Piece): Promise<Engine> {
    const engine = new Engine(piece);
    engine.#server.listen(0, '127.0.0.1');
    await once(engine.#server, 'listening');
    return engine;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  flow({ trigger: name, connection, props = {}, store = new MemoryStore() }: FlowOptions): Flow {
    const trigger = this.#piece.getTrigger(name);
    if (trigger === undefined) throw new Error(`there is no trigger ${name}`);
    const path = `/api/v1/webhooks/flow${this.#flows.size}`;
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
    const runs: Record<string, unknown>[] = [];
    const failures: string[] = [];
    const seen = new Set<unknown>();
    const context = (payload: object = {}) => ({
      auth: { type: 'CUSTOM_AUTH', props: connection },
      propsValue: { ...props, auth: connection },
      ...{ store, webhookUrl: url, payload },
    });
    const entry = {
      isOn: false,
      flow: {
        ...{ url, runs, failures, requests: [] as Payload[], store: store as MemoryStore },
        enable: async () => {
          await trigger.onEnable(context() as never);
          entry.isOn = true;
        },
        disable: async () => {
          await trigger.onDisable(context() as never);
          entry.isOn = false;
        },
        test: async () => (await trigger.test(context() as never)) as Record<string, unknown>[],
        run: async (payload: Payload) => {
          try {
            for (const item of await trigger.run(context(payload) as never)) {
              const { [DEDUPE_KEY_PROPERTY]: key, ...run } = item as Record<string, unknown>;
              if (!seen.has(key)) runs.push(run);
              if (key !== undefined) seen.add(key);
            }
          } catch (error) {
            failures.push((error as Error).message);
          }
        },
      },
    };
    this.#flows.set(path, entry);
    return entry.flow;
  }

  /** Runs an action, with the framework's own context for tests. */
  act(name: string, connection: Connection, props: Readonly<Record<string, unknown>>) {
    const action = this.#piece.getAction(name);
    if (action === undefined) throw new Error(`there is no action ${name}`);
    const mock = createMockActionContext({ propsValue: props });
    return action.run({ ...mock, auth: { type: 'CUSTOM_AUTH', props: connection } } as never);
  }

  /** What a dropdown shows. */
  options(
    step: string,
    prop: string,
    connection: Connection | null,
    form: Readonly<Record<string, unknown>> = {},
    searchValue?: string,
  ): Promise<{
    disabled?: boolean;
    placeholder?: string;
    options: { label: string; value: string }[];
  }> {
    const { props } = (this.#piece.getTrigger(step) ?? this.#piece.getAction(step)) as never as {
      props: Record<string, { options: (...args: unknown[]) => Promise<never> }>;
    };
    const auth = connection === null ? undefined : { type: 'CUSTOM_AUTH', props: connection };
    const property = props[prop];
    if (property === undefined) throw new Error(`${step} has no ${prop}`);
    return property.options({ ...form, auth }, { searchValue });
  }
}
