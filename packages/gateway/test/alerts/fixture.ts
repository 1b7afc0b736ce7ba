import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Api } from '../../../../test/support/api.ts';
import { makeFolder } from '../../../../test/support/folder.ts';
import { send } from '../../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../../test/support/siggnal.ts';
import { until } from '../../../../test/support/until.ts';
import { type GatewayConfig, readConfig } from '../../src/config.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const SECRET = 'secret-of-the-source';

/** An alert as the API shows it, as far as the tests look at it. */
interface AlertRow {
  readonly id: string;
  readonly rule: string;
  readonly object_id: string;
  readonly explanation: string;
  readonly action: string;
  readonly command: string | null;
  readonly since: string;
  readonly opened_at: string;
  readonly closed_at: string | null;
  readonly state: 'open' | 'closed';
  readonly url: string | null;
}

/** Gateways on one data folder, whose clocks the test moves together. */
export interface Fixture {
  readonly dataDir: string;
  /** The first one. */
  readonly gateway: Gateway;
  readonly api: Api;
  /** Moves all clocks. */
  advance(ms: number): void;
  readonly now: () => number;
  /** Another gateway on the same data. */
  startAnother(): Promise<Gateway>;
  /** The alerts of a rule, the latest first. */
  alerts(rule: string): Promise<readonly AlertRow[]>;
  /** Waits until the latest alert of a rule is in a state. */
  alert(rule: string, state: AlertRow['state']): Promise<AlertRow>;
  /** Waits until every rule has looked, and all that follows was done. */
  round(): Promise<void>;
  /** Posts a signed event of Siggnal. */
  post(sourceId: string, id: string, secret?: string): Promise<void>;
  close(): Promise<void>;
}

const ROUND_MS = 20;

export async function startFixture(more: Partial<GatewayConfig> = {}): Promise<Fixture> {
  const folder = makeFolder();
  let offset = 0;
  const now = (): number => Date.now() + offset;
  const config = readConfig(
    {},
    { dataDir: folder.path, port: 0, allowedNetworks: ['127.0.0.0/8'], ...more },
  );
  const gateways: Gateway[] = [];
  const begun: jest.SpiedFunction<Gateway['store']['alerts']['lease']>[] = [];
  const startAnother = async (): Promise<Gateway> => {
    const gateway = await startGateway(config, {
      log: createLog('silent'),
      now,
      alertRoundMs: ROUND_MS,
      delivery: {
        ...{ pollMs: 20, schedule: { retryWaitsMs: Array(1000).fill(200), jitter: 0 } },
        // No lease runs out because the clock is moved while an outcome is being written.
        leaseMs: DAY,
      },
    });
    gateways.push(gateway);
    begun.push(jest.spyOn(gateway.store.alerts, 'lease'));
    return gateway;
  };
  const gateway = await startAnother();
  const { token } = await gateway.services.tokens.create({
    ...{ name: 'test', scopes: ['admin'], expiresInDays: null },
  });
  const api = new Api(gateway.url, token);
  const alerts = async (rule: string): Promise<readonly AlertRow[]> =>
    (await api.all<AlertRow>('/v1/alerts')).filter((alert) => alert.rule === rule);
  return {
    ...{ dataDir: folder.path, gateway, api, now, startAnother, alerts },
    advance: (ms) => {
      offset += ms;
    },
    alert: async (rule, state) => {
      const found = await until(
        () => alerts(rule),
        ([latest]) => latest?.state === state,
      );
      return found[0] as AlertRow;
    },
    round: async () => {
      // The first of these begins after what was before it, and has ended when the second one begins.
      const rounds = (): number[] => begun.map(({ mock }) => mock.calls.length);
      const before = rounds();
      await until(rounds, (now) => now.every((count, at) => count >= (before[at] ?? 0) + 2));
    },
    post: async (sourceId, id, secret = SECRET) => {
      const body = signalBody(id);
      await send(`${gateway.url}/in/${sourceId}`, { body, headers: signedHeaders(secret, body) });
    },
    close: async () => {
      for (const each of gateways) await each.close();
      folder.remove();
    },
  };
}

/** Adds a source of Siggnal; its id. */
export async function addSource({ gateway }: Fixture, name = 'Sales'): Promise<string> {
  const { ready } = await gateway.services.sources.add({
    ...{ provider: 'siggnal', secrets: [SECRET], name },
  });
  return ready.source.id;
}

/** A request that a {@link Receiver} got. */
interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  readonly json: any;
}

/** A real HTTP receiver. */
export interface Receiver {
  readonly url: string;
  readonly requests: Received[];
  /** What it answers. */
  status: number;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const requests: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (receiver.status < 300) {
      requests.push({ headers: request.headers, body, json: JSON.parse(body.toString()) });
    }
    response.writeHead(receiver.status).end('it says');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    requests,
    status: 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
