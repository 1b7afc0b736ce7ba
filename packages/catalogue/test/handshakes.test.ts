import { createHmac } from 'node:crypto';
import {
  type Credentials,
  createReceiver,
  type HandshakeDefinition,
  type Provider,
  type WebhookRequest,
} from '@signal-hooks/catalogue';
import { custom } from './support/custom.ts';

const SECRET = 'the secret of both ends';
const URL_ = 'https://hooks.example/in/src_1';
const mac = (text: string): string => createHmac('sha256', SECRET).update(text).digest('hex');

const withHandshakes = (...handshakes: readonly HandshakeDefinition[]): Provider =>
  custom({
    signature: { algorithm: 'hmac-sha256', header: 'x-signature', encoding: 'hex' },
    body: { accepts: ['json', 'form'] },
    handshakes,
  });

/** What a request comes to: the answer, the number of events, or the code. */
function outcomeOf(
  provider: Provider,
  {
    body = '',
    isSigned = false,
    ...request
  }: Partial<Omit<WebhookRequest, 'body'>> & {
    readonly body?: string;
    readonly isSigned?: boolean;
  },
  credentials: Credentials = { secrets: ['old', SECRET] },
) {
  const headers = { ...(isSigned && { 'x-signature': mac(body) }), ...request.headers };
  const received = createReceiver(provider, credentials)(
    { url: URL_, ...request, headers, body: Buffer.from(body) },
    0,
  );
  if (!received.ok) return received.code;
  return received.answer ?? `${received.events.length} events`;
}

const TEXT = (body: string) => ({ status: 200, contentType: 'text/plain', body });

/** https://docs.slack.dev/reference/events/url_verification */
const SLACK: HandshakeDefinition = {
  signed: true,
  when: { value: 'type', is: 'url_verification' },
  challenge: { path: 'challenge' },
  answer: { text: '{challenge}' },
};
/** https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint */
const ZOOM: HandshakeDefinition = {
  signed: true,
  when: { value: 'event', is: 'endpoint.url_validation' },
  challenge: { path: 'payload.plainToken' },
  answer: { json: { plainToken: '{challenge}', encryptedToken: '{hmac}' } },
};
/** https://learn.microsoft.com/en-us/graph/change-notifications-delivery-webhooks */
const MICROSOFT: HandshakeDefinition = {
  signed: false,
  challenge: { query: 'validationToken' },
  answer: { text: '{challenge}' },
};
/** https://developers.facebook.com/docs/graph-api/webhooks/getting-started */
const META: HandshakeDefinition = {
  signed: false,
  method: 'GET',
  challenge: { query: 'hub.challenge' },
  answer: { text: '{challenge}' },
};
/** https://docs.discord.com/developers/events/webhook-events */
const DISCORD: HandshakeDefinition = {
  signed: true,
  when: { value: 'type', is: 0 },
  answer: { status: 204 },
};

describe('signed', () => {
  const slack = withHandshakes(SLACK);
  const asked = '{"type":"url_verification","challenge":"3eZbrw1a"}';

  test('a challenge is sent back, and nothing is an event of it', () => {
    expect(outcomeOf(slack, { body: asked, isSigned: true })).toEqual(TEXT('3eZbrw1a'));
    expect(outcomeOf(slack, { body: asked })).toBe('signature_missing');
    expect(outcomeOf(slack, { body: '{"type":"event_callback"}', isSigned: true })).toBe(
      '1 events',
    );
  });

  test('a form may ask, too', () => {
    const body = 'type=url_verification&challenge=abc';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(outcomeOf(slack, { body, headers, isSigned: true })).toEqual(TEXT('abc'));
  });

  test.each([
    ['nothing', '{"type":"url_verification"}'],
    ['an empty one', '{"type":"url_verification","challenge":""}'],
    ['a line break', '{"type":"url_verification","challenge":"a\\r\\nb"}'],
    ['letters beyond ASCII', '{"type":"url_verification","challenge":"ü"}'],
    ['an object', '{"type":"url_verification","challenge":{"a":1}}'],
    ['1,001 characters', `{"type":"url_verification","challenge":"${'a'.repeat(1001)}"}`],
  ])('%s is no challenge', (_name, body) => {
    expect(outcomeOf(slack, { body, isSigned: true })).toBe('1 events');
  });

  test('a number is sent back as its digits, 1,000 characters as they are', () => {
    const ask = (challenge: string) =>
      outcomeOf(slack, {
        body: `{"type":"url_verification","challenge":${challenge}}`,
        isSigned: true,
      });
    expect(ask('1158201444')).toEqual(TEXT('1158201444'));
    expect(ask(`"${'a'.repeat(1000)}"`)).toEqual(TEXT('a'.repeat(1000)));
    expect(ask('"{hmac}"')).toEqual(TEXT('{hmac}'));
    expect(ask('"<script>alert(1)</script>"')).toEqual(TEXT('<script>alert(1)</script>'));
  });

  const zoom = withHandshakes(ZOOM);
  const validation = '{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZ"}}';

  test('the HMAC of a challenge is made with the secret that signed the request', () => {
    expect(outcomeOf(zoom, { body: validation, isSigned: true })).toEqual({
      status: 200,
      contentType: 'application/json',
      body: JSON.stringify({ plainToken: 'qgg8vlvZ', encryptedToken: mac('qgg8vlvZ') }),
    });
  });

  test('nobody has anything signed who does not have the secret', () => {
    const wrong = { 'x-signature': 'ab'.repeat(32) };
    expect(outcomeOf(zoom, { body: validation })).toBe('signature_missing');
    expect(outcomeOf(zoom, { body: validation, headers: wrong })).toBe('signature_mismatch');
    // A source without a secret takes everything, and has nothing to sign with.
    expect(outcomeOf(zoom, { body: validation }, { unsigned: true })).toBe('1 events');
    const byHeader = { unsigned: true, authorization: ['Bearer x'], secrets: [''] };
    const headers = { authorization: 'Bearer x' };
    expect(outcomeOf(zoom, { body: validation, headers }, byHeader)).toBe('1 events');
  });

  test('an answer may be empty', () => {
    const discord = withHandshakes(DISCORD);
    expect(outcomeOf(discord, { body: '{"type":0}', isSigned: true })).toEqual({
      status: 204,
      contentType: null,
      body: '',
    });
    expect(outcomeOf(discord, { body: '{"type":1}', isSigned: true })).toBe('1 events');
  });

  test('an answer may hold numbers and texts that are always the same', () => {
    const provider = withHandshakes({ ...DISCORD, answer: { json: { type: 1, ok: 'yes' } } });
    expect(outcomeOf(provider, { body: '{"type":0}', isSigned: true })).toMatchObject({
      contentType: 'application/json',
      body: '{"type":1,"ok":"yes"}',
    });
  });
});

describe('unsigned', () => {
  const microsoft = withHandshakes(MICROSOFT);
  const meta = withHandshakes(META);

  test.each([
    ['?validationToken=Validation%3A+Testing%20client', 'Validation: Testing client'],
    ['?a=1&validationToken=x', 'x'],
  ])('POST …%s', (query, text) => {
    expect(outcomeOf(microsoft, { url: URL_ + query })).toEqual(TEXT(text));
  });

  test.each(['', '?', '?validationToken=', '?validationToken=a&validationToken=b', '?x=1', '#?'])(
    'POST …%s asks nothing',
    (query) => {
      expect(outcomeOf(microsoft, { url: URL_ + query })).toBe('signature_missing');
    },
  );

  test('an address that is not known or none asks nothing', () => {
    for (const url of [undefined, 'nonsense?validationToken=x']) {
      const request = { body: Buffer.from('{}'), headers: {}, ...(url && { url }) };
      const received = createReceiver(microsoft, { secrets: [SECRET] })(request, 0);
      expect(received).toMatchObject({ ok: false, code: 'signature_missing' });
    }
  });

  test('GET is answered where the definition says so, and is never an event', () => {
    const url = `${URL_}?hub.mode=subscribe&hub.challenge=1158201444`;
    expect(outcomeOf(meta, { method: 'GET', url })).toEqual(TEXT('1158201444'));
    expect(outcomeOf(meta, { method: 'POST', url })).toBe('signature_missing');
    expect(outcomeOf(meta, { method: 'GET' })).toBe('signature_missing');
    expect(outcomeOf(meta, { method: 'GET', body: '{"a":1}', isSigned: true })).toBe(
      'payload_empty',
    );
    expect(outcomeOf(microsoft, { method: 'GET', url: `${URL_}?validationToken=x` })).toBe(
      'signature_missing',
    );
  });

  const inBody = withHandshakes({
    signed: false,
    when: { value: 'type', is: 'check' },
    challenge: { path: 'challenge' },
    answer: { text: 'ok {challenge}' },
  });

  test('a body is read only if it is small', () => {
    const body = '{"type":"check","challenge":"x"}';
    expect(outcomeOf(inBody, { body })).toEqual(TEXT('ok x'));
    expect(outcomeOf(inBody, { body: body.padEnd(4096) })).toEqual(TEXT('ok x'));
    expect(outcomeOf(inBody, { body: body.padEnd(4097) })).toBe('signature_missing');
    expect(outcomeOf(inBody, { body: 'nonsense' })).toBe('signature_missing');
    expect(outcomeOf(inBody, { body: '[]', isSigned: true })).toBe('payload_not_object');
    expect(outcomeOf(inBody, { body: '{"a":1}', isSigned: true })).toBe('1 events');
  });

  test('the first that fits is used', () => {
    const both = withHandshakes(MICROSOFT, { ...MICROSOFT, answer: { status: 204 } });
    expect(outcomeOf(both, { url: `${URL_}?validationToken=x` })).toEqual(TEXT('x'));
  });
});

const ALWAYS: HandshakeDefinition = { signed: true, answer: { text: 'ok' } };

test.each<[HandshakeDefinition, string]>([
  [ALWAYS, 'would answer every request'],
  [{ ...ZOOM, signed: false }, 'only for handshakes that are signed'],
  [{ ...SLACK, answer: { text: '{chalenge}' } }, 'no place {chalenge}'],
  [{ ...SLACK, answer: { text: 'a', json: {} } }, 'a text or with JSON'],
  [{ ...DISCORD, answer: { text: '{challenge}' } }, 'no challenge'],
  [{ ...DISCORD, answer: { json: { a: '{hmac}' } } }, 'no challenge'],
])('%j is refused when it is defined', (handshake, message) => {
  expect(() => withHandshakes(handshake)).toThrow(message);
});

test('an HMAC is for those that sign with one', () => {
  expect(() => custom({ handshakes: [ZOOM] })).toThrow('signed with an HMAC');
});

test('a time in a body that cannot be read: the body is at fault', () => {
  const provider = custom({
    signature: {
      algorithm: 'hmac-sha256',
      header: 'x-signature',
      encoding: 'hex',
      timestamp: { path: 'at' },
    },
  });
  expect(outcomeOf(provider, { body: 'nonsense', isSigned: true })).toBe('payload_not_json');
  expect(outcomeOf(provider, { body: 'nonsense' })).toBe('signature_missing');
  expect(outcomeOf(provider, { body: '{}', isSigned: true })).toBe('timestamp_missing');
  expect(outcomeOf(provider, { body: '{"at":1}', isSigned: true })).toBe('1 events');
});
