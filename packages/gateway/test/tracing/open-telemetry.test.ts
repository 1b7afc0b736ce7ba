/** OpenTelemetry's packages are not installed with a gateway. */
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type Folder, makeFolder } from '../../../../test/support/folder.ts';
import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';

let asked = 0;
jest.mock('@opentelemetry/sdk-trace-base', () => {
  asked += 1;
  throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
});

let folder: Folder;
beforeEach(() => {
  asked = 0;
  folder = makeFolder();
});
afterEach(() => folder.remove());

/** What a gateway logs from start to end. */
async function logOf(env: Record<string, string>): Promise<string> {
  let log = '';
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      log += chunk;
      done();
    },
  });
  const config = readConfig(env, { dataDir: join(folder.path, 'data'), port: 0 });
  const gateway = await startGateway(config, { log: createLog('info', sink) });
  const reply = await fetch(`${gateway.url}/healthz`);
  expect(reply.status).toBe(200);
  await gateway.close();
  return log;
}

test('where nobody asks for traces, they are not looked for', async () => {
  expect(await logOf({})).not.toContain('traces');
  expect(asked).toBe(0);
});

test('where they are missing, the gateway runs without, and says what to install', async () => {
  const log = await logOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' });
  expect(asked).toBe(1);
  expect(log).toContain(
    'there are no traces: OTEL_* asks for them, but OpenTelemetry is not installed here. Run \\"npm install ' +
      '@opentelemetry/api @opentelemetry/core @opentelemetry/resources @opentelemetry/sdk-trace-base ' +
      '@opentelemetry/exporter-trace-otlp-proto\\", or set OTEL_SDK_DISABLED=true.',
  );
});
