import { PRESETS, PROVIDERS, signatureInputs } from '@signal-hooks/catalogue';
import { completeDefinition } from '../../src/definition/complete.ts';
import { defineProvider } from '../../src/provider.ts';
import type { SignatureDefinition } from '../../src/signature/definition.ts';

const NOW = 1_777_127_400;
// What openssl makes of '{"a":1}' with the secret "s": nothing here checks it.
const HEX = '6a5ce2f0a1f6f5f0f0b0a3f2a1b4c3d2e1f00112233445566778899aabbccdde';
const BASE64 = Buffer.from(HEX, 'hex').toString('base64');
const BODY = new TextEncoder().encode('{"b":1,"a":2}');

const acme = (signature: SignatureDefinition) =>
  defineProvider('acme', completeDefinition({ id: 'acme', name: 'Acme', signature }));

const HMAC = { algorithm: 'hmac-sha256', header: 'x-acme-signature' } as const;

function problemOf(signature: SignatureDefinition, text: string) {
  const headers = { 'x-acme-signature': text };
  const { parts } = signatureInputs(acme(signature), { headers, body: BODY }, NOW);
  const part = parts.find((each) => each.part === 'signature');
  return [part?.problem, part?.form];
}

test.each([
  ['hex where hex is expected', 'hex', '', HEX, null, '‹hex, 32 bytes›'],
  ['hex where base64 is expected', 'base64', '', HEX, 'other_encoding', '‹hex, 32 bytes›'],
  ['base64 where hex is expected', 'hex', '', BASE64, 'other_encoding', '‹base64, 32 bytes›'],
  ['a prefix where none is', 'hex', '', `sha256=${HEX}`, 'other_prefix', '‹hex, 32 bytes›'],
  ['no prefix where one is', 'hex', 'sha256=', HEX, 'other_prefix', '‹hex, 32 bytes›'],
  ['SHA-1', 'hex', '', HEX.slice(0, 40), 'other_length', '‹hex, 20 bytes›'],
  ['no signature at all', 'hex', '', '-', 'malformed', null],
] as const)('%s', (_name, encoding, prefix, text, problem, form) => {
  expect(problemOf({ ...HMAC, encoding, ...(prefix && { prefix }) }, text)).toEqual([
    problem,
    form,
  ]);
});

test('what is expected is written as it has to look', () => {
  const { algorithm, content, parts } = signatureInputs(
    PRESETS.stripe,
    { headers: { 'stripe-signature': `t=${NOW - 420},v1=${HEX}` }, body: BODY },
    NOW,
  );
  expect([algorithm, content]).toEqual(['HMAC-SHA256', '{timestamp}.{body}']);
  expect(parts).toMatchObject([
    { part: 'signature', place: 'stripe-signature', expected: 'v1=‹hex, 32 bytes›', problem: null },
    {
      part: 'timestamp',
      place: 'stripe-signature: t=',
      expected: '‹seconds since 1970› ± 300 s',
      received: String(NOW - 420),
      age: 420,
      problem: 'too_old',
    },
    { part: 'body', form: '‹13 bytes›', problem: null },
  ]);
});

test.each([
  ['too new', String(NOW + 400), 'in_future', -400],
  ['in milliseconds', `${NOW}000`, 'other_unit', null],
  ['no number', 'yesterday', 'malformed', null],
  ['fresh', String(NOW - 2), null, 2],
])('a time that is %s', (_name, timestamp, problem, age) => {
  const headers = { 'webhook-timestamp': timestamp, 'webhook-id': 'msg_1' };
  const { parts } = signatureInputs(PRESETS['standard-webhooks'], { headers, body: BODY }, NOW);
  expect(parts.find(({ part }) => part === 'timestamp')).toMatchObject({ problem, age });
  expect(parts.find(({ part }) => part === 'signature')).toMatchObject({
    problem: 'missing',
    received: null,
  });
});

test('a body that was sorted on its way, an empty one, and one of which only a part is there', () => {
  const bodyOf = (text: string, bytes?: number) =>
    signatureInputs(
      PROVIDERS.siggnal,
      { headers: {}, body: new TextEncoder().encode(text) },
      NOW,
      bytes,
    ).parts.at(-1);
  expect(bodyOf('{"a":1,"b":{"x":1,"y":2},"c":1,"d":2,"e":3,"f":4,"g":5,"h":6}')?.problem).toBe(
    'keys_sorted',
  );
  expect(bodyOf('')?.problem).toBe('missing');
  expect(bodyOf('{"a":1,"b":', 90_000)).toMatchObject({ form: '‹90000 bytes›', problem: null });
});

test('a token is never shown', () => {
  const headers = { 'x-gitlab-token': 'a-very-secret-token' };
  const { parts } = signatureInputs(PRESETS.gitlab, { headers, body: BODY }, NOW);
  expect(parts).toMatchObject([
    { expected: '‹secret›', received: '‹19 characters›', problem: null },
  ]);
  expect(JSON.stringify(parts)).not.toContain('very');
});
