import { mkdtempSync, rmSync } from 'node:fs';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePayload, PROVIDERS } from '@signal-hooks/catalogue';
import type { Agent } from 'undici';
import { until as waitUntil } from '../../../../test/support/until.ts';
import { recordOf } from '../../src/delivery/body.ts';
import { Dispatcher, type DispatcherOptions } from '../../src/delivery/dispatcher.ts';
import type { PlannedDeliveries } from '../../src/delivery/first-attempts.ts';
import { Directory } from '../../src/directory.ts';
import type {
  Attempt,
  Delivery,
  Millis,
  NewDelivery,
  NewEvent,
  StoredEvent,
  Subscription,
} from '../../src/domain.ts';
import { defaultsOf } from '../../src/entities/columns.ts';
import { SOURCE } from '../../src/entities/source.ts';
import { SUBSCRIPTION } from '../../src/entities/subscription.ts';
import { newId } from '../../src/ids.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createSafeAgent } from '../../src/net/safe-connector.ts';
import { SqliteStore } from '../../src/store/sqlite/store.ts';
import { EVERY_DELIVERY } from '../../src/store/store.ts';
import { Vault } from '../../src/vault.ts';

/** A secret of 32 bytes, as subscribers get it. */
export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
export const LOOPBACK: readonly string[] = ['127.0.0.1'];
/** A subscriber whose last attempt has taken longer gets nothing that waits in memory. */
const SLOW_MS = 100;

/** Waits until a condition holds. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what = 'the condition',
): Promise<void> {
  await waitUntil(holds, Boolean, undefined, () => `It was waited for ${what}.`);
}

/** A request that a subscriber got. */
export interface Seen {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

/** A subscriber on loopback. */
export interface Target {
  readonly url: string;
  readonly port: number;
  readonly seen: Seen[];
  /** Connections that were made, also those without a request. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

type Answer = (response: ServerResponse, seen: Seen, count: number) => void;

/** Starts a subscriber; without `answer` it says 204. */
export async function startTarget(
  answer: Answer = (response) => response.writeHead(204).end(),
): Promise<Target> {
  const seen: Seen[] = [];
  let connections = 0;
  const server: Server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        at: performance.now(),
      };
      seen.push(one);
      answer(response, one, seen.length);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook?token=hidden`,
    port,
    seen,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A Siggnal event as the store keeps it. */
export function siggnalEvent(sequence: number, sourceId = 'src_test'): StoredEvent {
  const at = new Date(Date.UTC(2026, 3, 25, 14, 30, 0));
  const sample = PROVIDERS.siggnal.events.signal?.sample({ sequence, at }) ?? {};
  return {
    id: newId('evt', Date.now()),
    sourceId,
    type: 'signal',
    receivedAt: at.getTime() + 2000,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-siggnal-signature': 'aa'.repeat(32),
      authorization: 'Bearer of-the-source',
    },
    body: encodePayload(sample, 'compact'),
    payloadGone: null,
  };
}

/** A gateway without its HTTP side. */
export interface Fixture {
  readonly path: string;
  readonly store: SqliteStore;
  readonly vault: Vault;
  readonly directory: Directory;
  readonly dispatcher: Dispatcher;
  readonly logged: string[];
  /** Stores a subscription; the directory knows it afterwards. */
  readonly subscribe: (fields: Partial<Subscription>) => Promise<Subscription>;
  /** Stores events for subscriptions and wakes the dispatcher. Returns the events' ids. */
  readonly publish: (count: number, ...to: readonly Subscription[]) => Promise<readonly string[]>;
  /** Plans and stores an event as ingest does. Returns what was planned; `stored` is still to be called. */
  readonly receive: (
    fields: Partial<NewEvent>,
    ...to: readonly Subscription[]
  ) => Promise<PlannedDeliveries & { readonly eventId: string; readonly receivedAt: Millis }>;
  /**
   * Publishes events until one is delivered from memory, and quickly: nothing waits in the log any more,
   * and what comes may wait in memory. On a busy machine even loopback is slow now and then.
   */
  readonly catchUp: (subscription: Subscription) => Promise<void>;
  /** The subscription as the store has it now. */
  readonly row: (id: string) => Promise<Subscription>;
  readonly deliveries: (subscription: Subscription) => Promise<readonly Delivery[]>;
  /** Another dispatcher on the same store. */
  readonly another: (options?: Partial<DispatcherOptions>) => Dispatcher;
  readonly close: () => Promise<void>;
}

/** Starts a store, a directory with one Siggnal source, and a dispatcher that may go to loopback. */
async function startFixture(options: Partial<DispatcherOptions> = {}): Promise<Fixture> {
  const folder = mkdtempSync(join(tmpdir(), 'delivery-test-'));
  const path = join(folder, 'store.db');
  const store = new SqliteStore(path);
  await store.open();
  const vault = new Vault(new Uint8Array(32).fill(1));
  const now = Date.now;
  const directory = new Directory(store, vault, now);
  const client: Agent = createSafeAgent({ allowedNetworks: LOOPBACK });
  const logged: string[] = [];
  const another = (more: Partial<DispatcherOptions> = {}): Dispatcher =>
    new Dispatcher({
      counts: { count: () => undefined },
      store,
      directory,
      vault,
      log: createLog('debug', { write: (line) => void logged.push(line) }),
      metrics: createMetrics(),
      client,
      version: '1.2.3',
      pollMs: 20,
      schedule: { timeScale: 0.001 },
      stopGraceMs: 50,
      ...options,
      ...more,
    });
  await store.accounts.putSource(siggnalSource(vault));
  await directory.start(50);
  const dispatcher = another();
  let sequence = 0;
  const receive: Fixture['receive'] = async (fields, ...to) => {
    sequence += 1;
    const event = { ...siggnalEvent(sequence), receivedAt: now(), ...fields };
    const origin = { provider: PROVIDERS.siggnal, source: { id: event.sourceId, name: 'Test' } };
    const record = () => recordOf(origin, event);
    const planned = dispatcher.plan({ origin, event, record, to });
    const { deliveries } = planned;
    const identity = { identity: event.id, identityWindowMs: null };
    await store.events.append([{ ...identity, ...event, deliveries }]);
    return { ...planned, eventId: event.id, receivedAt: event.receivedAt };
  };
  return {
    path,
    store,
    vault,
    directory,
    dispatcher,
    logged,
    another,
    async subscribe(fields) {
      const subscription = newSubscription(vault, fields);
      await store.accounts.putSubscription(subscription);
      await directory.refresh();
      return subscription;
    },
    async publish(count, ...to) {
      const events = Array.from({ length: count }, (): NewEvent => {
        sequence += 1;
        const event = siggnalEvent(sequence);
        const deliveries = to.map(({ id: subscriptionId }) => ({
          id: newId('dlv', now()),
          subscriptionId,
          leaseUntil: null,
        }));
        return {
          ...event,
          receivedAt: now(),
          identity: event.id,
          identityWindowMs: null,
          deliveries,
        };
      });
      await store.events.append(events);
      dispatcher.wake();
      return events.map(({ id }) => id);
    },
    receive,
    async catchUp(subscription) {
      const { id: subscriptionId } = subscription;
      const query = { ...EVERY_DELIVERY, subscriptionId, status: 'pending' } as const;
      const isIdle = async (): Promise<boolean> =>
        (await store.deliveries.list(query, { cursor: null, limit: 1 })).items.length === 0;
      await until(async () => {
        const { stored, deliveries } = await receive({}, subscription);
        stored();
        await until(isIdle, 'everything to be delivered');
        const [{ id, leaseUntil }] = deliveries as [NewDelivery];
        const [attempt] = await store.deliveries.listAttempts(id);
        return leaseUntil !== null && (attempt?.durationMs ?? SLOW_MS) < SLOW_MS;
      }, 'a quick attempt from memory');
    },
    async row(id) {
      const found = (await store.accounts.listSubscriptions()).find((each) => each.id === id);
      if (found === undefined) throw new Error('no such subscription');
      return found;
    },
    async deliveries({ id }) {
      const query = { ...EVERY_DELIVERY, subscriptionId: id };
      return (await store.deliveries.list(query, { cursor: null, limit: 1000 })).items;
    },
    async close() {
      await dispatcher.stop();
      directory.stop();
      await client.destroy();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function siggnalSource(vault: Vault) {
  const secrets = {
    secrets: ['s'],
    publicKeys: [],
    authorization: [],
    unsigned: false,
    settings: {},
    retiring: [],
  };
  return {
    ...defaultsOf(SOURCE),
    id: 'src_test',
    provider: 'siggnal',
    name: 'Test',
    sealed: vault.seal(secrets, 'src_test'),
    createdAt: 0,
  } as const;
}

/** A subscription to everything, without limits that matter. */
export function newSubscription(vault: Vault, fields: Partial<Subscription> = {}): Subscription {
  const id = newId('sub', Date.now());
  return {
    ...defaultsOf(SUBSCRIPTION),
    id,
    name: 'Test',
    targetUrl: 'http://127.0.0.1:1/',
    sealed: vault.seal({ secrets: [{ secret: SECRET, until: null }] }, id),
    createdAt: Date.now(),
    ...fields,
  };
}

/** Milliseconds from the beginning of the first attempt to that of the last: on a busy machine they arrive when they can. */
export async function lasted(
  { store }: Fixture,
  deliveries: readonly Pick<Delivery, 'id'>[],
): Promise<number> {
  const attemptsOf = ({ id }: Pick<Delivery, 'id'>): Promise<readonly Attempt[]> =>
    store.deliveries.listAttempts(id);
  const isWritten = async (): Promise<boolean> =>
    (await Promise.all(deliveries.map(attemptsOf))).every(({ length }) => length > 0);
  await until(isWritten, 'every attempt to be written');
  const times = (await Promise.all(deliveries.map(attemptsOf))).flat().map(({ at }) => at);
  return Math.max(...times) - Math.min(...times);
}

type StartFixture = (options?: Parameters<typeof startFixture>[0]) => Promise<Fixture>;

/** Opens what the tests of a suite need; it is closed after each. */
export function useDispatcher(): {
  /** Starts a fixture that delivers. */
  startDelivering: StartFixture;
  /** Starts a fixture whose dispatcher is not started. */
  startIdle: StartFixture;
  target: (answer?: Parameters<typeof startTarget>[0]) => Promise<Target>;
} {
  const open: { close: () => Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });
  const startIdle: StartFixture = async (options) => {
    const started = await startFixture(options);
    open.push(started);
    return started;
  };
  return {
    startIdle,
    startDelivering: async (options) => {
      const started = await startIdle(options);
      started.dispatcher.start();
      return started;
    },
    target: async (answer) => {
      const started = await startTarget(answer);
      open.push(started);
      return started;
    },
  };
}
