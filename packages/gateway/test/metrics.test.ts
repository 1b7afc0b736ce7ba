/** `/metrics` of a running gateway: what it counts, what it reads, and that nobody can make it grow. */
import { join } from 'node:path';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { send } from '../../../test/support/http.ts';
import { promtool, promtoolTest } from '../../../test/support/promtool.ts';
import { signalBody, signedHeaders } from '../../../test/support/siggnal.ts';
import { readConfig } from '../src/config.ts';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { createLog } from '../src/log.ts';
import { EVERY_DELIVERY } from '../src/store/store.ts';
import { startTarget, type Target, until } from './delivery/fixture.ts';

const SECRET = 'secret-of-the-metrics-test';
const STARTED = Date.now() / 1000;

let folder: Folder;
let gateway: Gateway;
let good: Target;
let bad: Target;
let token: string;
let source: string;
/** Names of the subscriptions by their ids, to read the figures by. */
const named: Record<'good' | 'bad' | 'paused', string> = { good: '', bad: '', paused: '' };

const scrape = async (): Promise<string> => {
  const reply = await send(`${gateway.url}/metrics`, {
    method: 'GET',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(reply.status).toBe(200);
  return reply.text;
};
/** Name and labels of every series, without its value. */
const seriesOf = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => /^[a-z]/.test(line))
    .map((line) => line.slice(0, line.lastIndexOf(' ')));
const figureOf = (text: string, series: string): number | null => {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
};
const post = (id: string, body: string, headers = signedHeaders(SECRET, body)) =>
  send(`${gateway.url}/in/${id}`, { body, headers });

beforeAll(async () => {
  folder = makeFolder();
  good = await startTarget();
  bad = await startTarget((response) => response.writeHead(500).end());
  gateway = await startGateway(
    readConfig(
      {},
      { dataDir: join(folder.path, 'data'), port: 0, allowedNetworks: ['127.0.0.0/8'] },
    ),
    { log: createLog('silent') },
  );
  const { sources, subscriptions, tokens } = gateway.services;
  token = (await tokens.create({ name: 'metrics', scopes: ['events:read'], expiresInDays: null }))
    .token;
  const added = await sources.add({ provider: 'siggnal', name: 'Alarms', secrets: [SECRET] });
  source = added.ready.source.id;
  await sources.add({ provider: 'signal-ark', name: 'Waits' });
  for (const name of ['good', 'bad', 'paused'] as const) {
    const targetUrl = (name === 'bad' ? bad : good).url;
    const { subscription } = await subscriptions.create({ name, targetUrl });
    named[name] = subscription.id;
  }
  await subscriptions.update(named.paused, { status: 'paused' });
  const [first, second] = [signalBody('s1'), signalBody('s2')];
  for (const body of [first, second, first]) await post(source, body);
  await post(source, first, signedHeaders('another secret', first));
  await post(source, first, { 'content-type': 'text/csv' });
  await until(() => good.seen.length === 2 && bad.seen.length === 2);
});
afterAll(async () => {
  await gateway.close();
  await Promise.all([good.close(), bad.close()]);
  folder.remove();
});

test('what came in, what was refused and why, and what was delivered when', async () => {
  await until(async () => (await scrape()).includes('attempts_total{outcome="retry"} 2'));
  const text = await scrape();
  const figures: Record<string, number> = {
    'signal_hooks_ingest_total{provider="siggnal",outcome="stored"}': 2,
    'signal_hooks_ingest_total{provider="siggnal",outcome="duplicate"}': 1,
    'signal_hooks_ingest_total{provider="siggnal",outcome="rejected"}': 2,
    'signal_hooks_rejections_total{code="signature_mismatch"}': 1,
    'signal_hooks_rejections_total{code="content_type_unsupported"}': 1,
    'signal_hooks_rejections_total{code="rate_limited"}': 0,
    [`signal_hooks_source_requests_total{source="${source}",outcome="stored"}`]: 2,
    'signal_hooks_delivery_attempts_total{outcome="delivered"}': 2,
    'signal_hooks_delivery_attempts_total{outcome="retry"}': 2,
    // Those that failed are not delivered yet.
    signal_hooks_delivery_lag_seconds_count: 2,
    'signal_hooks_delivery_lag_seconds_bucket{le="30"}': 2,
    signal_hooks_deliveries_pending: 4,
    signal_hooks_subscriptions_failing: 1,
    'signal_hooks_subscriptions{status="active"}': 2,
    'signal_hooks_subscriptions{status="paused"}': 1,
    'signal_hooks_sources{state="ready"}': 1,
    'signal_hooks_sources{state="waiting_for_secret"}': 1,
    signal_hooks_store_up: 1,
    'signal_hooks_alerts_open{rule="subscription_failing"}': 0,
    [`signal_hooks_subscription_pending{subscription="${named.bad}",name="bad"}`]: 2,
    [`signal_hooks_subscription_last_status{subscription="${named.bad}",name="bad"}`]: 500,
    [`signal_hooks_subscription_paused{subscription="${named.paused}",name="paused"}`]: 1,
    [`signal_hooks_source_ready{source="${source}",name="Alarms",provider="siggnal"}`]: 1,
  };
  const found = Object.keys(figures).map((series) => [series, figureOf(text, series)]);
  expect(Object.fromEntries(found)).toEqual(figures);
  const lastEvent = `signal_hooks_source_last_event_timestamp_seconds{source="${source}",name="Alarms",provider="siggnal"}`;
  expect(figureOf(text, lastEvent)).toBeGreaterThan(STARTED - 1);
  expect(figureOf(text, lastEvent)).toBeLessThan(Date.now() / 1000 + 1);
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  expect(text).toContain('process_resident_memory_bytes');
});

test('a replay says nothing of how late events are', async () => {
  const { deliveries } = gateway.services;
  const delivered = await gateway.store.deliveries.list(
    { ...EVERY_DELIVERY, subscriptionId: named.good },
    { cursor: null, limit: 1 },
  );
  await deliveries.replay(delivered.items[0]?.id ?? '');
  await until(async () => (await scrape()).includes('attempts_total{outcome="delivered"} 3'));
  expect(figureOf(await scrape(), 'signal_hooks_delivery_lag_seconds_count')).toBe(2);
});

test('what strangers send makes no series', async () => {
  const before = new Set(seriesOf(await scrape()));
  const body = signalBody('s3');
  for (let at = 0; at < 20; at += 1) {
    await post(`src_stranger${at}`, body);
    await post(source, body, {
      'content-type': `application/x-${at}`,
      'x-siggnal-signature': `${at}`,
    });
    await send(`${gateway.url}/v1/x${at}`, { method: 'PUT', body });
    await post(source, `{"type":"type-${at}"}`, signedHeaders(SECRET, `{"type":"type-${at}"}`));
  }
  const grown = seriesOf(await scrape()).filter((series) => !before.has(series));
  // Every code is there from the start.
  expect(grown).toEqual([]);
});

promtoolTest('names, units and help are as Prometheus wants them', async () => {
  const text = await scrape();
  expect(promtool(['check', 'metrics'], text)).toEqual([0, '']);
  // It does look: this name is against the rules.
  const [code, said] = promtool(['check', 'metrics'], '# TYPE a_ms_total gauge\na_ms_total 1\n');
  expect([code, said]).toEqual([3, expect.stringContaining('non-counter metrics')]);
});
