import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Agent } from 'undici';
import type { SmtpSettings } from '../../src/alerts/channels/email.ts';
import { createSender } from '../../src/alerts/channels/sender.ts';
import { Dispatcher } from '../../src/delivery/dispatcher.ts';
import { Directory } from '../../src/directory.ts';
import { createApi } from '../../src/http/api.ts';
import { createBudgets } from '../../src/http/byte-budget.ts';
import { ProblemWriter } from '../../src/http/problem.ts';
import { createIngestHandler } from '../../src/ingest/handler.ts';
import { Ingest } from '../../src/ingest/ingest.ts';
import { Streams } from '../../src/live/streams.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createSafeAgent } from '../../src/net/safe-connector.ts';
import { createServices, type Services } from '../../src/services/index.ts';
import { HourlyCounts } from '../../src/statistics/hourly-counts.ts';
import { SqliteStore } from '../../src/store/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';
import { Vault } from '../../src/vault.ts';

/** A whole gateway on a free port, its clock and its log in the test's hands. */
export interface Harness {
  readonly url: string;
  readonly store: Store;
  readonly directory: Directory;
  readonly vault: Vault;
  readonly services: Services;
  /** The services of another gateway on the same data. */
  readonly servicesElsewhere: () => Services;
  readonly dispatcher: Dispatcher;
  /** Everything logged so far. */
  readonly logged: () => string;
  /** Moves the gateway's clock. */
  readonly advance: (ms: number) => void;
  readonly now: () => number;
  /** A token of these scopes. */
  readonly token: (...scopes: string[]) => Promise<string>;
  /** Calls the API as `admin`, unless another token (or null: none) is given. */
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Reply>;
  readonly close: () => Promise<void>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  readonly json: any;
}

export interface HarnessOptions {
  readonly publicUrl?: string | null;
  readonly providerTimeoutMs?: number;
  readonly allowedNetworks?: readonly string[];
  readonly smtp?: SmtpSettings;
  readonly consoleEmails?: readonly string[];
  /** False: the console is turned off. */
  readonly console?: boolean;
  /** Deliver in the background. */
  readonly deliver?: boolean;
  /** Stands in for parts of the store. */
  readonly wrapStore?: (store: Store) => Store;
}

export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), 'signal-hooks-api-'));
  let log = '';
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      log += chunk;
      done();
    },
  });
  const logger = createLog('trace', sink);
  let offset = 0;
  const now = (): number => Date.now() + offset;
  const real = new SqliteStore(join(folder, 'gateway.db'));
  await real.open();
  const store = options.wrapStore?.(real) ?? real;
  const vault = new Vault(new Uint8Array(32).fill(7));
  const directory = new Directory(store, vault, now);
  const metrics = createMetrics();
  const counts = new HourlyCounts({ store, log: logger, now });
  const streams = new Streams({ store, log: logger, now });
  const { allowedNetworks = ['127.0.0.0/8'] } = options;
  const client: Agent = createSafeAgent({ allowedNetworks });
  const dispatcher = new Dispatcher({
    ...{ store, directory, vault, log: logger, metrics, client, now, counts },
    version: '0.0.0-test',
    pollMs: 50,
    stopGraceMs: 100,
    schedule: { waitsMs: [1] } as never,
  });
  const ingest = new Ingest({
    ...{ store, counts, directory, vault, metrics, log: logger, now, dispatcher },
    rejectionsKept: 50,
  });
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = addressOf(server);
  const publicUrl = options.publicUrl === undefined ? url : options.publicUrl;
  const makeServices = (): Services =>
    createServices({
      ...{ store, directory, vault, log: logger, now, dispatcher, client, publicUrl },
      send: createSender({ vault, client, smtp: null }),
      smtp: options.smtp ?? null,
      consoleEmails: options.consoleEmails ?? [],
      data: { dataDir: folder, databaseUrl: null, key: '07'.repeat(32) },
      keeping: {
        ...{ dataDir: folder, databaseUrl: null },
        ...{ retentionDays: 90, retentionBytes: null, payloadDays: null },
      },
      rules: { allowedNetworks, allowHttp: false },
      version: '0.0.0-test',
      ingestTest: (ready, request) => ingest.receive(ready, request),
      ...(options.providerTimeoutMs ? { providerTimeoutMs: options.providerTimeoutMs } : {}),
    });
  const services = makeServices();
  const deps = {
    ...{ services, store, directory, metrics, ingest, streams, log: logger },
    problems: new ProblemWriter(logger, '', (code) => metrics.refused.inc({ code })),
    budgets: createBudgets(1024 * 1024),
  };
  const takeIngest = createIngestHandler({
    ...deps,
    tracing: null,
    publicUrl,
    maxBodyBytes: 1024 * 1024,
  });
  const api = createApi({
    ...deps,
    config: { publicUrl, console: options.console ?? true },
    version: '0.0.0-test',
  });
  server.on('request', (request, response) => {
    if (!takeIngest(request, response)) api(request, response);
  });
  if (options.deliver) dispatcher.start();
  const token = async (...scopes: string[]): Promise<string> =>
    (await services.tokens.create({ name: 'test', scopes, expiresInDays: null })).token;
  const admin = await token('admin');
  return {
    servicesElsewhere: makeServices,
    ...{ url, store, directory, vault, services, dispatcher, now, token },
    logged: () => log,
    advance: (ms) => {
      offset += ms;
    },
    call: (method, path, given = {}) => call(url + path, method, { token: admin, ...given }),
    close: async () => {
      await dispatcher.stop();
      await streams.close();
      await counts.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await client.destroy();
      await services.backups.close();
      await real.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function call(
  url: string,
  method: string,
  { body, token, headers = {} }: CallOptions,
): Promise<Reply> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: (isRaw ? body : JSON.stringify(body)) as string }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : null,
  };
}

/** A request that a {@link Fake} got. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Another server: a provider or a subscriber. */
export interface Fake {
  readonly url: string;
  readonly requests: FakeRequest[];
  readonly close: () => Promise<void>;
}

/** What a fake answers: status and JSON, or it does as it likes with the response. */
export type FakeAnswer = readonly [status: number, body?: unknown] | null;

/** @param answer null: the connection is cut; it may also answer by itself and never resolve */
export async function startFake(
  answer: (request: FakeRequest, response: ServerResponse) => FakeAnswer | Promise<FakeAnswer>,
): Promise<Fake> {
  const requests: FakeRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(request);
      const given = await answer(request, response);
      if (given === null) {
        response.destroy();
        return;
      }
      const [status, body] = given;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: addressOf(server),
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** SIGNALS' webhook API, as far as the gateway uses it. */
export async function startSignals(): Promise<
  Fake & {
    readonly hooks: Map<number, { url: string; events: string[]; is_active: boolean }>;
    /** Called before a request is answered; what it returns is the answer. */
    intercept: (method: string) => FakeAnswer | undefined | Promise<FakeAnswer | undefined>;
  }
> {
  const hooks = new Map<number, { url: string; events: string[]; is_active: boolean }>();
  let last = 0;
  const control = {
    intercept: (_method: string): FakeAnswer | undefined | Promise<FakeAnswer | undefined> =>
      undefined,
  };
  const fake = await startFake(async ({ method, path, headers, body }) => {
    const given = await control.intercept(method);
    if (given !== undefined) return given;
    if (headers.authorization !== 'Bearer signals-api-token-1234') return [401, {}];
    const id = Number(path.split('/').at(-1));
    if (method === 'GET') {
      return [200, { webhooks: [...hooks].map(([key, hook]) => ({ id: key, ...hook })) }];
    }
    if (method === 'POST') {
      last += 1;
      hooks.set(last, { ...JSON.parse(body), is_active: true });
      return [201, { webhook: { id: last, secret: `signals-made-secret-${last}` } }];
    }
    const hook = hooks.get(id);
    if (hook === undefined) return [404, {}];
    if (method === 'DELETE') {
      hooks.delete(id);
      return [204];
    }
    hooks.set(id, { ...hook, ...JSON.parse(body) });
    return [200, { webhook: { id } }];
  });
  return Object.assign(control, fake, { hooks });
}

/** The settings of a source at {@link startSignals}. */
export const signalsSettings = (fake: Fake): Record<string, string> => ({
  base_url: fake.url,
  api_token: 'signals-api-token-1234',
});
