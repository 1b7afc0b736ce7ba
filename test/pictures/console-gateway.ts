import { once } from 'node:events';
import { createServer } from 'node:http';
import { consoleFolder } from '@signal-hooks/console';
import { createLog, readConfig, startGateway } from '@signal-hooks/gateway';
import { Api } from '../support/api.ts';
import { makeFolder } from '../support/folder.ts';
import { until } from '../support/until.ts';
import { BEGIN, happen, makeConfiguration, NOW } from './console-data.ts';

/** What the gateway is called in the pictures. */
const PUBLIC_URL = 'https://hooks.example.com';
/** n8n’s usual one, which the pictures show: nothing else may listen there. */
const N8N_PORT = 5678;

/** A gateway with something in it. */
export interface ConsoleGateway {
  readonly url: string;
  readonly api: Api;
  /** Signs in whoever opens it, once. */
  signInLink(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Starts a gateway whose clock runs through a day, so that the pictures show one, and whose subscribers
 * are all on this machine, whatever they are called.
 * @throws {Error} if the console was not built
 */
export async function startConsoleGateway(): Promise<ConsoleGateway> {
  const folder = makeFolder();
  let now = BEGIN - 60_000;
  const config = readConfig(
    {
      SIGNAL_HOOKS_URL: PUBLIC_URL,
      SIGNAL_HOOKS_ALLOW_HTTP: 'true',
      SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8',
    },
    { dataDir: folder.path, port: 0, consoleFolder },
  );
  const gateway = await startGateway(config, {
    log: createLog('silent'),
    now: () => now,
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    alertRoundMs: 200,
  });
  const receiver = await startReceiver();
  const { tokens, sessions } = gateway.services;
  const { token } = await tokens.create({
    ...{ name: 'Sales operations', scopes: ['admin'], expiresInDays: 90 },
  });
  const api = new Api(gateway.url, token);
  await makeConfiguration(api, `http://n8n.example.com:${N8N_PORT}/webhook/leads`);
  const stored = await happen(api, gateway.url, (at) => {
    now = at;
  });
  await until(receiver.count, (count) => count >= stored);
  now = NOW;
  await until(
    () => api.all<{ rule: string }>('/v1/alerts?state=open'),
    (alerts) => alerts.some(({ rule }) => rule === 'subscription_failing'),
  );
  const slack = 'https://hooks.slack.com/services/T0/B1/only-for-the-pictures';
  await api.post('/v1/alert-channels', { kind: 'slack', name: '#operations', url: slack });
  return {
    ...{ url: gateway.url, api },
    signInLink: async () => (await sessions.createLink()).replace(PUBLIC_URL, gateway.url),
    close: async () => {
      await gateway.close();
      receiver.close();
      folder.remove();
    },
  };
}

/** Takes whatever it is sent. @throws {Error} if its port is taken */
async function startReceiver(): Promise<{ count(): number; close(): void }> {
  let received = 0;
  const server = createServer((request, response) => {
    received += 1;
    request.resume().on('end', () => response.end());
  });
  await once(server.listen(N8N_PORT, '127.0.0.1'), 'listening');
  return {
    count: () => received,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
