import { generateKeyPairSync, sign } from 'node:crypto';
import {
  type Credentials,
  explainFailure,
  type Headers,
  hmacSha256,
  PROVIDERS,
  type Provider,
  type VerifyCode,
} from '@signal-hooks/catalogue';
import fc from 'fast-check';
import { makeRsaPair } from '../support/keys.ts';
import { verifyRequest } from '../support/verify.ts';

const { siggnal, salesiq, sigsentry, signals } = PROVIDERS;
const SECRET = 'Correct-Horse-Battery-9';
const pair = makeRsaPair();

/** Verifies, expects a refusal, and explains it. */
function explain(
  provider: Provider,
  body: string | Buffer,
  headers: Headers,
  credentials: Credentials,
): { code: VerifyCode; hints: readonly string[]; explanation: string } {
  const bytes = Buffer.from(body);
  const verification = verifyRequest(provider.signature, credentials, bytes, headers);
  if (verification.ok) throw new Error('the request was accepted');
  const { code } = verification;
  return { code, ...explainFailure(provider, { body: bytes, headers }, credentials, code) };
}

const signed = (provider: Provider, body: string, secret = SECRET): Record<string, string> =>
  provider.signature.sign([{ secret, privateKey: pair.privateKey }], Buffer.from(body));

const held: Credentials = { secrets: [SECRET], publicKeys: [pair.publicPem] };

describe('a body that was changed on its way', () => {
  const value = { id: 'ü/1', list: [1, { a: 'x, y: z' }], n: null };
  const compact = JSON.stringify(value);
  const python = '{"id": "\\u00fc/1", "list": [1, {"a": "x, y: z"}], "n": null}';
  const php = '{"id":"\\u00fc\\/1","list":[1,{"a":"x, y: z"}],"n":null}';
  const again = /written as JSON again/;

  test.each([
    ['re-serialised from a pretty body', JSON.stringify(value, null, 2), compact, again],
    ['re-serialised with four spaces', JSON.stringify(value, null, 4), compact, again],
    ['re-serialised prettily', compact, JSON.stringify(value, null, 2), again],
    ['re-serialised from Python', python, compact, again],
    ['re-serialised from spaced text', python.replace('\\u00fc', 'ü'), compact, again],
    ['re-serialised from PHP', php, compact, again],
    ['re-serialised from a line of Python', `${python}\n`, compact, again],
    ['without its last line break', `${compact}\n`, compact, /line break .+ cut off/],
    ['without its last CRLF', `${compact}\r\n`, compact, /line break .+ cut off/],
    ['with a line break added', compact, `${compact}\n`, /White space .+ added/],
    ['with spaces added', compact, `${compact}  \r\n`, /White space .+ added/],
    ['with CRLF for LF', '{\n"a":1\n}', '{\r\n"a":1\r\n}', /line breaks .+ changed/],
    ['with LF for CRLF', '{\r\n"a":1\r\n}', '{\n"a":1\n}', /line breaks .+ changed/],
    ['encoded twice', compact, JSON.stringify(compact), /encoded as JSON twice/],
    ['unpacked from a text', JSON.stringify(compact), compact, /unpacked from a JSON string/],
    ['without its byte order mark', `\ufeff${compact}`, compact, /byte order mark/],
  ])('%s', (_name, sent, arrived, hint) => {
    for (const provider of [siggnal, salesiq]) {
      const { code, hints } = explain(provider, arrived, signed(provider, sent), held);
      expect(code).toBe('signature_mismatch');
      expect(hints).toEqual([expect.stringMatching(hint)]);
      expect(hints[0]).toMatch(/raw bytes/);
    }
  });

  // Written by hand after what each tool prints for this value.
  const rich = '{"b":"<ü & \u2019+\'>","a":"x/y","n":40526000000002041,"f":1.0}';
  test.each([
    ['PHP with JSON_UNESCAPED_UNICODE', '{"a":"ü\\/1"}', '{"a":"ü/1"}'],
    ['Go', '{"a":"\\u003cü\\u003e \\u0026"}', '{"a":"<ü> &"}'],
    ['.NET', '{"a":"\\u003C\\u00FC \\u0022x\\u0022 \\u002B\\u0027"}', '{"a":"<ü \\"x\\" +\'"}'],
    ['tabs', '{\n\t"a": 1\n}', '{"a":1}'],
    ['sorted keys', '{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}'],
    ['sorted keys, Python', '{"a": 1, "b": 2}', '{"b":2,"a":1}'],
    [
      'ids of 17 digits and 1.0',
      `${rich.replaceAll(',"', ',\n  "').replaceAll('":', '": ').replace('{', '{\n  ').replace('}', '\n}')}`,
      rich,
    ],
    ['nothing in it', '{\n  "a": [],\n  "b": {}\n}', '{"a":[],"b":{}}'],
  ])('re-serialised from %s', (_name, sent, arrived) => {
    const { hints } = explain(siggnal, arrived, signed(siggnal, sent), held);
    expect(hints).toEqual([expect.stringMatching(/parsed and written as JSON again/)]);
  });

  test('keys in alphabetical order raise a suspicion where nothing fits', () => {
    const arrived = '{"company":1,"event":2,"priority":"high","signal_id":"sig_1"}';
    const { hints } = explain(siggnal, arrived, signed(siggnal, 'another order'), held);
    expect(hints).toEqual([expect.stringMatching(/alphabetical order: perhaps .+ raw bytes/)]);
    const other = '{"signal_id":"sig_1","company":1,"event":2,"priority":"high"}';
    expect(explain(siggnal, other, signed(siggnal, 'another'), held).hints).toEqual([]);
  });

  test('an empty body is named', () => {
    const { hints } = explain(siggnal, '', signed(siggnal, compact), held);
    expect(hints).toEqual([expect.stringMatching(/arrived empty/)]);
  });

  test('a body above 64 kB is not tried in other forms', () => {
    const large = JSON.stringify({ text: 'x'.repeat(70_000) });
    const { hints } = explain(siggnal, large, signed(siggnal, `${large}\n`), held);
    expect(hints).toEqual([expect.stringMatching(/too large/)]);
  });

  test('bodies made to be costly are explained quickly', () => {
    const costly = [
      '['.repeat(32_000) + ']'.repeat(32_000),
      `["]",${'['.repeat(20_000)}${']'.repeat(20_000)}]`,
      `[${'0,'.repeat(32_000)}0]`,
      `"${'ü'.repeat(32_000)}"`,
      '\r\n'.repeat(32_000),
      `"${'\\"'.repeat(32_000)}"`,
      '"'.repeat(65_536),
    ];
    const before = performance.now();
    const many = Array.from({ length: 50 }, (_, at) => `${SECRET}${at}`);
    for (const body of costly) {
      explain(siggnal, body, signed(siggnal, 'x'), { secrets: many });
      explain(salesiq, body, signed(salesiq, 'x'), held);
    }
    expect(performance.now() - before).toBeLessThan(20_000);
  });
});

describe('a secret that is held in another form', () => {
  const body = '{"a":1}';
  const hex = Buffer.from(SECRET).toString('hex');
  const base64 = Buffer.from(SECRET).toString('base64');

  test.each([
    ['with white space around it', SECRET, ` ${SECRET}\n`, /white space around/],
    ['in quotation marks', SECRET, `"${SECRET}"`, /quotation marks/],
    ['in typographic quotation marks', SECRET, `\u201c${SECRET}\u201d`, /quotation marks/],
    ['in French quotation marks', SECRET, `«${SECRET}»`, /quotation marks/],
    ['with a blank of no width', SECRET, `Correct-\u200bHorse-Battery-9`, /cannot be seen/],
    ['with a byte order mark inside', SECRET, `Correct-\ufeffHorse-Battery-9`, /cannot be seen/],
    ['with long dashes', SECRET, 'Correct\u2013Horse\u2013Battery\u20139', /typographic/],
    ['with a typographic apostrophe', "it's-a-secret-9", 'it\u2019s-a-secret-9', /typographic/],
    ['with Cyrillic letters', SECRET, 'C\u043errect-Horse-Batt\u0435ry-9', /Cyrillic/],
    [
      'with accents as two characters',
      'caf\u00e9-secret',
      'cafe\u0301-secret',
      /two characters each\. Enter/,
    ],
    ['with accents as one', 'cafe\u0301-secret', 'caf\u00e9-secret', /sender’s secret holds/],
    ['in full width', 'abc-secret-9', '\uff41\uff42\uff43-secret-9', /special width/],
    [
      'with all of it',
      SECRET,
      '\u201cC\u043errect\u2013H\u200borse-Battery-9\u201d ',
      /several characters/,
    ],
    ['in hex', SECRET, hex, /hex form/],
    ['in base64', SECRET, base64, /base64 form/],
    ['as text, though hex is signed with', hex, SECRET, /hex form/],
    ['as text, though base64 is signed with', base64, SECRET, /base64 form/],
    ['right, but the sender has a line break', `${SECRET}\n`, SECRET, /sender’s secret/],
  ])('%s', (_name, used, entered, hint) => {
    const credentials = { secrets: ['another', entered] };
    const { code, hints } = explain(siggnal, body, signed(siggnal, body, used), credentials);
    expect(code).toBe('signature_mismatch');
    expect(hints).toEqual([expect.stringMatching(hint)]);
  });

  test('a header that holds the secret itself', () => {
    const secret = 'a'.repeat(64);
    const headers = { 'x-siggnal-signature': secret };
    const { hints } = explain(siggnal, body, headers, { secrets: [secret] });
    expect(hints).toEqual([expect.stringMatching(/secret itself/)]);
  });
});

describe('a signature in another form', () => {
  const body = '{"a":1}';
  const digest = hmacSha256(SECRET, Buffer.from(body)).toString('hex');
  const rsa = sign('sha256', Buffer.from(body), pair.privateKey);

  test.each([
    ['with something around it', `t=1,v1=${digest}`, /something stands around/],
    ['with another prefix', `hmac-sha256=${digest}`, /something stands around/],
    ['SHA-1', `sha1=${digest.slice(0, 40)}`, /SHA-1/],
    ['SHA-512', digest + digest, /SHA-512/],
    ['cut', digest.slice(0, 60), /60 hex digits/],
    ['sent twice', 'abc, def', /more than once/],
  ])('HMAC %s', (_name, text, hint) => {
    const { code, hints } = explain(siggnal, body, { 'x-siggnal-signature': text }, held);
    expect(code).toBe('signature_malformed');
    expect(hints).toEqual([expect.stringMatching(hint)]);
  });

  test.each([
    ['in hex', rsa.toString('hex'), /written in hex/],
    ['in the URL alphabet', rsa.toString('base64url'), /URL alphabet/],
    ['with a prefix', `sha256=${rsa.toString('base64')}`, /prefix/],
    ['encoded twice', Buffer.from(rsa.toString('base64')).toString('base64'), /encoded twice/],
    ['hex in base64', Buffer.from(rsa.toString('hex')).toString('base64'), /encoded twice/],
  ])('RSA %s', (_name, text, hint) => {
    const { hints } = explain(salesiq, body, { 'x-siqsignature': text }, held);
    expect(hints).toContainEqual(expect.stringMatching(hint));
  });
});

describe('a key of another kind', () => {
  const exported = { type: 'spki', format: 'pem' } as const;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const small = generateKeyPairSync('rsa', { modulusLength: 768 });
  const privatePem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const spki = pair.publicPem.replace(/-----[^-]+-----|\n/g, '');

  test.each([
    ['private, PEM', privatePem, /private key/],
    ['private, bare', privatePem.replace(/-----[^-]+-----|\n/g, ''), /private key/],
    ['elliptic curve', ec.publicKey.export(exported).toString(), /kind ec/],
    ['too short', small.publicKey.export(exported).toString(), /shorter than 1024/],
    ['SSH', 'ssh-rsa AAAAB3NzaC1yc2E user@host', /SSH/],
    ['hex', Buffer.from(spki, 'base64').toString('hex'), /in hex/],
    ['in quotation marks', `\u201c${spki}\u201d`, /quotation marks/],
    ['base64url', spki.replaceAll('+', '-').replaceAll('/', '_'), /URL alphabet/],
    ['without its BEGIN line', pair.publicPem.replace(/-----BEGIN[^-]+-----\n/, ''), /is missing/],
    ['without its END line', pair.publicPem.replace(/-----END[^-]+-----/, ''), /is missing/],
    ['with long dashes', pair.publicPem.replaceAll('-----', '\u2014'), /missing or garbled/],
    ['with a blank of no width', spki.replace('A', 'A\u200b'), /cannot be seen/],
    ['a secret', 'not a key', /too short for a public key/],
    ['cut', spki.slice(0, 200), /could not be read/],
  ])('%s', (_name, key, hint) => {
    const { code, hints, explanation } = explain(
      salesiq,
      '{}',
      { 'x-siqsignature': 'AAAA' },
      { publicKeys: [key] },
    );
    expect(code).toBe('credential_malformed');
    expect(explanation).toMatch(/copy the key again/);
    expect(hints).toEqual([expect.stringMatching(hint)]);
  });
});

describe('requests and credentials at the wrong place', () => {
  test('another provider’s request is named', () => {
    const { code, hints } = explain(siggnal, '{}', signed(sigsentry, '{}'), held);
    expect(code).toBe('signature_missing');
    expect(hints[0]).toMatch(/x-sigsentry-signature of SigSentry.+source of Siggnal/);
  });

  test('an unsigned request: where signing is optional, where it is not', () => {
    expect(explain(siggnal, '{}', {}, held).hints).toEqual([
      expect.stringMatching(/only where a secret token is entered/),
    ]);
    expect(explain(signals, '{}', {}, held).hints).toEqual([
      expect.stringMatching(/signs every request/),
    ]);
  });

  test('a key where a secret is wanted, and the reverse', () => {
    expect(explain(siggnal, '{}', {}, { publicKeys: [pair.publicPem] }).hints).toEqual([
      expect.stringMatching(/signs with a shared secret/),
    ]);
    expect(explain(salesiq, '{}', {}, { secrets: [SECRET] }).hints).toEqual([
      expect.stringMatching(/public key is needed/),
    ]);
    expect(explain(siggnal, '{}', {}, { secrets: [''] }).hints).toEqual([
      expect.stringMatching(/secret held is empty/),
    ]);
  });

  test.each([
    ['token-1', 'Bearer token-1', /“Bearer ” is missing/],
    ['Bearer token-1', 'token-1', /with it/],
    ['Bearer token-1', ' Bearer token-1 ', /white space/],
    ['bearer token-1', 'Bearer token-1', /upper and lower case/],
  ])('Authorization %j where %j is demanded', (sent, wanted, hint) => {
    const credentials = { unsigned: true, authorization: [wanted] };
    const { code, hints } = explain(sigsentry, '{}', { authorization: sent }, credentials);
    expect(code).toBe('authorization_mismatch');
    expect(hints).toEqual([expect.stringMatching(hint)]);
  });
});

const CODES: Readonly<Record<VerifyCode, true>> = {
  credential_missing: true,
  credential_malformed: true,
  signature_missing: true,
  signature_malformed: true,
  signature_mismatch: true,
  authorization_missing: true,
  authorization_mismatch: true,
  timestamp_missing: true,
  timestamp_malformed: true,
  timestamp_out_of_tolerance: true,
  url_missing: true,
};

test.each(Object.values(PROVIDERS))(
  '$name: every code is one sentence that says what to do',
  (provider) => {
    for (const code of Object.keys(CODES) as VerifyCode[]) {
      const request = { body: Buffer.from('{}'), headers: {} };
      const { explanation } = explainFailure(provider, request, {}, code);
      expect(explanation).toMatch(/^[A-Z][^.]+\.$/);
    }
  },
);

test('no secret is ever part of an explanation, and nothing makes it throw', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9+/=]{12,60}$/);
  const request = fc.record({
    body: fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
    ),
    header: fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), secret),
    secret,
    code: fc.constantFrom(...(Object.keys(CODES) as VerifyCode[])),
    provider: fc.constantFrom(...Object.values(PROVIDERS)),
  });
  fc.assert(
    fc.property(request, ({ body, header, secret: text, code, provider }) => {
      const forms = [text, ` ${text} `, Buffer.from(text).toString('hex')];
      const credentials = { secrets: forms, publicKeys: forms, authorization: forms };
      const headers = { [provider.signature.header]: header, authorization: text };
      const told = JSON.stringify(explainFailure(provider, { body, headers }, credentials, code));
      for (const form of forms) expect(told).not.toContain(form.trim());
    }),
    { numRuns: 300 },
  );
});
