import { createHmac } from 'node:crypto';
import { type Harness, startHarness } from './harness.ts';

const SECRET = 'secret-of-the-test';

describe('what the provider sent', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  test('is returned byte by byte, with its own headers and no others', async () => {
    const source = await harness.call('POST', '/v1/sources', {
      body: { provider: 'siggnal', secrets: [SECRET] },
    });
    // Blanks, a number that JavaScript would round, and a mark that decoders like to remove.
    const body = '{"signal_id": "s1",  "n": 12345678901234567890,\n "t": "\uFEFFх"}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const sent = await fetch(source.json.ingest_url.replace(/^https?:\/\/[^/]+/, harness.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-siggnal-signature': signature,
        'x-forwarded-for': '192.0.2.1',
        cookie: 'a=b',
      },
      body,
    });
    expect(sent.status).toBe(200);
    const { data } = (await harness.call('GET', '/v1/events')).json;
    const { status, json } = await harness.call('GET', `/v1/events/${data[0].id}/request`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ body, body_base64: null, body_bytes: Buffer.byteLength(body) });
    expect(Object.keys(json.headers).sort()).toEqual([
      'content-type',
      'user-agent',
      'x-siggnal-signature',
    ]);
  });

  test('an event that is not there', async () => {
    const { status, json } = await harness.call('GET', '/v1/events/evt_0/request');
    expect([status, json.code]).toEqual([404, 'event_not_found']);
  });
});
