/** Traces over real HTTP: from the request of a provider to an attempt that another process makes. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openGateway, readConfig } from '@signal-hooks/gateway';
import { freePort, type GatewayProcess, serve } from './support/cli.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { send } from './support/http.ts';
import { type Collector, startCollector } from './support/otlp-collector.ts';
import { signalBody, signedHeaders } from './support/siggnal.ts';
import { until } from './support/until.ts';

const SECRET = 'secret-of-the-tracing-test';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';

let folder: Folder;
let collector: Collector;
let subscriber: Server;
let gateway: GatewayProcess | undefined;
/** Headers that the subscriber got. */
const got: IncomingHttpHeaders[] = [];

beforeEach(async () => {
  folder = makeFolder();
  got.length = 0;
  collector = await startCollector();
  subscriber = createServer((request, response) => {
    got.push(request.headers);
    request.resume();
    // The first attempt of each test fails.
    response.writeHead(got.length === 1 ? 503 : 204).end();
  });
  await new Promise<void>((resolve) => subscriber.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  await collector.close();
  subscriber.closeAllConnections();
  await new Promise((resolve) => subscriber.close(resolve));
  folder.remove();
});

const start = async (env: Record<string, string>): Promise<GatewayProcess> => {
  gateway = await serve(folder.path, await freePort(), env);
  return gateway;
};

/** A source and a subscription. @returns the id of the source */
async function connect(): Promise<string> {
  const config = { dataDir: folder.path, allowedNetworks: ['127.0.0.0/8'] };
  const { services, close } = await openGateway(readConfig({}, config));
  const { ready } = await services.sources.add({ provider: 'siggnal', secrets: [SECRET] });
  const { port } = subscriber.address() as AddressInfo;
  const targetUrl = `http://127.0.0.1:${port}/hook?token=secret-path`;
  await services.subscriptions.create({ name: 'receiver', targetUrl });
  await close();
  return ready.source.id;
}

const post = (source: string, headers: Record<string, string>, body = signalBody('traced')) =>
  send(`${gateway?.url}/in/${source}`, {
    body,
    headers: { ...signedHeaders(SECRET, body), ...headers },
  });

/** Waits until the collector has so many spans: a gateway that ends does not wait long for it. */
const seen = (count: number): Promise<unknown> =>
  until(
    () => collector.spans.length,
    (spans) => spans === count,
  );

const spanOf = (headers: IncomingHttpHeaders | undefined) =>
  /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/.exec(String(headers?.traceparent))?.slice(1);

test('an attempt after a restart belongs to the trace of the request, at the subscriber too', async () => {
  const source = await connect();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_SERVICE_NAME: 'hooks',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  };
  await start(env);
  const traceparent = `00-${TRACE}-${CALLER}-01`;
  const reply = await post(source, { traceparent, tracestate: 'vendor=1' });
  expect(reply.status).toBe(200);
  await until(
    () => got.length,
    (count) => count === 1,
  );
  await seen(2);
  expect(await gateway?.stop()).toBe(0);
  await start(env);
  await until(
    () => got.length,
    (count) => count === 2,
  );
  await seen(3);
  expect(await gateway?.stop()).toBe(0);

  expect(collector.types).toEqual(new Set(['POST /v1/traces application/x-protobuf']));
  const [received, failed, delivered, ...more] = collector.spans;
  expect(more).toEqual([]);
  expect(received).toMatchObject({
    ...{ traceId: TRACE, parentSpanId: CALLER, name: 'receive', kind: 2, status: 0 },
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/in/{source_id}',
      'http.response.status_code': 200,
      'signal_hooks.source.id': source,
      'signal_hooks.provider': 'siggnal',
      'signal_hooks.outcome': 'stored',
      'signal_hooks.event.id': reply.json.event_id,
    },
  });
  expect(received?.resource).toMatchObject({ 'service.name': 'hooks' });
  const ofAttempt = { traceId: TRACE, parentSpanId: received?.spanId, name: 'deliver', kind: 3 };
  expect(failed).toMatchObject({
    ...{ ...ofAttempt, status: 2 },
    attributes: {
      'http.response.status_code': 503,
      'error.type': 'http_status',
      'signal_hooks.event.id': reply.json.event_id,
      'signal_hooks.attempt.number': 1,
      'server.address': `127.0.0.1:${(subscriber.address() as AddressInfo).port}`,
    },
  });
  expect(delivered).toMatchObject({
    ...{ ...ofAttempt, status: 0 },
    attributes: { 'http.response.status_code': 204, 'signal_hooks.attempt.number': 2 },
  });
  // What the subscriber does with it belongs to that very attempt.
  expect(got.map(spanOf)).toEqual([
    [TRACE, failed?.spanId],
    [TRACE, delivered?.spanId],
  ]);
  expect(got[1]?.tracestate).toBe('vendor=1');
  for (const secret of [SECRET, 'secret-path', 'Romashka', 'anna@romashka.example']) {
    expect(collector.raw().includes(secret)).toBe(false);
  }
});

test('a forged request is a span with its reason; as JSON where that is asked for', async () => {
  const source = await connect();
  await start({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '50',
  });
  const forged = { 'x-siggnal-signature': '00'.repeat(32), traceparent: 'nonsense' };
  expect((await post(source, forged)).status).toBe(401);
  await seen(1);
  expect(collector.types).toEqual(new Set(['POST /v1/traces application/json']));
  expect(collector.spans).toMatchObject([
    {
      ...{ name: 'receive', parentSpanId: '' },
      attributes: { 'signal_hooks.outcome': 'rejected', 'error.type': 'signature_mismatch' },
    },
  ]);
});

test('a collector that is away loses traces, not events, and the log says so', async () => {
  const source = await connect();
  const url = `http://127.0.0.1:${await freePort()}`;
  const { logged } = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_EXPORTER_OTLP_TIMEOUT: '300',
  });
  expect((await post(source, {})).status).toBe(200);
  await until(
    () => got.length,
    (count) => count === 1,
  );
  await until(logged, (log) => log.includes('traces cannot be sent'));
});

test.each([
  ['none of the variables is set', {}],
  ['they are switched off', { OTEL_SDK_DISABLED: 'true' }],
  ['the exporter is none', { OTEL_TRACES_EXPORTER: 'none' }],
])('where %s, no trace is handed on', async (_why, env) => {
  const source = await connect();
  const endpoint = Object.keys(env).length > 0 && { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  await start({ ...env, ...endpoint });
  await post(source, { traceparent: `00-${TRACE}-${CALLER}-01` });
  await until(
    () => got.length,
    (count) => count === 1,
  );
  await gateway?.stop();
  expect(collector.spans).toEqual([]);
  expect(got[0]?.traceparent).toBeUndefined();
});
