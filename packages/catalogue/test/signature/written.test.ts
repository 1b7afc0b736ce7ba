/** How signatures are written in a request, and what else of it they cover. */
import { createHash, createHmac } from 'node:crypto';
import {
  createVerifier,
  type SignatureDefinition,
  type WebhookRequest,
} from '@signal-hooks/catalogue';
import { resolveScheme } from '../../src/signature/scheme.ts';

const SECRET = 'the secret of both ends';
const NOW = 1_777_127_412;

/** The HMAC, by Node itself. */
const mac = (text: string, form: 'hex' | 'base64' = 'hex', hash = 'sha256', secret = SECRET) =>
  createHmac(hash, secret).update(text).digest(form);

function check(
  definition: SignatureDefinition,
  request: Omit<WebhookRequest, 'body'> & { readonly body: string },
  secret = SECRET,
): string {
  const verify = createVerifier(resolveScheme(definition), { secrets: [secret] });
  const outcome = verify({ ...request, body: Buffer.from(request.body) }, NOW);
  return outcome.ok ? 'accepted' : outcome.code;
}

describe('a header of pairs', () => {
  const PAIRS: SignatureDefinition = {
    algorithm: 'hmac-sha256',
    header: 'x-signature',
    encoding: 'hex',
    content: '{timestamp}.{body}',
    pairs: { separator: ',', signature: 'v1' },
    timestamp: { pair: 't' },
  };
  const body = '{"id":1}';
  const good = mac(`${NOW}.${body}`);
  const wrong = 'ab'.repeat(32);
  const stale = mac(`${NOW - 301}.${body}`);

  test.each([
    [`t=${NOW},v1=${good}`, 'accepted'],
    [`v1=${good},t=${NOW}`, 'accepted'],
    [`t=${NOW}, v1=${good}, v0=x`, 'accepted'],
    [`t=${NOW},v1=${wrong},v1=${good}`, 'accepted'],
    [`t=${NOW},v1=nonsense,v1=${good}`, 'accepted'],
    [`t=${NOW},v1=${wrong}`, 'signature_mismatch'],
    [`t=${NOW},v0=${good}`, 'signature_malformed'],
    [`t=${NOW}`, 'signature_malformed'],
    [`t=${NOW},v1=${good.slice(2)}`, 'signature_malformed'],
    [`v1=${good}`, 'timestamp_missing'],
    [`t=,v1=${good}`, 'timestamp_missing'],
    [`t=${NOW},t=${NOW},v1=${good}`, 'timestamp_malformed'],
    [`t=1e9,v1=${good}`, 'timestamp_malformed'],
    [`t=${NOW + 1},v1=${good}`, 'signature_mismatch'],
    [`t=${NOW - 301},v1=${stale}`, 'timestamp_out_of_tolerance'],
    [`t=${NOW};v1=${good}`, 'timestamp_malformed'],
    ['nonsense', 'timestamp_missing'],
    ['', 'signature_missing'],
  ])('%s: %s', (header, outcome) => {
    expect(check(PAIRS, { body, headers: { 'x-signature': header } })).toBe(outcome);
  });

  test.each([
    [20, 'accepted'],
    [21, 'signature_malformed'],
  ])('%i signatures: %s', (count, outcome) => {
    const signatures = [...Array.from({ length: count - 1 }, () => wrong), good];
    const header = [`t=${NOW}`, ...signatures.map((text) => `v1=${text}`)].join(',');
    expect(check(PAIRS, { body, headers: { 'x-signature': header } })).toBe(outcome);
  });

  test('it is written the same, one pair for each secret', () => {
    const headers = resolveScheme(PAIRS).sign(
      [{ secret: SECRET }, { secret: 'old' }],
      Buffer.from(body),
      { id: '', timestamp: String(NOW) },
    );
    const old = mac(`${NOW}.${body}`, 'hex', 'sha256', 'old');
    expect(headers).toEqual({ 'x-signature': `t=${NOW},v1=${good},v1=${old}` });
  });

  test('base64 has its own equals signs, and another separator and prefix do', () => {
    const definition: SignatureDefinition = {
      ...PAIRS,
      encoding: 'base64',
      prefix: 'h:',
      pairs: { separator: ';', signature: 'h1' },
      timestamp: { pair: 'ts' },
      content: '{timestamp}:{body}',
    };
    const header = `ts=${NOW};h1=h:${mac(`${NOW}:${body}`, 'base64')}`;
    expect(check(definition, { body, headers: { 'x-signature': header } })).toBe('accepted');
  });

  test.each<[Partial<SignatureDefinition>, string]>([
    [{ timestamp: { pair: 'v1' } }, 'no pair "v1"'],
    [{ separator: ' ' }, 'no other separator'],
    [{ content: '{body}' }, '{timestamp} must be signed'],
  ])('%j is refused when it is resolved', (part, message) => {
    const definition = { ...PAIRS, ...part } as SignatureDefinition;
    expect(() => resolveScheme(definition)).toThrow(message);
  });

  test('a pair needs a header of pairs', () => {
    const { pairs: _pairs, ...rest } = PAIRS as Extract<SignatureDefinition, { pairs?: unknown }>;
    expect(() => resolveScheme(rest as SignatureDefinition)).toThrow('no pair "t"');
  });
});

describe('a time in milliseconds', () => {
  const IN_HEADER: SignatureDefinition = {
    algorithm: 'hmac-sha256',
    header: 'x-signature',
    encoding: 'base64',
    content: '{timestamp}{body}',
    timestamp: { header: 'x-time', unit: 'ms' },
    tolerance: 60,
  };

  test.each([
    [String(NOW * 1000), 'accepted'],
    [String(NOW * 1000 - 60_000), 'accepted'],
    [String(NOW * 1000 - 60_001), 'timestamp_out_of_tolerance'],
    [String(NOW), 'timestamp_out_of_tolerance'],
    ['1234567890123456', 'timestamp_malformed'],
    [`${NOW}000.0`, 'timestamp_malformed'],
    ['', 'timestamp_missing'],
  ])('%s beside the body: %s', (time, outcome) => {
    const headers = { 'x-time': time, 'x-signature': mac(`${time}{}`, 'base64') };
    expect(check(IN_HEADER, { body: '{}', headers })).toBe(outcome);
  });

  test('it is written by the clock', () => {
    const scheme = resolveScheme(IN_HEADER);
    expect(scheme.timestampAt(new Date('2026-04-25T14:30:12.345Z'))).toBe('1777127412345');
    expect(scheme.headers).toEqual(['x-signature', 'x-time']);
  });

  const IN_BODY: SignatureDefinition = {
    algorithm: 'hmac-sha256',
    header: 'x-signature',
    encoding: 'hex',
    timestamp: { path: 'meta.sentAt', unit: 'ms' },
  };

  test.each([
    [`{"meta":{"sentAt":${NOW}000}}`, 'accepted'],
    [`{"meta":{"sentAt":"${NOW}000"}}`, 'accepted'],
    [`{"meta":{"sentAt":${NOW}000,"x":1}}`, 'accepted'],
    [`{"meta":{"sentAt":${NOW - 301}000}}`, 'timestamp_out_of_tolerance'],
    [`{"meta":{"sentAt":${NOW}}}`, 'timestamp_out_of_tolerance'],
    ['{"meta":{"sentAt":1.5}}', 'timestamp_missing'],
    ['{"meta":{"sentAt":"-1"}}', 'timestamp_malformed'],
    ['{"meta":{"sentAt":"yesterday"}}', 'timestamp_malformed'],
    ['{"meta":{}}', 'timestamp_missing'],
    ['nonsense', 'timestamp_missing'],
  ])('in the body %s: %s', (body, outcome) => {
    expect(check(IN_BODY, { body, headers: { 'x-signature': mac(body) } })).toBe(outcome);
    // Nothing of a body is read before its signature fits.
    expect(check(IN_BODY, { body, headers: { 'x-signature': mac(`${body} `) } })).toBe(
      'signature_mismatch',
    );
  });

  test('a time in the body has no place beside it', () => {
    const definition = { ...IN_BODY, content: '{timestamp}.{body}' } as SignatureDefinition;
    expect(() => resolveScheme(definition)).toThrow('{timestamp} must be signed');
  });
});

describe('method and address', () => {
  const WHOLE: SignatureDefinition = {
    algorithm: 'hmac-sha256',
    header: 'x-signature',
    encoding: 'base64',
    content: '{method}{url}{body}{timestamp}',
    timestamp: { header: 'x-time', unit: 'ms' },
  };
  const url = 'https://hooks.example/in/src_1?a=%3A';
  const time = `${NOW}000`;
  const headers = { 'x-time': time, 'x-signature': mac(`POST${url}{}${time}`, 'base64') };

  test.each([
    [{ url }, 'accepted'],
    [{ url, method: 'POST' }, 'accepted'],
    [{ url, method: 'PUT' }, 'signature_mismatch'],
    [{ url: 'http://hooks.example/in/src_1?a=%3A' }, 'signature_mismatch'],
    [{ url: 'https://hooks.example/in/src_1?a=:' }, 'signature_mismatch'],
    [{ url: 'https://hooks.example/in/src_1' }, 'signature_mismatch'],
    [{}, 'url_missing'],
    [{ url: '' }, 'url_missing'],
  ])('%j: %s', (part, outcome) => {
    expect(check(WHOLE, { body: '{}', headers, ...part })).toBe(outcome);
  });

  test('they are signed the same', () => {
    const message = { id: '', timestamp: time, method: 'POST', url };
    expect(resolveScheme(WHOLE).sign([{ secret: SECRET }], Buffer.from('{}'), message)).toEqual(
      headers,
    );
  });
});

describe('the parameters of a form', () => {
  const FORM: SignatureDefinition = {
    algorithm: 'hmac-sha1',
    header: 'x-twilio-signature',
    encoding: 'base64',
    content: '{url}{form}',
  };
  const FORM_TYPE = 'application/x-www-form-urlencoded; charset=UTF-8';
  /** https://www.twilio.com/docs/usage/security#validating-requests */
  const TWILIO = {
    token: '12345',
    url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
    body: 'Digits=1234&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309&CallSid=CA1234567890ABCDE',
    signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  };

  test('the example of Twilio is accepted', () => {
    const { token, url, body, signature } = TWILIO;
    const headers = { 'x-twilio-signature': signature, 'content-type': FORM_TYPE };
    expect(check(FORM, { body, url, headers }, token)).toBe('accepted');
    expect(check(FORM, { body: `${body}4`, url, headers }, token)).toBe('signature_mismatch');
    expect(check(FORM, { body, url: `${url}#`, headers }, token)).toBe('signature_mismatch');
  });

  const url = 'https://hooks.example/in/src_1';
  const signed = (text: string) => mac(text, 'base64', 'sha1');

  test.each([
    ['B=2&A=1', `${url}A1B2`, 'accepted'],
    ['a=1&B=2', `${url}B2a1`, 'accepted'],
    ['A=2&A=1&A=2', `${url}A1A2`, 'accepted'],
    ['A=&B', `${url}AB`, 'accepted'],
    ['?A=1', `${url}?A1`, 'accepted'],
    ['A=a+b%20c%C3%BC', `${url}Aa b cü`, 'accepted'],
    ['', url, 'accepted'],
    ['A=1', url, 'signature_mismatch'],
    ['A=1', `${url}A2`, 'signature_mismatch'],
  ])('%s, signed as %s: %s', (body, text, outcome) => {
    const headers = { 'x-twilio-signature': signed(text), 'content-type': FORM_TYPE };
    expect(check(FORM, { body, url, headers })).toBe(outcome);
  });

  test('a body that is no form is covered by its digest in the signed address only', () => {
    const body = '{"a":1}';
    const digest = createHash('sha256').update(body).digest('hex');
    const withDigest = `${url}?bodySHA256=${digest}`;
    const outcome = (address: string, text: string, sent = body, type = 'application/json') =>
      check(FORM, {
        body: sent,
        url: address,
        headers: { 'x-twilio-signature': signed(text), 'content-type': type },
      });
    expect(outcome(withDigest, withDigest)).toBe('accepted');
    expect(outcome(withDigest, withDigest, '{"a":2}')).toBe('signature_mismatch');
    expect(outcome(url, url)).toBe('signature_mismatch');
    expect(outcome(withDigest, url)).toBe('signature_mismatch');
    expect(outcome(url, `${url}${body}`)).toBe('signature_mismatch');
    // The content type is not signed: it must not make another body of the one that is covered.
    expect(outcome(withDigest, withDigest, '')).toBe('signature_mismatch');
    expect(outcome(withDigest, withDigest, '', FORM_TYPE)).toBe('signature_mismatch');
    expect(outcome(withDigest, withDigest, '&&', FORM_TYPE)).toBe('signature_mismatch');
    expect(outcome(withDigest, `${withDigest}A1`, 'A=1', FORM_TYPE)).toBe('signature_mismatch');
  });

  test('a digest in an address that is not signed covers nothing', () => {
    const definition = { ...FORM, content: 'form:{form}' } as SignatureDefinition;
    const body = '{"a":1}';
    const address = `${url}?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
    const headers = { 'x-twilio-signature': signed('form:'), 'content-type': 'text/plain' };
    expect(check(definition, { body, url: address, headers })).toBe('signature_mismatch');
  });

  test('more parameters than a form has are not sorted', () => {
    const body = Array.from({ length: 1001 }, (_, at) => `p${1000 + at}=1`).join('&');
    const text = url + body.replaceAll(/[=&]/g, '');
    const headers = { 'x-twilio-signature': signed(text), 'content-type': FORM_TYPE };
    expect(check(FORM, { body, url, headers })).toBe('signature_mismatch');
    const fewer = body.slice(0, body.lastIndexOf('&'));
    const fits = { ...headers, 'x-twilio-signature': signed(text.slice(0, -6)) };
    expect(check(FORM, { body: fewer, url, headers: fits })).toBe('accepted');
  });

  test('forms are signed the same', () => {
    const message = { id: '', timestamp: '0', url, contentType: FORM_TYPE };
    const headers = resolveScheme(FORM).sign([{ secret: SECRET }], Buffer.from('b=2&a=1'), message);
    expect(headers).toEqual({ 'x-twilio-signature': signed(`${url}a1b2`) });
    const json = { ...message, contentType: 'application/json' };
    expect(resolveScheme(FORM).sign([{ secret: SECRET }], Buffer.from('{}'), json)).toEqual({});
  });
});

test('SHA-1 and SHA-512 in an encoding that is not documented', () => {
  for (const hash of ['sha1', 'sha512'] as const) {
    const definition: SignatureDefinition = {
      algorithm: `hmac-${hash}`,
      header: 'x-signature',
      encoding: 'either',
    };
    const hex = mac('{}', 'hex', hash);
    const base64 = mac('{}', 'base64', hash);
    const url = base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    for (const text of [hex, hex.toUpperCase(), base64, url, `${hash}=${hex}`]) {
      expect(check(definition, { body: '{}', headers: { 'x-signature': text } })).toBe('accepted');
    }
    expect(check(definition, { body: '{}', headers: { 'x-signature': mac('{}') } })).toBe(
      'signature_malformed',
    );
  }
});

test('a secret may be written in hex', () => {
  const definition: SignatureDefinition = {
    algorithm: 'hmac-sha256',
    header: 'x-signature',
    encoding: 'hex',
    secret: { encoding: 'hex', prefix: '' },
  };
  const headers = { 'x-signature': mac('{}') };
  expect(check(definition, { body: '{}', headers }, Buffer.from(SECRET).toString('hex'))).toBe(
    'accepted',
  );
  expect(check(definition, { body: '{}', headers })).not.toBe('accepted');
});
