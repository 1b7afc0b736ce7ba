import { join } from 'node:path';
import { type Folder, makeFolder } from '../../../../test/support/folder.ts';
import { send } from '../../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../../test/support/siggnal.ts';
import { readConfig } from '../../src/config.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';
import { createSystemResolver } from '../../src/net/resolver/system-resolver.ts';
import { EVERY_DELIVERY } from '../../src/store/store.ts';
import { startDns } from '../net/resolver/dns-server.ts';
import { startTarget, until } from './fixture.ts';

const SECRET = 'secret-of-the-slow-name-test';
const DEAD = ['one.dead.example', 'two.dead.example', 'three.dead.example'];

let folder: Folder;
const open: { close(): Promise<unknown> }[] = [];

beforeEach(() => {
  folder = makeFolder();
});
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
  folder.remove();
});

async function start(): Promise<Gateway> {
  const names = DEAD.map((name) => [name, 'silent'] as const);
  const zone = { ...Object.fromEntries(names), 'healthy.example': ['127.0.0.1'] };
  const dns = await startDns(zone);
  open.push(dns);
  const none = join(folder.path, 'none');
  const files = { hostsFile: none, resolvConf: none };
  const gateway = await startGateway(
    readConfig(
      { SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.1', SIGNAL_HOOKS_ALLOW_HTTP: 'true' },
      { dataDir: join(folder.path, 'data'), port: 0, stopMs: 1000 },
    ),
    {
      log: createLog('silent'),
      resolve: createSystemResolver({ servers: [dns.address], ...files }),
    },
  );
  open.push(gateway);
  return gateway;
}

test('subscribers whose names do not resolve hold up no other', async () => {
  const target = await startTarget();
  open.push(target);
  const gateway = await start();
  const { sources, subscriptions } = gateway.services;
  const { ready } = await sources.add({ provider: 'siggnal', secrets: [SECRET] });
  const dead = new Set<string>();
  for (const host of [...DEAD, 'healthy.example']) {
    const targetUrl = `http://${host}:${target.port}/`;
    const { subscription } = await subscriptions.create({ targetUrl, name: host });
    if (DEAD.includes(host)) dead.add(subscription.id);
  }
  for (let count = 1; count <= 15; count += 1) {
    const body = signalBody(`sig_${count}`);
    const headers = signedHeaders(SECRET, body);
    const { status } = await send(`${gateway.url}/in/${ready.source.id}`, { body, headers });
    expect(status).toBe(200);
  }
  await until(() => target.seen.length === 15, 'every delivery to the healthy subscriber');
  const query = { ...EVERY_DELIVERY, status: 'pending' } as const;
  const { items } = await gateway.store.deliveries.list(query, { cursor: null, limit: 100 });
  // The last outcomes of the healthy one may not be written yet.
  expect(items.filter(({ subscriptionId }) => dead.has(subscriptionId))).toHaveLength(45);
});
