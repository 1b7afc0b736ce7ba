/** Our side: a gateway on a fresh SQLite store with one source. Prints its port. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, readConfig, startGateway } from '@signal-hooks/gateway';
import { SECRET } from './sample.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'signal-hooks-bench-'));
const gateway = await startGateway(readConfig({}, { dataDir, port: 0, host: '127.0.0.1' }), {
  log: createLog('warn'),
});
const { ready } = await gateway.services.sources.add({ provider: 'siggnal', secrets: [SECRET] });
const { port } = new URL(gateway.url);
process.stdout.write(`${JSON.stringify({ port: Number(port), path: `/in/${ready.source.id}` })}\n`);

process.on('SIGTERM', async () => {
  await gateway.close();
  await rm(dataDir, { recursive: true, force: true });
});
