import { gzipSync } from 'node:zlib';
import { send } from '../../../../test/support/http.ts';
import { hmacHex, signalBody, signedHeaders } from '../../../../test/support/siggnal.ts';
import { type Subscriber, startSubscriber } from '../../../../test/support/subscriber.ts';
import { until } from '../../../../test/support/until.ts';
import { TimeBudget } from '../../src/ingest/time-budget.ts';
import { expectProblem, type Fixture, SECRET, signedAs, startFixture } from './fixture.ts';

/** Stands in every body below: neither log nor answer may repeat it. */
const MARK = 'PERSONAL-DATA-OF-SOMEBODY';
const GOOD = signalBody('sig_good', MARK);
const JSON_TYPE = { 'content-type': 'application/json' };
const MIB = 1024 * 1024;

let fixture: Fixture;
let subscriber: Subscriber;
/** All that was answered, to be searched for secrets at the end. */
const answered: string[] = [];

beforeAll(async () => {
  // Mistakes are searched for in a part of each second only, which a busy machine soon uses up.
  jest.spyOn(TimeBudget.prototype, 'run').mockImplementation((work) => work());
  fixture = await startFixture();
  subscriber = await startSubscriber();
  const reply = await fixture.api.post('/v1/subscriptions', { target_url: subscriber.url });
  subscriber.secret = String(reply.json.secret);
});
afterAll(async () => {
  jest.restoreAllMocks();
  await fixture?.close();
  await subscriber?.close();
});

const signature = (value: string): Record<string, string> => ({
  ...JSON_TYPE,
  'x-siggnal-signature': value,
});
const repeat = (text: string, times: number, end = ''): string =>
  text.repeat(times) + end.repeat(times);

async function expectRefusal(
  status: number,
  code: string,
  body: string | Uint8Array,
  headers?: Readonly<Record<string, string | readonly string[]>>,
): Promise<void> {
  const reply = await fixture.post(body, headers);
  answered.push(reply.text);
  expectProblem(reply, status, code);
}

describe('requests that are not trusted', () => {
  const right = hmacHex(SECRET, GOOD);
  test.each<[string, Record<string, string | string[]>, string]>([
    ['no signature', JSON_TYPE, 'signature_missing'],
    ['an empty signature', signature(''), 'signature_missing'],
    ['a signature of zeros', signature('0'.repeat(64)), 'signature_mismatch'],
    ['another secret', signature(hmacHex('another-secret', GOOD)), 'signature_mismatch'],
    ['another body', signature(hmacHex(SECRET, `${GOOD}\n`)), 'signature_mismatch'],
    ['half a signature', signature(right.slice(0, 32)), 'signature_malformed'],
    ['a signature in brackets', signature(`<${right}>`), 'signature_malformed'],
    ['two signatures', { 'x-siggnal-signature': [right, right] }, 'signature_malformed'],
    ['the secret itself', signature(SECRET), 'signature_malformed'],
    ['another provider’s header', { 'x-signals-signature': right }, 'signature_missing'],
    ['another provider’s header name', { 'x-hub-signature-256': right }, 'signature_missing'],
  ])('%s', async (_words, headers, code) => {
    await expectRefusal(401, code, GOOD, headers);
  });

  test('nothing at all', async () => {
    await expectRefusal(401, 'signature_missing', '', {});
  });
});

describe('bodies that cannot be read, although they are rightly signed', () => {
  const contacts = Array.from({ length: 100_000 }, (_, at) => ({ name: `${MARK} ${at}` }));
  test.each<[string, string | Uint8Array, number, string]>([
    ['no body', '', 400, 'payload_empty'],
    ['white space', ' \r\n\t ', 400, 'payload_not_json'],
    ['a body that breaks off', GOOD.slice(0, 120), 400, 'payload_not_json'],
    ['a comma too many', `{"signal_id":"${MARK}",}`, 400, 'payload_not_json'],
    ['two documents', `${GOOD}${GOOD}`, 400, 'payload_not_json'],
    ['NaN', `{"${MARK}":NaN}`, 400, 'payload_not_json'],
    ['words', `hello ${MARK}`, 400, 'payload_not_json'],
    ['a list', `[${GOOD}]`, 400, 'payload_not_object'],
    ['a number', '12', 400, 'payload_not_object'],
    ['a string', JSON.stringify(GOOD), 400, 'payload_not_object'],
    ['null', 'null', 400, 'payload_not_object'],
    ['65 levels', repeat('{"a":', 65, '}').replace('"a":}', '"a":1}'), 400, 'payload_too_deep'],
    ['a list of lists', `{"a":${repeat('[', 64, ']')}}`, 400, 'payload_too_deep'],
    ['100,000 open brackets', `{"a":${'['.repeat(100_000)}`, 400, 'payload_too_deep'],
    ['9 MB of open brackets', `{"a":${'['.repeat(9_000_000)}`, 400, 'payload_too_deep'],
    ['100,000 contacts', JSON.stringify({ contacts }), 413, 'payload_too_large'],
    ['a key twice', '{"signal_id":"a","signal_id":"b"}', 400, 'payload_duplicate_key'],
    ['a key twice inside', '{"c":[{"inn":1,"inn":2}]}', 400, 'payload_duplicate_key'],
    ['a key twice, escaped', '{"inn":1,"\\u0069nn":2}', 400, 'payload_duplicate_key'],
    ['__proto__', '{"__proto__":{"polluted":true}}', 400, 'payload_forbidden_key'],
    ['__proto__ inside', '{"company":{"__proto__":null}}', 400, 'payload_forbidden_key'],
    ['__proto__, escaped', '{"__pr\\u006fto__":1}', 400, 'payload_forbidden_key'],
    ['a byte alone', Buffer.from([0x7b, 0xff, 0x7d]), 400, 'payload_not_utf8'],
    ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 400, 'payload_not_utf8'],
    ['half a surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 400, 'payload_not_utf8'],
    ['UTF-16', Buffer.from(`\ufeff${GOOD}`, 'utf16le'), 400, 'payload_not_utf8'],
  ])('%s', async (_words, body, status, code) => {
    await expectRefusal(status, code, body);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('what is refused before it is verified', () => {
  test.each(['text/html', 'application/x-www-form-urlencoded', 'application/xml', 'json'])(
    'the content type "%s"',
    async (type) => {
      const headers = signedAs(GOOD, { 'content-type': type });
      await expectRefusal(415, 'content_type_unsupported', GOOD, headers);
    },
  );

  test('a body of 11 MB', async () => {
    const body = JSON.stringify({ filler: 'x'.repeat(11 * MIB) });
    await expectRefusal(413, 'body_too_large', body);
  });

  test('11 MB in chunks, without a length', async () => {
    const chunks = Array.from({ length: 11 }, () => Buffer.alloc(MIB, 'x'));
    const reply = await send(fixture.url, { chunks, headers: signedHeaders(SECRET, 'x') });
    expectProblem(reply, 413, 'body_too_large');
  });

  test.each<[string, string, Uint8Array]>([
    ['gzip', 'gzip', gzipSync(GOOD)],
    ['a gzip bomb', 'gzip', gzipSync(Buffer.alloc(200 * MIB, 'x'))],
    ['gzip that is none', 'gzip', Buffer.from(GOOD)],
    ['two encodings', 'identity, gzip', gzipSync(GOOD)],
    ['an encoding nobody knows', 'snappy', Buffer.from(GOOD)],
  ])('%s: packed bodies are not taken', async (_words, encoding, body) => {
    for (const signed of [body, GOOD]) {
      const headers = signedAs(signed, { ...JSON_TYPE, 'content-encoding': encoding });
      await expectRefusal(415, 'content_encoding_unsupported', body, headers);
    }
  });
});

describe('addresses and methods', () => {
  const at = (path: string, method = 'POST') =>
    send(fixture.gateway.url + path, { method, body: GOOD, headers: signedHeaders(SECRET, GOOD) });

  test.each([
    ['/in/src_unknown', 'source_not_found'],
    ['/in/__proto__', 'source_not_found'],
    ["/in/';DROP TABLE sources", 'source_not_found'],
    ['/in/an-endless-id', 'source_not_found'],
    ['/in/', 'source_not_found'],
    ['/in/a/b', 'source_not_found'],
    ['/in/%E0%A4%A', 'source_not_found'],
    ['/in', 'not_found'],
    ['/in?id=src_unknown', 'not_found'],
    ['/nowhere', 'not_found'],
    ['//', 'not_found'],
  ])('POST %s is %s', async (path, code) => {
    expectProblem(
      await at(path.replaceAll(' ', '%20').replace('endless', 'x'.repeat(5000))),
      404,
      code,
    );
  });

  test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s at a source', async (method) => {
    const reply = await at(`/in/${fixture.sourceId}`, method);
    expectProblem(reply, 405, 'method_not_allowed');
    expect(reply.headers.allow).toBe('HEAD, POST');
  });

  test('HEAD answers 200 at a source and 404 elsewhere, always without a body', async () => {
    const found = await send(fixture.url, { method: 'HEAD' });
    expect([found.status, found.text]).toEqual([200, '']);
    const missing = await send(`${fixture.gateway.url}/in/src_unknown`, { method: 'HEAD' });
    expect([missing.status, missing.text]).toEqual([404, '']);
  });

  test('a bad token and a bad target URL', async () => {
    const me = `${fixture.gateway.url}/v1/me`;
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const call = (headers: Record<string, string>) => send(me, { method: 'GET', headers });
    expectProblem(await call({}), 401, 'unauthorized');
    expectProblem(await call(bearer('abc')), 401, 'unauthorized');
    const [head, claims] = fixture.token.split('.');
    expectProblem(await call(bearer(`${head}.${claims}.AAAA`)), 401, 'unauthorized');
    const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    expectProblem(await call(bearer(`${unsigned}.${claims}.`)), 401, 'unauthorized');
    for (const target_url of ['nowhere', 'http://10.0.0.1/x', 'https://169.254.169.254/']) {
      const reply = await fixture.api.post('/v1/subscriptions', { target_url });
      expectProblem(reply, 422, 'target_forbidden');
    }
  });
});

describe('after all of that', () => {
  test('nothing is stored or delivered, not even half of it', async () => {
    expect(await fixture.countEvents()).toBe(0);
    expect(await fixture.api.all('/v1/deliveries')).toEqual([]);
    expect(subscriber.received.size).toBe(0);
    const source = await fixture.api.get(`/v1/sources/${fixture.sourceId}`);
    expect(source.json).toMatchObject({ last_event_at: null, last_ping_at: null });
  });

  test('every refusal is listed, with what its owner can do about it', async () => {
    const path = `/v1/sources/${fixture.sourceId}/rejections`;
    const rows = await fixture.api.all<{ code: string; explanation: string }>(path);
    expect(rows.length).toBeGreaterThan(40);
    const explanations = rows.map(({ explanation }) => explanation).join('\n');
    expect(explanations).toContain('A line break at the end of the body was cut off after signing');
    expect(explanations).toContain('the header x-signals-signature of SIGNALS');
    expect(explanations).toContain('The header holds 32 hex digits; 64 are wanted');
    answered.push(JSON.stringify(rows));
  });

  test('neither answers nor logs hold a secret or a piece of a body', () => {
    const log = fixture.logged();
    expect(log).toContain('"msg":"request refused"');
    expect(log).not.toContain('unexpected error');
    for (const text of [log, answered.join('\n')]) {
      for (const hidden of [MARK, SECRET, 'another-secret', hmacHex(SECRET, GOOD), fixture.token]) {
        expect(text).not.toContain(hidden);
      }
    }
    expect(log).not.toContain(subscriber.secret);
  });

  test('a good request is taken, stored once and delivered', async () => {
    const reply = await fixture.post(GOOD);
    expect(reply.status).toBe(200);
    expect(reply.json).toEqual({ status: 'stored', event_id: expect.stringMatching(/^evt_/) });
    expect(await fixture.countEvents()).toBe(1);
    await until(
      () => subscriber.received.size,
      (count) => count === 1,
    );
    expect([...subscriber.received.keys()]).toEqual([reply.json.event_id]);
    expect(subscriber.forged()).toBe(0);
  });
});
