import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { CapturedRequest } from '../../../src/definition/learn/captured.ts';
import { learnDefinition } from '../../../src/definition/learn/learn.ts';
import { payloadOf } from './captured.ts';

const BODY = '{ "type":"deal.won", "amount":19.90 }\n';
const SECRET = 'whsec_c2VjcmV0IG9mIGFjbWU=';
const SECRET_BYTES = Buffer.from('secret of acme');
const T = '1777127412';

const requestOf = (headers: Record<string, string>): CapturedRequest => ({
  payload: payloadOf(BODY),
  headers,
  body: Buffer.from(BODY),
});
const learn = (headers: Record<string, string>, secret?: string) =>
  learnDefinition([requestOf(headers)], secret === undefined ? {} : { secret });
const hmac = (
  content: string,
  { hash = 'sha256', form = 'hex', key = SECRET as string | Buffer } = {},
): string =>
  createHmac(hash, key)
    .update(content)
    .digest(form as 'hex');

/** Made with Node's own functions; the times are long past, which must not matter here. */
const SIGNED: Readonly<Record<string, [Record<string, string>, object]>> = {
  'hex of the body': [
    { 'X-Acme-Signature': hmac(BODY) },
    { algorithm: 'hmac-sha256', header: 'x-acme-signature', encoding: 'hex' },
  ],
  'sha1, with its name in front': [
    { 'x-acme-signature': `sha1=${hmac(BODY, { hash: 'sha1' })}` },
    { algorithm: 'hmac-sha1', header: 'x-acme-signature', encoding: 'hex', prefix: 'sha1=' },
  ],
  'sha512 in base64': [
    { 'x-acme-hmac': hmac(BODY, { hash: 'sha512', form: 'base64' }) },
    { algorithm: 'hmac-sha512', header: 'x-acme-hmac', encoding: 'base64' },
  ],
  'pairs, the time with a colon behind it': [
    { 'x-acme-signature': `ts=${T};h1=${hmac(`${T}:${BODY}`)}` },
    {
      algorithm: 'hmac-sha256',
      header: 'x-acme-signature',
      encoding: 'hex',
      pairs: { separator: ';', signature: 'h1' },
      content: '{timestamp}:{body}',
      timestamp: { pair: 'ts' },
    },
  ],
  'the secret decoded, and the time in a header': [
    {
      'x-acme-signature': hmac(`${T}${BODY}`, { form: 'base64', key: SECRET_BYTES }),
      'x-acme-timestamp': T,
    },
    {
      algorithm: 'hmac-sha256',
      header: 'x-acme-signature',
      encoding: 'base64',
      content: '{timestamp}{body}',
      timestamp: 'x-acme-timestamp',
      secret: { encoding: 'base64', prefix: 'whsec_' },
    },
  ],
  'the body alone, though there is a time': [
    { 'x-acme-signature': hmac(BODY), 'x-acme-timestamp': T },
    { algorithm: 'hmac-sha256', header: 'x-acme-signature', encoding: 'hex' },
  ],
  'a version in front, a time in milliseconds': [
    {
      'x-acme-signature': `v0=${hmac(`v0:${T}000:${BODY}`)}`,
      'x-acme-request-timestamp': `${T}000`,
    },
    {
      algorithm: 'hmac-sha256',
      header: 'x-acme-signature',
      encoding: 'hex',
      prefix: 'v0=',
      content: 'v0:{timestamp}:{body}',
      timestamp: { header: 'x-acme-request-timestamp', unit: 'ms' },
    },
  ],
  'Standard Webhooks under another name': [
    {
      'svix-id': 'msg_1',
      'svix-timestamp': T,
      'svix-signature': `v1,${hmac(`msg_1.${T}.${BODY}`, { form: 'base64', key: SECRET_BYTES })}`,
    },
    { header: 'svix-signature', id: 'svix-id', timestamp: 'svix-timestamp', separator: ' ' },
  ],
  'the secret itself': [{ 'x-acme-token': SECRET }, { algorithm: 'token', header: 'x-acme-token' }],
  'the secret as a bearer token': [
    { authorization: `Bearer ${SECRET}` },
    { algorithm: 'token', header: 'authorization', prefix: 'Bearer ' },
  ],
};

describe('with the secret the way of signing is found', () => {
  test.each(Object.entries(SIGNED))('%s', (_name, [headers, expected]) => {
    const { definition, questions, notes } = learn(headers, SECRET);
    expect(definition.signature).toMatchObject(expected);
    expect(definition.evidence).toEqual({ signature: { status: 'seen' } });
    expect(questions.map(({ about }) => about)).not.toContain('signature');
    expect(notes).toContain(
      'The signature was checked: the secret fits the raw bytes of the requests.',
    );
    expect(JSON.stringify({ definition, questions, notes })).not.toContain('c2VjcmV0');
  });

  test.each(Object.entries(SIGNED))('%s: not with another one', (_name, [headers]) => {
    const { definition, notes } = learn(headers, 'whsec_YW5vdGhlcg==');
    expect(definition.evidence).toEqual({ signature: { status: 'assumed' } });
    expect(notes.join()).toContain('The secret fits none of the');
  });

  test('it must fit all requests', () => {
    const right = requestOf({ 'x-acme-signature': hmac(BODY) });
    const wrong = { ...right, body: Buffer.from(`${BODY} `), payload: { a: 1 } };
    const learned = learnDefinition([right, wrong], { secret: SECRET });
    expect(learned.definition.evidence).toEqual({ signature: { status: 'assumed' } });
  });

  test('without the raw bytes it cannot be tried', () => {
    const { payload, headers = {} } = requestOf({ 'x-acme-signature': hmac(BODY) });
    const { notes } = learnDefinition([{ payload, headers }], { secret: SECRET });
    expect(notes[0]).toContain('The secret could not be tried');
  });

  const KEYS = {
    'rsa-sha256': generateKeyPairSync('rsa', { modulusLength: 2048 }),
    'ecdsa-sha256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    ed25519: generateKeyPairSync('ed25519'),
  };
  test.each(Object.entries(KEYS))(
    '%s, with the public key',
    (algorithm, { publicKey, privateKey }) => {
      const content = Buffer.from(T + BODY);
      const signature = sign(algorithm === 'ed25519' ? null : 'sha256', content, privateKey);
      const headers = {
        'x-acme-signature': signature.toString('base64'),
        'x-acme-signature-timestamp': T,
      };
      const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
      const { definition } = learn(headers, pem);
      expect(definition.signature).toEqual({
        algorithm,
        header: 'x-acme-signature',
        encoding: 'base64',
        content: '{timestamp}{body}',
        timestamp: 'x-acme-signature-timestamp',
      });
      expect(definition.evidence).toEqual({ signature: { status: 'seen' } });
    },
  );
});

describe('without it the likeliest is taken, and the others are asked about', () => {
  const HEX = 'ab'.repeat(32);
  test.each<[Record<string, string>, object, number]>([
    [{ 'x-acme-signature': HEX }, { algorithm: 'hmac-sha256', encoding: 'hex' }, 0],
    [{ 'x-acme-signature': `sha256=${HEX}` }, { prefix: 'sha256=' }, 0],
    [{ 'x-acme-signature': `t=${T},v1=${HEX}` }, { content: '{timestamp}.{body}' }, 4],
    [{ 'x-acme-signature': 'ab'.repeat(64) }, { algorithm: 'hmac-sha512' }, 2],
    [
      { 'x-signature-ed25519': 'ab'.repeat(64), 'x-signature-timestamp': T },
      { algorithm: 'ed25519', content: '{timestamp}{body}', timestamp: 'x-signature-timestamp' },
      4,
    ],
    [{ 'x-acme-signature': `${'A'.repeat(40)}_-w` }, { encoding: 'either' }, 0],
    [{ 'x-gitlab-token': 'whatever' }, { algorithm: 'token', header: 'x-gitlab-token' }, 0],
    // A digest of the body that anybody can make is no signature.
    [{ digest: `sha-256=${'A'.repeat(43)}=` }, { header: 'x-my-product-signature' }, 0],
    [{ 'x-acme-signature': 'soon' }, { header: 'x-acme-signature', encoding: 'either' }, 0],
    [{}, { header: 'x-my-product-signature', encoding: 'either' }, 0],
  ])('%j', (headers, expected, options) => {
    const { definition, questions } = learn(headers);
    expect(definition.signature).toMatchObject(expected);
    const asked = questions.find(({ about }) => about === 'signature');
    expect(asked?.options.length ?? 0).toBe(options);
  });
});
