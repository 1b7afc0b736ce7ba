import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, readConfig, startGateway } from '../../src/index.ts';

test('a gateway that is stopped ends its streams, and does not wait for who reads them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signal-hooks-closing-'));
  // Without that, it would wait for half of this.
  const config = { dataDir: folder, port: 0, stopMs: 120_000 };
  const gateway = await startGateway(readConfig({}, config), { log: createLog('silent') });
  try {
    const wanted = { name: 'test', scopes: ['events:read'], expiresInDays: 1 };
    const { token } = await gateway.services.tokens.create(wanted);
    const headers = { authorization: `Bearer ${token}` };
    const stream = await fetch(`${gateway.url}/v1/stream`, { headers });
    const text = stream.text();
    await gateway.close();
    expect(await text).toContain('event: ready');
  } finally {
    await rm(folder, { recursive: true });
  }
});
