import { createHmac } from 'node:crypto';
import { send } from '../../../../test/support/http.ts';
import { until } from '../../../../test/support/until.ts';
import { type Harness, startHarness } from './harness.ts';

const SECRET = 'the-secret-of-acme';
const BODY =
  '{"event":"order.paid","id":"evt_8812","created_at":"2026-11-27T15:00:00Z","total":129.5}';
const ACME = {
  id: 'acme',
  name: 'Acme',
  signature: { algorithm: 'hmac-sha256', header: 'x-acme-signature', encoding: 'base64' },
};
const sign = (body: string, encoding: 'hex' | 'base64', secret = SECRET) =>
  createHmac('sha256', secret).update(body).digest(encoding);

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

interface Source {
  readonly id: string;
  readonly ingest_url: string;
}

async function addSource(more: object = {}): Promise<Source> {
  const body = { provider: 'custom', definition: ACME, secrets: [SECRET], ...more };
  return (await harness.call('POST', '/v1/sources', { body })).json;
}

/** The id of the newest rejection of a source, once it is listed. */
const newest = ({ id }: Source): Promise<string> =>
  until(
    () => harness.call('GET', `/v1/sources/${id}/rejections`),
    ({ json }) => json.data.length > 0,
  ).then(({ json }) => json.data[0].id);

interface Refused {
  readonly id: string;
  readonly body_bytes: number;
  readonly request: {
    readonly body: string;
    readonly body_cut: boolean;
    readonly headers: object[];
  };
}

const refuse = async (
  source: Source,
  headers: Record<string, string>,
  body = BODY,
): Promise<Refused> => {
  const { status } = await send(source.ingest_url, { body, headers });
  expect(status).toBe(401);
  return (await harness.call('GET', `/v1/rejections/${await newest(source)}`)).json;
};

test('says what was sent, and where both ends disagree', async () => {
  const source = await addSource();
  const signature = sign(BODY, 'hex');
  const found = await refuse(source, {
    'x-acme-signature': signature,
    'x-shop': 'Köln'.slice(0, 1),
  });
  expect(found).toMatchObject({
    source_id: source.id,
    provider: 'acme',
    code: 'signature_malformed',
    body_bytes: BODY.length,
    signature: {
      algorithm: 'HMAC-SHA256',
      content: '{body}',
      parts: [
        {
          part: 'signature',
          place: 'x-acme-signature',
          expected: '‹base64, 32 bytes›',
          received: signature,
          form: '‹hex, 32 bytes›',
          problem: 'other_encoding',
        },
        { part: 'body', form: `‹${BODY.length} bytes›`, problem: null },
      ],
    },
    request: { method: 'POST', url: source.ingest_url, body_cut: false },
  });
  expect(Buffer.from(found.request.body, 'base64').toString()).toBe(BODY);
  expect(found.request.headers).toContainEqual({ name: 'x-shop', value: 'K' });
  const { json } = await harness.call('GET', `/v1/sources/${source.id}/rejections`);
  expect(json.data[0]).not.toHaveProperty('request');
});

test('never shows a secret, nor a signature that would have been right', async () => {
  const source = await addSource();
  const found = await refuse(source, {
    'x-acme-signature': SECRET,
    authorization: 'Bearer of-somebody',
    cookie: 'session=1',
    'x-api-key': 'key-of-somebody',
    'x-forwarded-for': '192.0.2.7',
  });
  const text = JSON.stringify(found);
  for (const hidden of [SECRET, 'of-somebody', 'session=1', '192.0.2.7', sign(BODY, 'base64')]) {
    expect(text).not.toContain(hidden);
  }
  expect(found.request.headers).toContainEqual({ name: 'x-acme-signature', value: null });
  expect(found.request.headers).toContainEqual({ name: 'authorization', value: null });
});

test('keeps the beginning of a long body, and nothing of one that was not read', async () => {
  const source = await addSource();
  const long = JSON.stringify({ text: 'a'.repeat(40_000) });
  const found = await refuse(source, { 'x-acme-signature': sign(long, 'base64', 'other') }, long);
  expect([found.request.body_cut, found.body_bytes]).toEqual([true, long.length]);
  expect(Buffer.from(found.request.body, 'base64')).toHaveLength(16 * 1024);

  const other = await addSource({ definition: { ...ACME, id: 'other', name: 'Other' } });
  const { status } = await send(other.ingest_url, {
    body: 'a=1',
    headers: { 'content-type': 'text/csv' },
  });
  expect(status).toBe(415);
  const unread = await harness.call('GET', `/v1/rejections/${await newest(other)}`);
  expect(unread.json).toMatchObject({ signature: null, request: { body: null, body_cut: false } });
});

test('is for those who may read events', async () => {
  const source = await addSource();
  const { id } = await refuse(source, {});
  const path = `/v1/rejections/${id}`;
  const token = await harness.token('sources:read');
  expect((await harness.call('GET', path, { token })).status).toBe(403);
  const missing = await harness.call('GET', '/v1/rejections/rej_none');
  expect([missing.status, missing.json.code]).toEqual([404, 'rejection_not_found']);
});

describe('a definition is learned', () => {
  const learn = (body: object, token?: string) =>
    harness.call('POST', '/v1/definitions/learn', { body, ...(token && { token }) });

  test('from a request that was refused because nobody knew yet how it is signed', async () => {
    const source = await addSource({ secrets: undefined });
    const { id } = await refuse(source, {
      'content-type': 'application/json',
      'x-shop-signature': `sha256=${sign(BODY, 'hex')}`,
    });
    const { status, json } = await learn({ rejection_ids: [id], secret: SECRET, name: 'Shop' });
    expect(status).toBe(200);
    expect(json.definition.signature).toMatchObject({
      algorithm: 'hmac-sha256',
      header: 'x-shop-signature',
      encoding: 'hex',
      prefix: 'sha256=',
    });
    expect(json.definition.evidence.signature.status).toBe('seen');
  });

  test('but not from what is not there, or by those who may not read events', async () => {
    const unknown = await learn({ rejection_ids: ['rej_none'] });
    expect(unknown.json.fields).toEqual([
      { path: 'rejection_ids.0', message: 'There is no such rejection.' },
    ]);
    const token = await harness.token('sources:write');
    expect((await learn({ rejection_ids: ['rej_none'] }, token)).status).toBe(403);
  });
});

describe('a definition is tried with requests', () => {
  const definition = {
    ...ACME,
    eventType: 'event',
    fields: [{ key: 'total', label: 'Total', type: 'number', status: 'seen', from: 'total' }],
  };
  const check = (body: object, token?: string) =>
    harness.call('POST', '/v1/definitions/check', { body, ...(token && { token }) });

  test('that are given or were refused: their records are answered, and nothing is stored', async () => {
    const source = await addSource();
    const { id } = await refuse(source, {});
    const { json } = await check({ definition, requests: [{ body: BODY }], rejection_ids: [id] });
    expect(json.ok).toBe(true);
    expect(json.records).toHaveLength(2);
    for (const record of json.records) {
      expect(record).toMatchObject({ event_type: 'order.paid', total: 129.5 });
    }
    expect((await harness.call('GET', '/v1/events')).json.data).toEqual([]);
  });

  test('none where the definition has problems, or a request cannot be read', async () => {
    const wrong = await check({
      definition: { ...definition, id: 'A' },
      requests: [{ body: BODY }],
    });
    expect([wrong.json.ok, wrong.json.records]).toEqual([false, []]);
    const unread = await check({ definition, requests: [{ body: 'no JSON' }] });
    expect([unread.status, unread.json.fields[0].path]).toEqual([422, 'requests.0.body']);
    const token = await harness.token('sources:read');
    const refused = await check({ definition, rejection_ids: ['rej_none'] }, token);
    expect(refused.status).toBe(403);
  });
});
