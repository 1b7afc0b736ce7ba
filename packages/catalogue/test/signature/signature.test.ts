import { createVerifier, hmacSha256, PROVIDERS } from '@signal-hooks/catalogue';
import fc from 'fast-check';
import { makeProviderKeys, makeRsaPair } from '../support/keys.ts';

const pair = makeRsaPair();
const providers = Object.values(PROVIDERS).map((provider) => ({
  provider,
  ...makeProviderKeys(provider, 'a secret', pair),
}));
const anyBody = fc.uint8Array({ maxLength: 300 });

test.each(providers)('$provider.name: hostile bodies and headers never verify', (entry) => {
  const { signature } = entry.provider;
  const verify = createVerifier(signature, entry.credentials);
  const digest = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.uint8Array({ maxLength: 300 }).map((list) => Buffer.from(list).toString('base64')),
    fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((list) => Buffer.from(list).toString('hex')),
    fc.constantFrom('sha256=', '=', 'A'.repeat(100_000), '0'.repeat(64), 'undefined'),
  );
  const value = fc.oneof(digest, fc.array(digest, { maxLength: 3 }), fc.constant(undefined));
  const name = fc.oneof(
    fc.constantFrom(signature.header, signature.header.toUpperCase(), '__proto__', 'constructor'),
    fc.string(),
  );
  fc.assert(
    fc.property(anyBody, fc.dictionary(name, value), (body, headers) => {
      expect(verify({ body, headers }, 0).ok).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test.each(providers)('$provider.name: a flipped bit is never accepted', (entry) => {
  const { signature } = entry.provider;
  const verify = createVerifier(signature, entry.credentials);
  const runs = signature.isSymmetric ? 500 : 60;
  fc.assert(
    fc.property(anyBody, fc.nat(), (body, at) => {
      const headers = signature.sign([entry.key], body);
      expect(verify({ body, headers }, 0).ok).toBe(true);
      const flip = (list: Uint8Array): Buffer => {
        const copy = Buffer.from(list);
        const bit = at % (copy.length * 8);
        copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return copy;
      };
      if (body.length > 0) expect(verify({ body: flip(body), headers }, 0).ok).toBe(false);
      const text = (headers[signature.header] ?? '').replace('sha256=', '');
      const form = signature.isSymmetric ? 'hex' : 'base64';
      const flipped = flip(Buffer.from(text, form)).toString(form);
      expect(verify({ body, headers: { [signature.header]: flipped } }, 0).ok).toBe(false);
    }),
    { numRuns: runs },
  );
});

test('a secret is taken as its UTF-8 bytes, or as the bytes given', () => {
  const { signature } = PROVIDERS.siggnal;
  const body = Buffer.from('{}');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (secret) => {
      const headers = { [signature.header]: hmacSha256(secret, body).toString('hex') };
      for (const held of [secret, Buffer.from(secret, 'utf8')]) {
        expect(createVerifier(signature, { secrets: [held] })({ body, headers }, 0).ok).toBe(true);
      }
    }),
  );
  const none = createVerifier(signature, { secrets: [new Uint8Array()] });
  expect(none({ body, headers: {} }, 0)).toEqual({ ok: false, code: 'credential_missing' });
});

test('a header of another object’s prototype is no header', () => {
  const { signature } = PROVIDERS.siggnal;
  const body = Buffer.from('{}');
  const headers = Object.create(signature.sign([{ secret: 's' }], body)) as object;
  const verify = createVerifier(signature, { secrets: ['s'] });
  expect(verify({ body, headers: { ...headers } }, 0)).toEqual({
    ok: false,
    code: 'signature_missing',
  });
});
