/** What the emulator and `signal-hooks send` write is what receivers accept, for every definition. */
import { generateKeyPairSync, type RSAKeyPairKeyObjectOptions } from 'node:crypto';
import {
  createReceiver,
  encodeEvent,
  encodePayload,
  encodeRequest,
  PRESETS,
  PROVIDERS,
  type Provider,
  readStoredBody,
  requestHeaders,
} from '@signal-hooks/catalogue';
import { custom } from './support/custom.ts';

const AT = new Date('2026-04-25T14:30:00.000Z');
const URL_ = 'https://hooks.example/in/src_1';
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

function keysOf({ signature: { publicKeys } }: Provider) {
  if (publicKeys === null) return { key: { secret: SECRET }, credentials: { secrets: [SECRET] } };
  const [type, options] = publicKeys.pair;
  const pair = generateKeyPairSync(type as 'rsa', options as RSAKeyPairKeyObjectOptions);
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return { key: { privateKey: pair.privateKey }, credentials: { publicKeys: [pem] } };
}

test.each([...Object.values(PROVIDERS), ...Object.values(PRESETS)])(
  '$name: samples are accepted as the one event that they are',
  (provider: Provider) => {
    const { key, credentials } = keysOf(provider);
    const receive = createReceiver(provider, credentials);
    for (const [type, { sample }] of Object.entries(provider.events)) {
      const payload = sample({ sequence: 7, at: AT });
      const body = encodeRequest(provider, payload);
      const event = { type, deliveryId: 'del_1', payload, at: AT, url: URL_ };
      const headers = requestHeaders(provider, event, body, key);
      const request = { body, headers, method: 'POST', url: URL_ };
      const received = receive(request, AT.getTime() / 1000);
      if (!received.ok) throw new Error(`${type}: ${received.code}`);
      expect(received.events.map((one) => [one.type, one.ping])).toEqual([[type, false]]);
      // What is stored of it, and of a sample that is made up, reads back to the same payload.
      const contentType = headers['content-type'];
      const kept = received.events[0];
      if (kept === undefined) throw new Error('no event');
      const stored = { ok: true, payload: kept.payload };
      expect(readStoredBody(provider, kept.body, contentType)).toEqual(stored);
      expect(readStoredBody(provider, encodeEvent(provider, payload), contentType)).toEqual(stored);
      const tampered = { ...request, body: Buffer.concat([body, Buffer.from(' ')]) };
      const isSigned = provider.signature.kind !== 'token';
      expect([type, receive(tampered, AT.getTime() / 1000).ok]).toEqual([type, !isSigned]);
    }
  },
);

describe('the body of a request', () => {
  const item = { id: 1, tags: ['a', 'b'], none: null };

  test.each([
    [{}, '{"id":1,"tags":["a","b"],"none":null}', 'application/json'],
    [{ each: '' }, '[{"id":1,"tags":["a","b"],"none":null}]', 'application/json'],
    [{ each: 'a.b' }, '{"a":{"b":[{"id":1,"tags":["a","b"],"none":null}]}}', 'application/json'],
    [{ accepts: ['json', 'form'] }, '{"id":1,"tags":["a","b"],"none":null}', 'application/json'],
    [{ accepts: ['form'] }, 'id=1&tags=a&tags=b&none=', 'application/x-www-form-urlencoded'],
  ] as const)('of %j', (definition, text, contentType) => {
    const provider = custom({ body: definition });
    const body = encodeRequest(provider, item);
    expect(body.toString()).toBe(text);
    const event = { type: 't', deliveryId: 'd', at: AT };
    expect(requestHeaders(provider, event, body, {})['content-type']).toBe(contentType);
  });

  test('what is no list of texts goes into one parameter of a form', () => {
    const payload = { a: { b: 1 } };
    const inner = custom({ body: { accepts: ['form'] } });
    expect(encodeRequest(inner, payload).toString()).toBe(
      'payload=%7B%22a%22%3A%7B%22b%22%3A1%7D%7D',
    );
    const list = custom({ body: { accepts: ['form'], each: 'items' } });
    const body = encodeRequest(list, payload);
    expect(new URLSearchParams(body.toString()).get('payload')).toBe('{"items":[{"a":{"b":1}}]}');
    expect(encodeEvent(list, payload)).toEqual(encodePayload(payload, 'compact'));
  });
});

test('an address is signed where it is given', () => {
  const provider = PRESETS.hubspot;
  const body = Buffer.from('[]');
  const event = { type: 't', deliveryId: 'd', at: AT };
  const signed = (url?: string) =>
    requestHeaders(provider, { ...event, ...(url && { url }) }, body, { secret: SECRET });
  expect(signed(URL_)['x-hubspot-request-timestamp']).toBe(String(AT.getTime()));
  expect(signed(URL_)).not.toEqual(signed(`${URL_}?a`));
});
