/** Every way of signing that the panel offers, signed by Node's own functions. */
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { NODE_URL, TEST_URL } from '../support/n8n.ts';
import { type Incoming, receive } from '../support/receive.ts';
import { ACME, SECRET, signedWebhook } from '../support/signed-webhook.ts';

/** 2026-04-25T14:30:02Z, in seconds. */
const NOW = 1_777_127_402;
beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW * 1000);
});
afterEach(() => jest.restoreAllMocks());

const BODY = '{"id":"ev_1","at":1777127402000}';
const CUSTOM: INodeParameters = { ...ACME, prefix: '' };
const RECEIVED = { status: 200, body: { received: true }, items: [expect.any(Object)] };
const refused = (code: string) => ({ status: 401, body: { code }, items: null });

const hmac = (text: string, algorithm = 'sha256', secret: string | Buffer = SECRET) =>
  createHmac(algorithm, secret).update(text);

/** Sends a body with the signature's header. */
const send = (
  parameters: INodeParameters,
  signature: string,
  more: Incoming = {},
  credential?: IDataObject,
) =>
  receive(signedWebhook({ ...CUSTOM, ...parameters }, credential), {
    body: BODY,
    ...more,
    headers: { 'x-acme-signature': signature, ...more.headers },
  });

describe.each([
  ['hmac-sha1', 'sha1'],
  ['hmac-sha256', 'sha256'],
  ['hmac-sha512', 'sha512'],
])('%s', (algorithm, hash) => {
  test.each(['hex', 'base64'] as const)('in %s', async (encoding) => {
    const signature = hmac(BODY, hash).digest(encoding);
    expect(await send({ algorithm, encoding }, signature)).toMatchObject(RECEIVED);
    const other = hmac(`${BODY} `, hash).digest(encoding);
    expect(await send({ algorithm, encoding }, other)).toMatchObject(refused('signature_mismatch'));
  });

  test('with a secret in hex or base64', async () => {
    const key = Buffer.from('0123456789abcdef0123');
    for (const secretEncoding of ['hex', 'base64'] as const) {
      const signature = hmac(BODY, hash, key).digest('hex');
      const text = key.toString(secretEncoding);
      for (const signingSecret of [text, `whsec_${text}`]) {
        const answer = await send({ algorithm, secretEncoding }, signature, {}, { signingSecret });
        expect(answer).toMatchObject(RECEIVED);
      }
    }
  });
});

describe.each([
  ['rsa-sha256', () => generateKeyPairSync('rsa', { modulusLength: 2048 }), 'sha256'],
  ['ecdsa-sha256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'sha256'],
  ['ed25519', () => generateKeyPairSync('ed25519'), null],
])('%s', (algorithm, makePair, hash) => {
  const [pair, other] = [makePair(), makePair()];
  const [publicKey, otherKey] = [pair, other].map((each) =>
    each.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  ) as [string, string];

  test.each(['hex', 'base64'] as const)('in %s, over the time and the body', async (encoding) => {
    const parameters = {
      ...{ algorithm, encoding, signedText: '{timestamp}{body}' },
      ...{ timestampIn: 'header', timestampHeader: 'X-Acme-Timestamp' },
    };
    const signature = sign(hash, Buffer.from(`${NOW}${BODY}`), pair.privateKey).toString(encoding);
    const answer = (seconds: number, keys: IDataObject) => {
      const headers = { 'x-acme-timestamp': String(seconds) };
      return send(parameters, signature, { headers }, { kind: 'publicKey', ...keys });
    };
    expect(await answer(NOW, { publicKey })).toMatchObject(RECEIVED);
    const rotated = { publicKey: otherKey, previousPublicKey: publicKey };
    expect(await answer(NOW, rotated)).toMatchObject(RECEIVED);
    for (const [seconds, key] of [
      [NOW + 1, publicKey],
      [NOW, otherKey],
    ] as const) {
      const forged = await answer(seconds, { publicKey: key });
      expect(forged).toMatchObject(refused('signature_mismatch'));
    }
  });
});

describe('a token', () => {
  test.each([
    ['', SECRET],
    ['Bearer ', `Bearer ${SECRET}`],
  ])('behind %j is compared', async (prefix, value) => {
    const parameters = { algorithm: 'token', prefix };
    expect(await send(parameters, value)).toMatchObject(RECEIVED);
    expect(await send(parameters, `${value}x`)).toMatchObject(refused('signature_mismatch'));
  });

  test('shows in no item', async () => {
    const parameters = { algorithm: 'token', options: { headers: true } };
    const { items } = await send(parameters, SECRET);
    expect(JSON.stringify(items)).not.toContain(SECRET);
  });
});

describe('name=value pairs', () => {
  const pairs: INodeParameters = {
    ...{ headerFormat: 'pairs', signatureName: 'v1', signedText: '{timestamp}.{body}' },
    ...{ timestampIn: 'pair', timestampName: 't' },
  };
  const digest = hmac(`${NOW}.${BODY}`).digest('hex');

  test.each([
    [',', `t=${NOW},v1=${digest}`],
    [',', `t=${NOW}, v0=${'0'.repeat(64)}, v1=${'0'.repeat(64)}, v1=${digest}`],
    [';', `v1=${digest};t=${NOW}`],
  ])('parted by %j', async (separator, header) => {
    expect(await send({ ...pairs, separator }, header)).toMatchObject(RECEIVED);
  });

  test.each([
    [`t=${NOW - 1},v1=${digest}`, 'signature_mismatch'],
    [`t=${NOW},v2=${digest}`, 'signature_malformed'],
    [`v1=${digest}`, 'timestamp_missing'],
    [`t=${NOW},t=${NOW},v1=${digest}`, 'timestamp_malformed'],
    [
      `t=${NOW - 301},v1=${hmac(`${NOW - 301}.${BODY}`).digest('hex')}`,
      'timestamp_out_of_tolerance',
    ],
  ])('%s is refused', async (header, code) => {
    expect(await send(pairs, header)).toMatchObject(refused(code));
  });
});

describe('a time in milliseconds', () => {
  test('in a header', async () => {
    const parameters = {
      ...{ signedText: '{body}{timestamp}', timestampUnit: 'ms' },
      ...{ timestampIn: 'header', timestampHeader: 'X-Acme-Timestamp' },
    };
    for (const [ms, isFresh] of [
      [NOW * 1000, true],
      [(NOW - 301) * 1000, false],
    ] as const) {
      const headers = { 'x-acme-timestamp': String(ms) };
      const answer = await send(parameters, hmac(`${BODY}${ms}`).digest('hex'), { headers });
      expect(answer).toMatchObject(isFresh ? RECEIVED : refused('timestamp_out_of_tolerance'));
    }
  });

  test('in the body', async () => {
    const parameters = { timestampIn: 'body', timestampPath: 'at', timestampUnit: 'ms' };
    const accepted = await send(parameters, hmac(BODY).digest('hex'));
    expect(accepted).toMatchObject(RECEIVED);
    const old = BODY.replace('1777127402000', '1777127000000');
    const stale = await send(parameters, hmac(old).digest('hex'), { body: old });
    expect(stale).toMatchObject(refused('timestamp_out_of_tolerance'));
  });
});

describe('the address', () => {
  const signedText = '{method}{url}{body}';
  const answerTo = (url: string, more: Incoming = {}, options: IDataObject = {}) =>
    send({ signedText, options } as INodeParameters, hmac(`POST${url}${BODY}`).digest('hex'), more);

  test('is the Production URL with the query that was sent', async () => {
    expect(await answerTo(NODE_URL)).toMatchObject(RECEIVED);
    const query = '?team=a%20b&x=1&x=2';
    expect(await answerTo(NODE_URL + query, { query })).toMatchObject(RECEIVED);
    expect(await answerTo(NODE_URL, { query })).toMatchObject(refused('signature_mismatch'));
  });

  test('is the Test URL while the editor listens', async () => {
    expect(await answerTo(TEST_URL, { isListening: true })).toMatchObject(RECEIVED);
    expect(await answerTo(NODE_URL, { isListening: true })).toMatchObject({ status: 401 });
  });

  test('is not what the request’s headers say', async () => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
    expect(await answerTo(NODE_URL, { headers })).toMatchObject(RECEIVED);
    const evil = NODE_URL.replace('n8n.example.com', 'evil.example');
    expect(await answerTo(evil, { headers })).toMatchObject(refused('signature_mismatch'));
  });

  test('keeps the path that a proxy adds', async () => {
    const publicUrl = 'https://example.com/automation/webhook';
    const own = `${publicUrl}/c0ffee00-0000-4000-8000-000000000001/webhook`;
    const headers = { 'x-acme-signature': hmac(`POST${own}${BODY}`).digest('hex') };
    const n8n = signedWebhook({ ...CUSTOM, signedText }, undefined, { publicUrl });
    expect(await receive(n8n, { body: BODY, headers })).toMatchObject(RECEIVED);
  });

  test('can be said where a proxy has another one', async () => {
    const publicUrl = ' https://hooks.example.com/acme ';
    const options = { publicUrl };
    expect(await answerTo('https://hooks.example.com/acme', {}, options)).toMatchObject(RECEIVED);
    const query = '?a=1';
    expect(await answerTo('https://hooks.example.com/acme?a=1', { query }, options)).toMatchObject(
      RECEIVED,
    );
    expect(await answerTo(NODE_URL, {}, options)).toMatchObject(refused('signature_mismatch'));
  });

  test('that was taken is in the log where the signature does not fit, without its query', async () => {
    const n8n = signedWebhook({ ...CUSTOM, signedText });
    const headers = { 'x-acme-signature': '0'.repeat(64) };
    await receive(n8n, { body: BODY, headers, query: `?token=hidden&more=${'x'.repeat(300)}` });
    const log = n8n.log.join('\n');
    expect(log).toContain(`it was compared with ${NODE_URL}?…: enter exactly that address`);
    expect(log).not.toMatch(/hidden|xxx/);
  });
});
