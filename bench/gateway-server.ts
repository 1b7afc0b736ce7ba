/** Our side: a gateway with one source, on a fresh SQLite store or the given PostgreSQL database. Prints its port. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, readConfig, startGateway } from '@signal-hooks/gateway';
import { SECRET } from './sample.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'signal-hooks-bench-'));
const { SIGNAL_HOOKS_DATABASE_URL } = process.env;
// A gateway on PostgreSQL must be given its key.
const SIGNAL_HOOKS_KEY = randomBytes(32).toString('hex');
const config = readConfig(
  { SIGNAL_HOOKS_DATABASE_URL, SIGNAL_HOOKS_KEY },
  { dataDir, port: 0, host: '127.0.0.1' },
);
const gateway = await startGateway(config, { log: createLog('warn') });
const { ready } = await gateway.services.sources.add({ provider: 'siggnal', secrets: [SECRET] });
const { port } = new URL(gateway.url);
process.stdout.write(`${JSON.stringify({ port: Number(port), path: `/in/${ready.source.id}` })}\n`);

process.on('SIGTERM', async () => {
  await gateway.close();
  await rm(dataDir, { recursive: true, force: true });
});
