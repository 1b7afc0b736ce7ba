/** Our side: a gateway with one source and its subscriptions. Prints its port. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, readConfig, startGateway } from '@signal-hooks/gateway';
import { SECRET } from '../sample.ts';

/** How the gateway is set up. */
export interface GatewaySettings {
  /** Its PostgreSQL database; absent: a fresh SQLite one. */
  readonly databaseUrl?: string;
  /** 64 hex digits, the same for all gateways of one database. */
  readonly key?: string;
  /** The source is there already: another gateway of the same database has it. */
  readonly path?: string;
  readonly subscriptions?: readonly {
    readonly targetUrl: string;
    readonly maxConcurrency: number;
  }[];
}

const settings: GatewaySettings = JSON.parse(process.argv[2] ?? '{}');
const { databaseUrl, key = randomBytes(32).toString('hex'), subscriptions = [] } = settings;
const dataDir = await mkdtemp(join(tmpdir(), 'signal-hooks-bench-'));
const config = readConfig(
  {
    SIGNAL_HOOKS_DATABASE_URL: databaseUrl,
    SIGNAL_HOOKS_KEY: key,
    SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8',
  },
  { dataDir, port: 0, host: '127.0.0.1' },
);
const gateway = await startGateway(config, { log: createLog('error') });
const { services } = gateway;

async function addSource(): Promise<string> {
  const { ready } = await services.sources.add({ provider: 'siggnal', secrets: [SECRET] });
  return `/in/${ready.source.id}`;
}

const path = settings.path ?? (await addSource());
const subscriptionIds: string[] = [];
for (const input of subscriptions) {
  const { subscription } = await services.subscriptions.create(input);
  subscriptionIds.push(subscription.id);
}
const port = Number(new URL(gateway.url).port);
process.stdout.write(`${JSON.stringify({ port, path, dataDir, subscriptionIds })}\n`);

process.on('SIGTERM', async () => {
  await gateway.close();
  await rm(dataDir, { recursive: true, force: true });
});
