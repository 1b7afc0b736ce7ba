import { createVerifier, encodePayload, PROVIDERS, type Provider } from '@signal-hooks/catalogue';
import { readGolden } from '../support/golden.ts';
import { findOpenSsl } from '../support/openssl.ts';
import { verifyRequest } from '../support/verify.ts';

const openssl = findOpenSsl();
afterAll(() => openssl?.close());

/** What stands before the digest in the golden requests, as the vendors' pages show it. */
const prefixOf = ({ id, signature: { header } }: Provider): string =>
  /^sha256=/.exec(readGolden(id).requests[0]?.headers[header] ?? '')?.[0] ?? '';

/** Those that sign nothing but the body, with the secret's own bytes: what `-hmac` does. */
const PLAIN_HMAC = Object.values(PROVIDERS).filter(
  ({ signature: { kind, definition } }) =>
    kind === 'hmac' && !('content' in definition) && !('secret' in definition),
);

const encodingOf = ({ signature: { definition } }: Provider): string | null =>
  'encoding' in definition ? definition.encoding : null;

const SECRET = 'whsec of Ünïcode & spaces';

function bodiesOf(provider: Provider): Buffer[] {
  const samples = Object.values(provider.events).map(({ sample }) =>
    sample({ sequence: 3, at: new Date('2026-04-25T14:30:00Z') }),
  );
  return samples.map((sample) => encodePayload(sample, provider.wire.encoding));
}

if (openssl === null) {
  test.skip('openssl is not installed: signatures made outside are not checked', () => {});
} else {
  const ofKind = (kind: 'hmac' | 'rsa') =>
    Object.values(PROVIDERS).filter(({ signature }) => signature.kind === kind);

  test.each(PLAIN_HMAC)('$name: agrees with openssl dgst -hmac', (provider) => {
    const { signature } = provider;
    const verify = createVerifier(signature, { secrets: ['old', SECRET] });
    for (const body of bodiesOf(provider)) {
      const out = openssl.run(['dgst', '-sha256', '-hmac', SECRET, '-r'], body);
      const hex = out.toString().slice(0, 64);
      const base64 = Buffer.from(hex, 'hex').toString('base64');
      const encoding = encodingOf(provider);
      const text = prefixOf(provider) + (encoding === 'base64' ? base64 : hex);
      expect(signature.sign([{ secret: SECRET }], body)).toEqual({ [signature.header]: text });
      const forms = [hex, hex.toUpperCase(), base64, `sha256=${hex}`, `SHA256=${base64}`];
      for (const form of encoding === 'either' ? forms : [text]) {
        const accepted = { ok: true, by: 'hmac', credential: 1 };
        expect(verify({ body, headers: { [signature.header]: form } }, 0)).toEqual(accepted);
      }
    }
  });

  test.each(ofKind('rsa'))('$name: agrees with openssl dgst -sign and -verify', (provider) => {
    const { signature } = provider;
    const privateKey = openssl.run(['genrsa', '2048']).toString();
    const keyFile = openssl.file('key.pem', privateKey);
    const publicKey = openssl.run(['pkey', '-in', keyFile, '-pubout']).toString();
    const publicFile = openssl.file('public.pem', publicKey);
    for (const body of bodiesOf(provider)) {
      const theirs = openssl.run(['dgst', '-sha256', '-sign', keyFile], body);
      const headers = { [signature.header]: theirs.toString('base64') };
      expect(signature.sign([{ privateKey }], body)).toEqual(headers);
      expect(verifyRequest(signature, { publicKeys: [publicKey] }, body, headers).ok).toBe(true);
      const ours = openssl.file('signature.bin', theirs);
      const said = openssl.run(
        ['dgst', '-sha256', '-verify', publicFile, '-signature', ours],
        body,
      );
      expect(said.toString()).toMatch(/Verified OK/);
    }
  });

  test('reads an RSA public key in every form that openssl writes it in', () => {
    const keyFile = openssl.file('forms.pem', openssl.run(['genrsa', '2048']));
    const pem = openssl.run(['pkey', '-in', keyFile, '-pubout']).toString();
    const spki = openssl.run(['pkey', '-in', keyFile, '-pubout', '-outform', 'DER']);
    const pkcs1 = openssl.run(['rsa', '-in', keyFile, '-RSAPublicKey_out']).toString();
    const certificate = openssl
      .run(['req', '-x509', '-new', '-key', keyFile, '-subj', '/CN=test', '-days', '2'])
      .toString();
    const body = Buffer.from('{"a":1}');
    const signature = openssl.run(['dgst', '-sha256', '-sign', keyFile], body).toString('base64');
    const forms = [
      pem,
      pem.replaceAll('\n', '\r\n'),
      pem.replaceAll('\n', ''),
      pem.replaceAll('\n', '\\n'),
      `\n  ${pem}\n\n`,
      spki.toString('base64'),
      spki.toString('base64').replace(/.{64}/g, '$&\n'),
      pkcs1,
      certificate,
      certificate.replace(/-----[^-]+-----|\n/g, ''),
    ];
    for (const { signature: scheme } of ofKind('rsa')) {
      for (const publicKey of forms) {
        const verification = verifyRequest(scheme, { publicKeys: [publicKey] }, body, {
          [scheme.header]: signature,
        });
        expect(verification).toEqual({ ok: true, by: 'rsa', credential: 0 });
      }
    }
  });

  test('refuses keys that are not RSA public keys of at least 1024 bits', () => {
    const rsaFile = openssl.file('rsa.pem', openssl.run(['genrsa', '2048']));
    const ecFile = openssl.file(
      'ec.pem',
      openssl.run(['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']),
    );
    const smallFile = openssl.file('small.pem', openssl.run(['genrsa', '768']));
    const held = [
      openssl.run(['pkey', '-in', rsaFile]).toString(),
      openssl.run(['pkey', '-in', ecFile, '-pubout']).toString(),
      openssl.run(['pkey', '-in', smallFile, '-pubout']).toString(),
      'MIIB',
      'a secret',
    ];
    for (const { signature: scheme } of ofKind('rsa')) {
      for (const publicKey of held) {
        const headers = { [scheme.header]: 'AAAA' };
        expect(
          verifyRequest(scheme, { publicKeys: [publicKey] }, Buffer.from('{}'), headers),
        ).toEqual({ ok: false, code: 'credential_malformed' });
      }
    }
  });
}

/** RFC 4231, cases 1 to 4, 6 and 7; case 5 is truncated, which no provider does. */
const RFC_4231: readonly (readonly [key: Buffer, data: Buffer, digest: string])[] = [
  [
    Buffer.alloc(20, 0x0b),
    Buffer.from('Hi There'),
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  ],
  [
    Buffer.from('Jefe'),
    Buffer.from('what do ya want for nothing?'),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    Buffer.alloc(20, 0xaa),
    Buffer.alloc(50, 0xdd),
    '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  ],
  [
    Buffer.from('0102030405060708090a0b0c0d0e0f10111213141516171819', 'hex'),
    Buffer.alloc(50, 0xcd),
    '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
  ],
  [
    Buffer.alloc(131, 0xaa),
    Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First'),
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
  [
    Buffer.alloc(131, 0xaa),
    Buffer.from(
      'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
    ),
    '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  ],
];

test.each(RFC_4231)('RFC 4231, key %#', (key, data, digest) => {
  for (const provider of PLAIN_HMAC) {
    const { signature } = provider;
    const isBase64 = encodingOf(provider) === 'base64';
    const text = isBase64 ? Buffer.from(digest, 'hex').toString('base64') : digest;
    const headers = { [signature.header]: prefixOf(provider) + text };
    expect(verifyRequest(signature, { secrets: [key] }, data, headers).ok).toBe(true);
    const other = Buffer.concat([data, Buffer.from([0])]);
    expect(verifyRequest(signature, { secrets: [key] }, other, headers).ok).toBe(false);
  }
});
