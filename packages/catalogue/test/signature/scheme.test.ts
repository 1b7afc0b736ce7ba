import { generateKeyPairSync, sign } from 'node:crypto';
import {
  type Credentials,
  createVerifier,
  defineProvider,
  explainFailure,
  type Headers,
  PROVIDERS,
  type SignatureDefinition,
  STANDARD_WEBHOOKS,
} from '@signal-hooks/catalogue';
import { resolveScheme } from '../../src/signature/scheme.ts';

/** A request as a vendor publishes it, with its signature. */
interface Published {
  readonly definition: SignatureDefinition;
  readonly secret: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly id?: string;
  /** When it was signed, in seconds since 1970. */
  readonly at: number;
}

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
const GITHUB: Published = {
  definition: {
    algorithm: 'hmac-sha256',
    header: 'x-hub-signature-256',
    encoding: 'hex',
    prefix: 'sha256=',
  },
  secret: "It's a Secret to Everybody",
  body: 'Hello, World!',
  headers: {
    'x-hub-signature-256':
      'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  },
  at: 0,
};

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
const SLACK: Published = {
  definition: {
    algorithm: 'hmac-sha256',
    header: 'x-slack-signature',
    encoding: 'hex',
    prefix: 'v0=',
    content: 'v0:{timestamp}:{body}',
    timestamp: 'x-slack-request-timestamp',
  },
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  headers: {
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  },
  at: 1531420618,
};

/** The example of the reference libraries. https://github.com/standard-webhooks/standard-webhooks */
const STANDARD: Published = {
  definition: STANDARD_WEBHOOKS,
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  body: '{"test": 2432232314}',
  headers: {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  },
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  at: 1614265330,
};

/** The outcome of a check. */
function check(
  { definition, secret, body, at, headers }: Published,
  changed: Headers = {},
  { now = at, sent = body, credentials = { secrets: [secret] } as Credentials } = {},
): string {
  const verify = createVerifier(resolveScheme(definition), credentials);
  const verification = verify(
    { body: Buffer.from(sent), headers: { ...headers, ...changed } },
    now,
  );
  return verification.ok ? `accepted by ${verification.by}` : verification.code;
}

describe.each([
  ['GitHub', GITHUB],
  ['Slack', SLACK],
  ['Standard Webhooks', STANDARD],
])('%s, as published', (_name, published) => {
  const { definition, secret, body, headers, id = '', at } = published;
  const { header } = definition;

  test('is verified, and signed the same', () => {
    expect(check(published)).toBe('accepted by hmac');
    const message = { id, timestamp: String(at) };
    expect(resolveScheme(definition).sign([{ secret }], Buffer.from(body), message)).toEqual(
      headers,
    );
  });

  test('its headers are known', () => {
    expect(new Set(resolveScheme(definition).headers)).toEqual(new Set(Object.keys(headers)));
  });

  test('is refused with anything changed', () => {
    expect(check(published, {}, { sent: `${body} ` })).toBe('signature_mismatch');
    expect(check(published, {}, { credentials: { secrets: ['c2VjcmV0'] } })).toBe(
      'signature_mismatch',
    );
    expect(check(published, {}, { credentials: {} })).toBe('credential_missing');
    expect(check(published, { [header]: undefined })).toBe('signature_missing');
    const bare = String(headers[header]).slice(definition.prefix?.length);
    expect(check(published, { [header]: bare })).toBe('signature_malformed');
    expect(check(published, { [header]: `x${definition.prefix}${bare}` })).toBe(
      'signature_malformed',
    );
    expect(check(published, { [header]: `${definition.prefix}${bare.slice(4)}` })).toBe(
      'signature_malformed',
    );
  });
});

describe('a signed time', () => {
  const timestamp = 'x-slack-request-timestamp';

  test.each([
    [300, 'accepted by hmac'],
    [-300, 'accepted by hmac'],
    [301, 'timestamp_out_of_tolerance'],
    [-301, 'timestamp_out_of_tolerance'],
    [Number.NaN, 'timestamp_out_of_tolerance'],
  ])('%i seconds from now: %s', (lag, outcome) => {
    expect(check(SLACK, {}, { now: SLACK.at + lag })).toBe(outcome);
    const generous = { ...SLACK, definition: { ...SLACK.definition, tolerance: 301 } };
    if (!Number.isNaN(lag)) {
      expect(check(generous, {}, { now: SLACK.at + lag })).toBe('accepted by hmac');
    }
  });

  test.each([
    [undefined, 'timestamp_missing'],
    ['', 'timestamp_missing'],
    ['now', 'timestamp_malformed'],
    ['-1531420618', 'timestamp_malformed'],
    ['1531420619', 'signature_mismatch'],
  ])('%s: %s', (value, outcome) => {
    expect(check(SLACK, { [timestamp]: value })).toBe(outcome);
  });
});

describe('several signatures in one header', () => {
  const own = String(STANDARD.headers['webhook-signature']);
  const other = 'v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=';

  test.each([
    [
      `${other} v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= ${own} ${other}`,
      'accepted by hmac',
    ],
    [`v1a,xyz ${own}`, 'accepted by hmac'],
    [`${other} ${other}`, 'signature_mismatch'],
    [own.replace('v1,', 'v2,'), 'signature_malformed'],
    ['v1,', 'signature_malformed'],
    [' ', 'signature_missing'],
  ])('%s: %s', (text, outcome) => {
    expect(check(STANDARD, { 'webhook-signature': text })).toBe(outcome);
  });

  test('any separator is written and read', () => {
    const definition = { ...GITHUB.definition, separator: ',' } as SignatureDefinition;
    const keys = [{ secret: 'new' }, { secret: GITHUB.secret }];
    const headers = resolveScheme(definition).sign(keys, Buffer.from(GITHUB.body));
    const { header } = definition;
    expect(headers[header]?.split(',')[1]).toBe(GITHUB.headers[header]);
    expect(check({ ...GITHUB, definition, headers })).toBe('accepted by hmac');
  });

  test('a secret counts with and without its prefix', () => {
    const secrets = [STANDARD.secret.replace('whsec_', '')];
    expect(check(STANDARD, {}, { credentials: { secrets } })).toBe('accepted by hmac');
    expect(check(STANDARD, {}, { credentials: { secrets: ['whsec_'] } })).toBe(
      'credential_missing',
    );
  });
});

test('RSA can cover more than the body, in base64 or hex', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKeys = [publicKey.export({ type: 'spki', format: 'pem' }).toString()];
  for (const encoding of ['base64', 'hex'] as const) {
    const scheme = resolveScheme({
      algorithm: 'rsa-sha256',
      header: 'x-signature',
      encoding,
      content: '{id}|{body}|{timestamp}',
      id: 'x-id',
      timestamp: 'x-time',
    });
    const theirs = sign('sha256', Buffer.from('m1|{}|1000'), privateKey).toString(encoding);
    const headers = { 'x-id': 'm1', 'x-time': '1000', 'x-signature': theirs };
    const verify = createVerifier(scheme, { publicKeys });
    expect(verify({ body: Buffer.from('{}'), headers }, 1000).ok).toBe(true);
    expect(
      verify({ body: Buffer.from('{}'), headers: { ...headers, 'x-id': 'm2' } }, 1000).ok,
    ).toBe(false);
    const message = { id: 'm1', timestamp: '1000' };
    expect(scheme.sign([{ privateKey }], Buffer.from('{}'), message)).toEqual(headers);
    expect(scheme.sign([{ secret: 'x' }], Buffer.from('{}'), message)).toEqual({});
  }
});

test('an id that looks like a place is signed as it is', () => {
  const scheme = resolveScheme(STANDARD_WEBHOOKS);
  const keys = [{ secret: STANDARD.secret }];
  const headers = scheme.sign(keys, Buffer.from('{}'), { id: '{timestamp}', timestamp: '1000' });
  const verify = createVerifier(scheme, { secrets: [STANDARD.secret] });
  expect(verify({ body: Buffer.from('{}'), headers }, 1000).ok).toBe(true);
  expect(
    verify({ body: Buffer.from('{}'), headers: { ...headers, 'webhook-id': '1000' } }, 1000).ok,
  ).toBe(false);
});

test.each<[Partial<SignatureDefinition>, string]>([
  [{ content: '{timestamp}' }, 'needs one {body}'],
  [{ content: '{body}{body}' }, 'needs one {body}'],
  [{ content: '{id}.{body}' }, '{id} must be signed, and have a header, or neither'],
  [{ id: 'x-id' }, '{id} must be signed, and have a header, or neither'],
  [{ timestamp: 'x-time' }, '{timestamp} must be signed, and have a header, or neither'],
  [{ content: '{nonce}.{body}' }, 'no place {nonce}'],
])('%j is refused when it is resolved', (part, message) => {
  const definition = { ...GITHUB.definition, ...part } as SignatureDefinition;
  expect(() => resolveScheme(definition)).toThrow(message);
});

test('what is wrong is found where more than the body is signed, too', () => {
  const provider = defineProvider('siggnal', {
    ...PROVIDERS.siggnal.definition,
    signature: SLACK.definition,
  });
  const explain = (body: string, secret: string, code: Parameters<typeof explainFailure>[3]) =>
    explainFailure(
      provider,
      { body: Buffer.from(body), headers: SLACK.headers },
      { secrets: [secret] },
      code,
    );
  expect(explain(`${SLACK.body}\n`, SLACK.secret, 'signature_mismatch').hints).toEqual([
    expect.stringMatching(/White space .+ added/),
  ]);
  expect(explain(SLACK.body, `"${SLACK.secret}"`, 'signature_mismatch').hints).toEqual([
    expect.stringMatching(/quotation marks/),
  ]);
  expect(explain('{}', SLACK.secret, 'timestamp_out_of_tolerance').explanation).toMatch(
    /more than 300 seconds from now/,
  );
  const { header } = SLACK.definition;
  const headers = { ...SLACK.headers, [header]: `t=1,${String(SLACK.headers[header])}` };
  const request = { body: Buffer.from(SLACK.body), headers };
  const found = explainFailure(
    provider,
    request,
    { secrets: [SLACK.secret] },
    'signature_malformed',
  );
  expect(found.explanation).toMatch(/not a signature in hex of 32 bytes/);
  expect(found.hints).toEqual([expect.stringMatching(/digest in hex, with “v0=” in front/)]);
});
