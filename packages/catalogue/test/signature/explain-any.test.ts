/** The usual mistakes with definitions of any kind: each is made, and must be named. */
import { createHmac, generateKeyPairSync } from 'node:crypto';
import {
  type Credentials,
  createVerifier,
  explainFailure,
  type Headers,
  PRESETS,
  type Provider,
  type SignatureDefinition,
  type WebhookRequest,
} from '@signal-hooks/catalogue';
import { resolveScheme } from '../../src/signature/scheme.ts';
import { custom } from '../support/custom.ts';

const SECRET = 'the secret of both ends';
const NOW = 1_777_127_412;
const BODY = Buffer.from('{"id":1}');
const URL_ = 'https://hooks.example/in/src_1?a=1';

const PLAIN: SignatureDefinition = {
  algorithm: 'hmac-sha256',
  header: 'x-signature',
  encoding: 'hex',
};
const mac = (hash: string, form: 'hex' | 'base64', key: string | Buffer = SECRET): string =>
  createHmac(hash, key).update(BODY).digest(form);

/** Verifies, expects a refusal, and explains it. */
function explain(
  signature: SignatureDefinition,
  headers: Headers,
  credentials: Credentials = { secrets: [SECRET] },
  more: Partial<WebhookRequest> = {},
) {
  const provider: Provider = custom({ signature });
  const request = { body: BODY, headers, ...more };
  const verification = createVerifier(provider.signature, credentials)(request, NOW);
  if (verification.ok) throw new Error('the request was accepted');
  const { code } = verification;
  return { code, ...explainFailure(provider, request, credentials, code) };
}

const hintsOf = (...given: Parameters<typeof explain>): readonly string[] =>
  explain(...given).hints;

test.each<[string, SignatureDefinition, string, RegExp]>([
  ['base64 for hex', PLAIN, mac('sha256', 'base64'), /written in base64; hex is expected/],
  [
    'hex for base64',
    { ...PLAIN, encoding: 'base64' },
    mac('sha256', 'hex'),
    /written in hex; base64 is expected/,
  ],
  ['SHA-1', PLAIN, mac('sha1', 'hex'), /made with HMAC-SHA1; HMAC-SHA256 is expected/],
  [
    'SHA-256 for SHA-1',
    { ...PLAIN, algorithm: 'hmac-sha1' },
    mac('sha256', 'hex'),
    /made with HMAC-SHA256; HMAC-SHA1 is expected/,
  ],
  ['SHA-512', PLAIN, mac('sha512', 'hex'), /made with HMAC-SHA512/],
  ['a prefix', PLAIN, `sha256=${mac('sha256', 'hex')}`, /has the prefix “sha256=”; none/],
  [
    'no prefix',
    { ...PLAIN, prefix: 'sha256=' },
    mac('sha256', 'hex'),
    /“sha256=” is missing in front/,
  ],
  [
    'another prefix',
    { ...PLAIN, prefix: 'v0=' },
    `sha256=${mac('sha256', 'hex')}`,
    /prefix “sha256=” instead of “v0=”/,
  ],
  [
    'a signature of the body alone',
    { ...PLAIN, content: '{timestamp}.{body}', timestamp: 'x-time' },
    mac('sha256', 'hex'),
    /covers the body alone/,
  ],
])('%s', (_name, definition, text, hint) => {
  const headers = { 'x-signature': text, 'x-time': String(NOW) };
  expect(hintsOf(definition, headers)).toEqual([expect.stringMatching(hint)]);
});

describe('a secret that is written otherwise', () => {
  const bytes = Buffer.from('0123456789abcdef01234567');
  const whsec = `whsec_${bytes.toString('base64')}`;
  const decoded: SignatureDefinition = {
    ...PLAIN,
    secret: { encoding: 'base64', prefix: 'whsec_' },
  };

  test.each<[string, SignatureDefinition, string, RegExp]>([
    ['decoded by the sender', PLAIN, mac('sha256', 'hex', bytes), /base64 of, behind “whsec_”/],
    [
      'its text by the sender',
      decoded,
      mac('sha256', 'hex', whsec),
      /text of the secret, as it is/,
    ],
  ])('%s', (_name, definition, text, hint) => {
    expect(hintsOf(definition, { 'x-signature': text }, { secrets: [whsec] })).toEqual([
      expect.stringMatching(hint),
    ]);
  });

  test('with or without whsec_ it is the same', () => {
    const headers = { 'x-signature': mac('sha256', 'hex', bytes) };
    for (const secret of [whsec, bytes.toString('base64')]) {
      const verify = createVerifier(resolveScheme(decoded), { secrets: [secret] });
      expect(verify({ body: BODY, headers }, NOW).ok).toBe(true);
    }
  });
});

describe('the time', () => {
  const timed = (unit: 's' | 'ms', header = true): SignatureDefinition =>
    header
      ? { ...PLAIN, content: '{timestamp}.{body}', timestamp: { header: 'x-time', unit } }
      : { ...PLAIN, timestamp: { path: 'at', unit } };
  const sign = (text: string): string => createHmac('sha256', SECRET).update(text).digest('hex');

  test.each([
    ['s', `${NOW}000`, 'timestamp_malformed', /in milliseconds; seconds are expected/],
    ['ms', `${NOW}`, 'timestamp_out_of_tolerance', /in seconds; milliseconds are expected/],
  ] as const)('%s: %s', (unit, time, code, hint) => {
    const headers = { 'x-time': time, 'x-signature': sign(`${time}.${BODY}`) };
    expect(explain(timed(unit), headers)).toMatchObject({
      code,
      hints: [expect.stringMatching(hint)],
    });
    const body = Buffer.from(`{"at":${time}}`);
    const inBody = explain(
      timed(unit, false),
      { 'x-signature': sign(body.toString()) },
      { secrets: [SECRET] },
      { body },
    );
    expect(inBody).toMatchObject({ code, hints: [expect.stringMatching(hint)] });
  });

  test('an old one is only old', () => {
    const time = String(NOW - 3600);
    const headers = { 'x-time': time, 'x-signature': sign(`${time}.${BODY}`) };
    expect(hintsOf(timed('s'), headers)).toEqual([]);
  });

  test('the sentence says where it is looked for', () => {
    const { code, explanation } = explain(timed('ms', false), { 'x-signature': sign(`${BODY}`) });
    expect([code, explanation]).toEqual([
      'timestamp_missing',
      'The request does not say in the body, at “at”, when it was signed: the sender has to add that.',
    ]);
    const pairs = PRESETS.stripe;
    const request = { body: BODY, headers: { 'stripe-signature': 't=x,v1=00' } };
    expect(
      explainFailure(pairs, request, { secrets: [SECRET] }, 'timestamp_malformed').explanation,
    ).toBe('What is in the pair “t” is no number of seconds since 1970.');
  });
});

describe('the address', () => {
  const signed: SignatureDefinition = { ...PLAIN, content: '{method}{url}{body}' };

  test.each([
    ['http', 'http://hooks.example/in/src_1?a=1', {}],
    ['a slash at the end', 'https://hooks.example/in/src_1/?a=1', {}],
    ['without its query', 'https://hooks.example/in/src_1', {}],
    ['with the port that https means', 'https://hooks.example:443/in/src_1?a=1', {}],
    ['the host of this machine', 'https://10.0.0.7:8080/in/src_1?a=1', { host: '10.0.0.7:8080' }],
    [
      'the host before a proxy',
      'https://public.example/in/src_1?a=1',
      { 'x-forwarded-host': 'public.example', host: 'internal' },
    ],
    ['both', 'http://internal/in/src_1?a=1', { host: 'internal' }],
  ])('%s', (_name, url, more) => {
    const text = createHmac('sha256', SECRET).update(`POST${url}${BODY}`).digest('hex');
    const { hints, explanation } = explain(
      signed,
      { 'x-signature': text, ...more },
      { secrets: [SECRET] },
      { url: URL_ },
    );
    expect(hints).toEqual([expect.stringContaining(`fits the address ${url}, but`)]);
    expect(explanation).toMatch(/the address, the body and any secret/);
  });

  test('one that is not known', () => {
    const { code, explanation } = explain(signed, { 'x-signature': 'ab'.repeat(32) });
    expect([code, explanation]).toEqual(['url_missing', expect.stringMatching(/public URL/)]);
  });
});

describe('a header of pairs', () => {
  const { stripe } = PRESETS;
  const text = (hash: string, form: 'hex' | 'base64'): string =>
    createHmac(hash, SECRET).update(`${NOW}.${BODY}`).digest(form);

  test.each([
    [`t=${NOW},v1=${text('sha256', 'base64')}`, /written in base64/],
    [`t=${NOW},v1=${text('sha1', 'hex')}`, /HMAC-SHA1/],
    [`t=${NOW},v0=${text('sha256', 'hex')}`, /as “v1=…”/],
  ])('%s', (header, hint) => {
    const request = { body: BODY, headers: { 'stripe-signature': header } };
    const { hints } = explainFailure(stripe, request, { secrets: [SECRET] }, 'signature_malformed');
    expect(hints).toEqual([expect.stringMatching(hint)]);
  });
});

describe('a token', () => {
  const token: SignatureDefinition = { algorithm: 'token', header: 'x-token' };
  const bearer: SignatureDefinition = { ...token, prefix: 'Bearer ' };

  test.each<[SignatureDefinition, string, string, RegExp]>([
    [token, `Bearer ${SECRET}`, SECRET, /has the prefix “Bearer”; none/],
    [bearer, SECRET, SECRET, /“Bearer” is missing/],
    [token, SECRET, ` ${SECRET}\n`, /white space around/],
    [token, SECRET, `"${SECRET}"`, /quotation marks/],
    [token, SECRET.toUpperCase(), SECRET, /upper and lower case/],
  ])('%j with %j', (definition, text, secret, hint) => {
    expect(hintsOf(definition, { 'x-token': text }, { secrets: [secret] })).toEqual([
      expect.stringMatching(hint),
    ]);
  });

  test('its sentences speak of no signature', () => {
    for (const headers of [{}, { 'x-token': 'another' }]) {
      expect(explain(token, headers).explanation).not.toMatch(/sign/);
    }
    expect(explain(bearer, { 'x-token': 'x' }).explanation).toMatch(/is not a token in text/);
  });
});

describe('public keys', () => {
  const ed = generateKeyPairSync('ed25519');
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = (pair: typeof ed): string =>
    pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const definition = (algorithm: 'ed25519' | 'ecdsa-sha256'): SignatureDefinition => ({
    algorithm,
    header: 'x-signature',
    encoding: 'hex',
  });

  test.each(['ed25519', 'ecdsa-sha256'] as const)('%s in the other encoding', (algorithm) => {
    const pair = algorithm === 'ed25519' ? ed : ec;
    const scheme = resolveScheme({ ...definition(algorithm), encoding: 'base64' } as never);
    const headers = scheme.sign([pair], BODY);
    expect(hintsOf(definition(algorithm), headers, { publicKeys: [pem(pair)] })).toEqual([
      expect.stringMatching(/written in base64; hex is expected/),
    ]);
  });

  test.each(['hex', 'base64'] as const)('a body that was changed on its way: %s', (encoding) => {
    const signature = { ...definition('ed25519'), encoding } as SignatureDefinition;
    const headers = resolveScheme(signature).sign([ed], Buffer.from(`${BODY}\n`));
    expect(hintsOf(signature, headers, { publicKeys: [pem(ed)] })).toEqual([
      expect.stringMatching(/line break .+ cut off/),
    ]);
  });

  test.each([
    ['ed25519', pem(ec), /kind ec \(prime256v1\); an Ed25519 public key.+ is wanted/],
    ['ecdsa-sha256', pem(ed), /kind ed25519; a public key on the curve P-256/],
    [
      'ecdsa-sha256',
      pem(generateKeyPairSync('ec', { namedCurve: 'P-384' })),
      /kind ec \(secp384r1\)/,
    ],
    ['ed25519', ed.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), /private key/],
  ] as const)('%s with another key', (algorithm, key, hint) => {
    const { code, hints } = explain(
      definition(algorithm),
      { 'x-signature': 'ab' },
      { publicKeys: [key] },
    );
    expect([code, hints]).toEqual(['credential_malformed', [expect.stringMatching(hint)]]);
  });
});

test('another sender’s request is named, with all that send such a header', () => {
  const headers = { 'x-hub-signature-256': 'x' };
  expect(hintsOf(PLAIN, headers)[0]).toMatch(
    /x-hub-signature-256 of GitHub or Meta: this URL belongs to a source of Acme/,
  );
});
