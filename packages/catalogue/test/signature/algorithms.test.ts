import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createVerifier, type SignatureDefinition } from '@signal-hooks/catalogue';
import { resolveScheme } from '../../src/signature/scheme.ts';

/** One message with its signature, as somebody else has published it. */
interface Published {
  readonly name: string;
  readonly definition: SignatureDefinition;
  /** The secret, or the public key. */
  readonly held: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly at?: number;
}

const hmac = (algorithm: 'hmac-sha1' | 'hmac-sha256' | 'hmac-sha512'): SignatureDefinition => ({
  algorithm,
  header: 'x-signature',
  encoding: 'hex',
});
const WANT = Buffer.from('what do ya want for nothing?');

const PUBLISHED: readonly Published[] = [
  {
    name: 'HMAC-SHA1, RFC 2202, case 2',
    definition: hmac('hmac-sha1'),
    held: 'Jefe',
    body: WANT,
    headers: { 'x-signature': 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79' },
  },
  {
    name: 'HMAC-SHA256, RFC 4231, case 2',
    definition: hmac('hmac-sha256'),
    held: 'Jefe',
    body: WANT,
    headers: {
      'x-signature': '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    },
  },
  {
    name: 'HMAC-SHA512, RFC 4231, case 2',
    definition: hmac('hmac-sha512'),
    held: 'Jefe',
    body: WANT,
    headers: {
      'x-signature':
        '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
    },
  },
  {
    name: 'Ed25519, RFC 8032, 7.1, test 2',
    definition: { algorithm: 'ed25519', header: 'x-signature', encoding: 'hex' },
    held: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    body: Buffer.from('72', 'hex'),
    headers: {
      'x-signature':
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    },
  },
  {
    // https://github.com/sendgrid/sendgrid-nodejs, the test of its event webhook
    name: 'ECDSA, a request of SendGrid',
    definition: {
      algorithm: 'ecdsa-sha256',
      header: 'x-signature',
      encoding: 'base64',
      content: '{timestamp}{body}',
      timestamp: 'x-timestamp',
    },
    held: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==',
    body: Buffer.from(
      `${JSON.stringify([
        {
          email: 'hello@world.com',
          event: 'dropped',
          reason: 'Bounced Address',
          sg_event_id: 'ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA',
          sg_message_id:
            'LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0',
          'smtp-id': '<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>',
          timestamp: 1600112492,
        },
      ])}\r\n`,
    ),
    headers: {
      'x-signature':
        'MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=',
      'x-timestamp': '1600112502',
    },
    at: 1600112502,
  },
  {
    name: 'a token',
    definition: { algorithm: 'token', header: 'x-token' },
    held: 'a token of mine',
    body: Buffer.from('{}'),
    headers: { 'x-token': 'a token of mine' },
  },
  {
    name: 'a token behind a word',
    definition: { algorithm: 'token', header: 'authorization', prefix: 'Bearer ' },
    held: 'a token of mine',
    body: Buffer.from('{}'),
    headers: { authorization: 'Bearer a token of mine' },
  },
];

const credentialsOf = ({ definition, held }: Published) =>
  resolveScheme(definition).isSymmetric ? { secrets: [held] } : { publicKeys: [held] };

describe.each(PUBLISHED)('$name', (published) => {
  const { definition, headers, body, at = 0 } = published;
  const scheme = resolveScheme(definition);
  const check = (changed: object = {}, sent = body, credentials = credentialsOf(published)) => {
    const outcome = createVerifier(scheme, credentials)(
      { body: sent, headers: { ...headers, ...changed } },
      at,
    );
    return outcome.ok ? `accepted by ${outcome.by}` : outcome.code;
  };
  const text = headers[definition.header] ?? '';

  test('is accepted', () => {
    expect(check()).toBe(`accepted by ${scheme.kind}`);
  });

  test('with one character of the signature changed it is not', () => {
    const swap = (char: string): string => (char === '1' ? '2' : '1');
    const changed = text.slice(0, -4) + swap(text.at(-4) ?? '') + text.slice(-3);
    expect(check({ [definition.header]: changed })).toMatch(/^signature_/);
    expect(check({ [definition.header]: text.slice(0, -2) })).toMatch(/^signature_/);
    expect(check({ [definition.header]: '' })).toBe('signature_missing');
  });

  test('with another body it is not, where the body is signed', () => {
    const isSigned = scheme.kind !== 'token';
    expect(check({}, Buffer.concat([body, Buffer.from(' ')]))).toBe(
      isSigned ? 'signature_mismatch' : 'accepted by token',
    );
  });

  test('with nothing to check it with it is not', () => {
    expect(check({}, body, { secrets: [''], publicKeys: [' '] } as never)).toBe(
      'credential_missing',
    );
  });
});

/** A pair of each kind, and what the others make of it. */
const PAIRS = {
  'rsa-sha256': generateKeyPairSync('rsa', { modulusLength: 1024 }),
  'ecdsa-sha256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: generateKeyPairSync('ed25519'),
} as const;
type WithKey = keyof typeof PAIRS;
const schemeOf = (algorithm: WithKey) =>
  resolveScheme({ algorithm, header: 'x-signature', encoding: 'base64' });
const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
const base64 = (key: KeyObject): string =>
  key.export({ type: 'spki', format: 'der' }).toString('base64');

describe.each(Object.keys(PAIRS) as WithKey[])('keys of %s', (algorithm) => {
  const scheme = schemeOf(algorithm);
  const { publicKey, privateKey } = PAIRS[algorithm];
  const body = Buffer.from('{"a":1}');

  test('what it signs it accepts, with the key in PEM and in base64', () => {
    const headers = scheme.sign([{ privateKey }], body);
    for (const key of [pem(publicKey), base64(publicKey), pem(publicKey).replaceAll('\n', '\\n')]) {
      const verify = createVerifier(scheme, { publicKeys: [key] });
      expect(verify({ body, headers }, 0)).toEqual({ ok: true, by: scheme.kind, credential: 0 });
    }
    const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(Object.keys(scheme.sign([{ privateKey: pkcs8 }], body))).toEqual(['x-signature']);
  });

  test('keys of another kind, curve or side are refused', () => {
    const others = Object.entries(PAIRS).filter(([name]) => name !== algorithm);
    const der = { type: 'pkcs8', format: 'der' } as const;
    const refused = [
      ...others.map(([, pair]) => pem(pair.publicKey)),
      pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey),
      pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey),
      pem(generateKeyPairSync('ed448').publicKey),
      pem(generateKeyPairSync('rsa', { modulusLength: 512 }).publicKey),
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      privateKey.export(der).toString('base64'),
      'nonsense',
    ];
    for (const key of refused) {
      expect(scheme.publicKeys?.read(key)).toBeNull();
      expect(scheme.matcher({ publicKeys: [key] })).toBe('credential_malformed');
    }
    for (const [, pair] of others) expect(scheme.sign([pair], body)).toEqual({});
    expect(scheme.sign([{ secret: 'x' }], body)).toEqual({});
  });
});

test('a private key on P-256 is recognised in its old form too', () => {
  const sec1 = PAIRS['ecdsa-sha256'].privateKey.export({ type: 'sec1', format: 'der' });
  expect(schemeOf('ecdsa-sha256').publicKeys?.read(sec1.toString('base64'))).toBeNull();
});

test('an Ed25519 key may be its bare 32 bytes, in hex or either base64', () => {
  const { publicKeys } = schemeOf('ed25519');
  const raw = PAIRS.ed25519.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  for (const form of ['hex', 'base64', 'base64url'] as const) {
    const key = publicKeys?.read(` ${raw.toString(form)}\n`);
    expect(key?.equals(PAIRS.ed25519.publicKey)).toBe(true);
  }
  for (const length of [31, 33, 64]) {
    expect(publicKeys?.read(Buffer.alloc(length, 7).toString('hex'))).toBeNull();
  }
  expect(publicKeys?.read('f'.repeat(64))?.asymmetricKeyType).toBe('ed25519');
});

test('several keys are tried in turn', () => {
  const scheme = schemeOf('ed25519');
  const old = generateKeyPairSync('ed25519').publicKey;
  const body = Buffer.from('{}');
  const headers = scheme.sign([PAIRS.ed25519], body);
  const verify = createVerifier(scheme, {
    publicKeys: ['nonsense', pem(old), pem(PAIRS.ed25519.publicKey)],
  });
  expect(verify({ body, headers }, 0)).toMatchObject({ ok: true, credential: 1 });
});
