import { send } from '../../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../../test/support/siggnal.ts';
import { until } from '../../../../test/support/until.ts';
import { openGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';
import { type Fixture, SECRET, signedAs, startFixture } from './fixture.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await startFixture();
});
afterEach(() => fixture.close());

test('fifty identical requests at once store one event', async () => {
  const body = signalBody('sig_1');
  const replies = await Promise.all(Array.from({ length: 50 }, () => fixture.post(body)));
  expect(replies.map(({ status }) => status)).toEqual(Array(50).fill(200));
  const outcomes = replies.map(({ json }) => json.status).sort();
  expect(outcomes).toEqual([...Array(49).fill('duplicate'), 'stored']);
  expect(new Set(replies.map(({ json }) => json.event_id)).size).toBe(1);
  expect(await fixture.countEvents()).toBe(1);
});

test('fifty different ones at once store fifty', async () => {
  const bodies = Array.from({ length: 50 }, (_, at) => signalBody(`sig_${at}`));
  const replies = await Promise.all(bodies.map((body) => fixture.post(body)));
  expect(new Set(replies.map(({ json }) => json.event_id)).size).toBe(50);
  const rows = await fixture.api.all<{ record: { subject_id: string } }>('/v1/events');
  const ids = rows.map(({ record }) => record.subject_id).sort();
  expect(ids).toEqual(Array.from({ length: 50 }, (_, at) => `sig_${at}`).sort());
});

test('a retry is recognised by its id, also if its bytes have changed', async () => {
  const first = await fixture.post(signalBody('sig_1'));
  const again = await fixture.post(signalBody('sig_1', 'Another text.'));
  const { event_id } = first.json;
  expect(again.json).toEqual({ status: 'duplicate', event_id });
  expect(await fixture.countEvents()).toBe(1);
});

test('a secret that another process has just set is known to the first request signed with it', async () => {
  await fixture.close();
  let now = Date.UTC(2026, 3, 25, 12);
  fixture = await startFixture({ now: () => now });
  const elsewhere = await openGateway(fixture.gateway.config, { log: createLog('silent') });
  try {
    const secret = 'set-by-another-process-0123';
    await elsewhere.services.sources.rotate(fixture.sourceId, { secret });
    // The store is looked at for a refused request at most every 100 ms.
    now += 100;
    const body = signalBody('sig_2');
    const reply = await fixture.post(body, signedHeaders(secret, body));
    expect([reply.status, reply.json.status]).toEqual([200, 'stored']);
  } finally {
    await elsewhere.close();
  }
});

test('the same id at another source is another event', async () => {
  const { ready } = await fixture.gateway.services.sources.add({
    provider: 'siggnal',
    secrets: [SECRET],
  });
  const body = signalBody('sig_1');
  const headers = signedHeaders(SECRET, body);
  await fixture.post(body);
  const other = await send(`${fixture.gateway.url}/in/${ready.source.id}`, { body, headers });
  expect(other.json.status).toBe('stored');
  expect(await fixture.countEvents()).toBe(2);
});

test('a ping is no event but a sign of life', async () => {
  const reply = await fixture.post('{"signal_id":"test_1","test":true}');
  expect(reply.status).toBe(200);
  expect(reply.json).toEqual({ status: 'ping', event_id: null });
  expect(await fixture.countEvents()).toBe(0);
  const [source] = await fixture.gateway.store.accounts.listSources();
  expect(source).toMatchObject({ lastEventAt: null, lastPingAt: expect.any(Number) });
});

test('the API tells of signs of life at once', async () => {
  const before = Date.now();
  await fixture.post('{"signal_id":"test_1","test":true}');
  await fixture.post(signalBody('sig_1'));
  const { json } = await fixture.api.get(`/v1/sources/${fixture.sourceId}`);
  for (const time of [json.last_ping_at, json.last_event_at]) {
    expect(Date.parse(String(time))).toBeGreaterThanOrEqual(before);
    expect(Date.parse(String(time))).toBeLessThanOrEqual(Date.now());
  }
});

test.each([
  'application/json',
  'application/json; charset=utf-8',
  'APPLICATION/JSON',
  'application/vnd.siggnal.v1+json',
  'text/plain;charset=UTF-8',
  'application/octet-stream',
])('%s is read as JSON', async (type) => {
  const body = signalBody('sig_1');
  const reply = await fixture.post(body, signedAs(body, { 'content-type': type }));
  expect(reply.json.status).toBe('stored');
});

test('so is a body without any type, in capitals, with a byte order mark, or in chunks', async () => {
  const body = signalBody('sig_1');
  expect((await fixture.post(body, signedAs(body, {}))).json.status).toBe('stored');
  const marked = `\ufeff${signalBody('sig_2')}`;
  expect((await fixture.post(marked)).json.status).toBe('stored');
  const parts = Buffer.from(signalBody('sig_3'));
  const chunks = [parts.subarray(0, 50), parts.subarray(50)];
  const reply = await send(fixture.url, { chunks, headers: signedHeaders(SECRET, parts) });
  expect(reply.json.status).toBe('stored');
});

test('an encoding that changes nothing is none', async () => {
  const body = signalBody('sig_1');
  const reply = await fixture.post(body, signedAs(body, { 'content-encoding': 'identity' }));
  expect(reply.json.status).toBe('stored');
});

test('a query behind the ingest URL changes nothing', async () => {
  const body = signalBody('sig_1');
  const headers = signedHeaders(SECRET, body);
  const reply = await send(`${fixture.url}?from=siggnal&/in/x`, { body, headers });
  expect(reply.json.status).toBe('stored');
});

test('odd but valid JSON is stored and listed', async () => {
  const odd = [
    `{"signal_id":"sig_c","constructor":{"prototype":1},"toString":null,"company":[]}`,
    `{"signal_id":"sig_\\u0000a"}`,
    `{"signal_id":"sig_\\u0000b"}`,
    `{"signal_id":12345678901234567890}`,
    `{"signal_id":12345678901234567891}`,
    `{"signal_id":null,"priority":{"a":[]},"contacts":"nobody"}`,
    `{${' '.repeat(100_000)}"signal_id":"sig_w"}`,
    `{"signal_id":"${'x'.repeat(100_000)}"}`,
    '{}',
    `${'{"a":'.repeat(64)}1${'}'.repeat(64)}`,
  ];
  for (const body of odd) {
    const reply = await fixture.post(body);
    expect([body.slice(0, 60), reply.json.status]).toEqual([body.slice(0, 60), 'stored']);
  }
  expect(await fixture.countEvents()).toBe(odd.length);
});

test('rejections: a flood is listed as a few rows, which together tell how many there were', async () => {
  const body = signalBody('sig_1');
  for (let at = 0; at < 30; at += 1) await fixture.post(body, {});
  for (let at = 0; at < 300; at += 1) {
    await fixture.post(body, { 'x-siggnal-signature': '0'.repeat(64) });
  }
  const path = `/v1/sources/${fixture.sourceId}/rejections`;
  type Row = Record<string, unknown> & { code: string; explanation: string };
  const countOf = (rows: readonly Row[], wanted: string): number =>
    rows
      .filter(({ code }) => code === wanted)
      .reduce((sum, { explanation }) => {
        const more = /(\d+) more of the same kind came since 2/.exec(explanation)?.[1] ?? '0';
        return sum + 1 + Number(more);
      }, 0);
  // They are written after the answer, so the last ones may take a moment.
  const rows = await until(
    () => fixture.api.all<Row>(path),
    (all) => countOf(all, 'signature_mismatch') === 300,
  );
  expect(countOf(rows, 'signature_missing')).toBe(30);
  expect(rows.length).toBeLessThan(200);
  expect(rows[0]).toEqual({
    id: expect.stringMatching(/^rej_/),
    source_id: fixture.sourceId,
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    code: 'signature_mismatch',
    explanation: expect.stringMatching(/\w/),
    http_status: 401,
    body_bytes: Buffer.byteLength(body),
  });
  const source = await fixture.api.get(`/v1/sources/${fixture.sourceId}`);
  expect(source.json.refused).toMatchObject({ count: 330, last_code: 'signature_mismatch' });
  // Two kinds, and one more line each for those that were left out.
  expect(fixture.logged().match(/"msg":"request refused"/g)?.length).toBeLessThanOrEqual(4);
});
