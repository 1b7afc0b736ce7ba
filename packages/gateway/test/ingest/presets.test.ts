import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { Api } from '../../../../test/support/api.ts';
import { type Folder, makeFolder } from '../../../../test/support/folder.ts';
import { type Call, type Reply, send } from '../../../../test/support/http.ts';
import { until } from '../../../../test/support/until.ts';
import { readConfig } from '../../src/config.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';
import { expectProblem } from './fixture.ts';

/** Behind a proxy, under a path. */
const PUBLIC = 'https://hooks.example.com/base';
const SECRET = 'preset-secret-0123456789';
const FORM = 'application/x-www-form-urlencoded';

let folder: Folder;
let gateway: Gateway;
let api: Api;

beforeAll(async () => {
  folder = makeFolder();
  const given = { dataDir: folder.path, port: 0, publicUrl: PUBLIC };
  gateway = await startGateway(readConfig({}, given), { log: createLog('silent') });
  const { tokens } = gateway.services;
  const { token } = await tokens.create({ name: 'test', scopes: ['admin'], expiresInDays: null });
  api = new Api(gateway.url, token);
});
afterAll(async () => {
  await gateway.close();
  folder.remove();
});

/** Adds a source. @returns its id */
async function add(provider: string, credentials: object = { secrets: [SECRET] }): Promise<string> {
  const { status, json, text } = await api.post('/v1/sources', { provider, ...credentials });
  if (status !== 201) throw new Error(text);
  return json.id as string;
}

/** Sends a request to a source, as a proxy hands it on. */
const post = (id: string, call: Call, query = ''): Promise<Reply> =>
  send(`${gateway.url}/in/${id}${query}`, call);

const hmac = (algorithm: string, text: string, encoding: 'hex' | 'base64'): string =>
  createHmac(algorithm, SECRET).update(text).digest(encoding);

interface Row {
  readonly id: string;
  readonly event_type: string;
  readonly record: { readonly [key: string]: unknown };
}

const eventsOf = (id: string): Promise<Row[]> => api.all<Row>(`/v1/events?source_id=${id}`);

describe('Twilio: a form, and the public address', () => {
  const PARAMETERS = { MessageSid: 'SM1', MessageStatus: 'delivered', To: '+15550100' };
  const BODY = new URLSearchParams(PARAMETERS).toString();
  const SIGNED = 'MessageSidSM1MessageStatusdeliveredTo+15550100';
  const headersFor = (url: string): Record<string, string> => ({
    'content-type': FORM,
    'x-twilio-signature': hmac('sha1', url + SIGNED, 'base64'),
  });

  test('is taken under the public address with its query, read back, and recognised again', async () => {
    const id = await add('twilio');
    const headers = headersFor(`${PUBLIC}/in/${id}?from=sms&x=a%20b`);
    const stored = await post(id, { body: BODY, headers }, '?from=sms&x=a%20b');
    expect([stored.status, stored.json.status]).toEqual([200, 'stored']);
    expect(stored.json.event_ids).toBeUndefined();
    const again = await post(id, { body: BODY, headers }, '?from=sms&x=a%20b');
    expect(again.json).toEqual({ status: 'duplicate', event_id: stored.json.event_id });
    expect(await eventsOf(id)).toMatchObject([
      { event_type: 'message.delivered', record: { message_sid: 'SM1', to: '+15550100' } },
    ]);
  });

  test('with the path of the public address still in front, too', async () => {
    const id = await add('twilio');
    const call = { body: BODY, headers: headersFor(`${PUBLIC}/in/${id}`) };
    const reply = await send(`${gateway.url}/base/in/${id}`, call);
    expect(reply.json.status).toBe('stored');
  });

  test('is refused where another address was signed, and the owner reads which one counts', async () => {
    const id = await add('twilio');
    const reply = await post(id, { body: BODY, headers: headersFor(`${gateway.url}/in/${id}`) });
    expectProblem(reply, 401, 'signature_mismatch');
    const rejections = await until(
      () => api.all<{ explanation: string }>(`/v1/sources/${id}/rejections`),
      (all) => all.length === 1,
    );
    expect(rejections[0]?.explanation).toContain(`compared with ${PUBLIC}/in/${id}:`);
    const other = await post(id, { body: BODY, headers: headersFor(`${PUBLIC}/in/${id}`) }, '?a=1');
    expectProblem(other, 401, 'signature_mismatch');
  });

  test('its test has an event of its own', async () => {
    const id = await add('twilio');
    const { json } = await api.post(`/v1/sources/${id}/test`, {});
    expect(json).toMatchObject({ outcome: 'stored', code: null });
  });
});

test('a form is refused by who sends JSON', async () => {
  const id = await add('linear');
  const headers = { 'content-type': FORM, 'linear-signature': hmac('sha256', 'a=1', 'hex') };
  expectProblem(await post(id, { body: 'a=1', headers }), 415, 'content_type_unsupported');
});

describe('SendGrid: a list, and a public key', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

  function signed(events: readonly object[], at = Date.now()): Call {
    const body = JSON.stringify(events);
    const timestamp = String(Math.floor(at / 1000));
    const signature = sign('sha256', Buffer.from(timestamp + body), privateKey);
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'x-twilio-email-event-webhook-signature': signature.toString('base64'),
        'x-twilio-email-event-webhook-timestamp': timestamp,
      },
    };
  }
  const opened = (id: string) => ({ event: 'open', sg_event_id: id, email: 'jane@example.com' });

  test('every item is an event of its own; what came before is recognised', async () => {
    const id = await add('sendgrid', { public_keys: [pem] });
    const first = await post(id, signed([opened('a'), opened('b'), opened('a')]));
    const [a, b, again] = first.json.event_ids as string[];
    expect(first.json).toEqual({ status: 'stored', event_id: a, event_ids: [a, b, a] });
    expect([again, b === a]).toEqual([a, false]);
    const second = await post(id, signed([opened('b'), opened('c')]));
    expect(second.json).toMatchObject({ status: 'stored', event_id: b });
    const third = await post(id, signed([opened('a'), opened('b')]));
    expect(third.json).toEqual({ status: 'duplicate', event_id: a, event_ids: [a, b] });
    expect((await eventsOf(id)).map(({ record }) => record.email)).toEqual(
      Array(3).fill('jane@example.com'),
    );
  });

  test('an empty list only shows that the connection works', async () => {
    const id = await add('sendgrid', { public_keys: [pem] });
    expect((await post(id, signed([]))).json).toEqual({ status: 'ping', event_id: null });
    expect(await eventsOf(id)).toEqual([]);
  });

  test('what is stale is refused', async () => {
    const id = await add('sendgrid', { public_keys: [pem] });
    const reply = await post(id, signed([opened('a')], Date.now() - 400_000));
    expectProblem(reply, 401, 'timestamp_out_of_tolerance');
  });

  test('items are delivered raw as JSON, without the signature of the list', async () => {
    const id = await add('sendgrid', { public_keys: [pem] });
    const { json } = await post(id, signed([opened('a')]));
    const event = await gateway.store.events.get(json.event_id as string);
    expect(event?.headers['content-type']).toBe('application/json');
    expect(Object.keys(event?.headers ?? {}).join()).not.toContain('signature');
    expect(JSON.parse(Buffer.from(event?.body ?? []).toString())).toEqual(opened('a'));
  });
});

describe('handshakes', () => {
  function slack(payload: object): Call {
    const body = JSON.stringify(payload);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = `v0=${hmac('sha256', `v0:${timestamp}:${body}`, 'hex')}`;
    const headers = {
      'content-type': 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature,
    };
    return { body, headers };
  }

  test('a signed one is answered with its challenge, as a text, and stored nowhere', async () => {
    const id = await add('slack');
    const call = slack({ type: 'url_verification', challenge: '<b>3eZbrw</b>' });
    const reply = await post(id, call);
    expect([reply.status, reply.text]).toEqual([200, '<b>3eZbrw</b>']);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(await eventsOf(id)).toEqual([]);
    const forged = { ...call, headers: { ...call.headers, 'x-slack-signature': 'v0=00' } };
    expect((await post(id, forged)).status).toBe(401);
    const { text } = await api.get('/metrics');
    expect(text).toContain('signal_hooks_ingest_total{provider="slack",outcome="handshake"} 1');
  });

  test('one that wants an HMAC gets JSON', async () => {
    const id = await add('zoom');
    const body =
      '{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}';
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = `v0=${hmac('sha256', `v0:${timestamp}:${body}`, 'hex')}`;
    const headers = { 'x-zm-request-timestamp': timestamp, 'x-zm-signature': signature };
    const reply = await post(id, { body, headers });
    expect(reply.json).toEqual({
      plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
      encryptedToken: hmac('sha256', 'qgg8vlvZRS6UYooatFL8Aw', 'hex'),
    });
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('a GET is answered where the definition has one, and nowhere else', async () => {
    const [meta, github] = [await add('meta'), await add('github')];
    const query = '?hub.mode=subscribe&hub.challenge=1158201444';
    const reply = await post(meta, { method: 'GET' }, query);
    expect([reply.status, reply.text]).toEqual([200, '1158201444']);
    expect((await post(meta, { method: 'GET' })).status).toBe(401);
    expect((await post(meta, { method: 'PUT' })).headers.allow).toBe('HEAD, GET, POST');
    const refused = await post(github, { method: 'GET' }, query);
    expect([refused.status, refused.headers.allow]).toEqual([405, 'HEAD, POST']);
    expect(await eventsOf(meta)).toEqual([]);
  });

  test('one without a challenge that may be sent back is no handshake', async () => {
    const id = await add('meta');
    const challenge = 'a'.repeat(1001);
    expect((await post(id, { method: 'GET' }, `?hub.challenge=${challenge}`)).status).toBe(401);
    expect((await post(id, { method: 'GET' }, '?hub.challenge=a%0Ab')).status).toBe(401);
  });
});

test('a secret that a header carries is neither kept nor handed on', async () => {
  const id = await add('gitlab');
  const body = '{"object_kind":"push","ref":"refs/heads/main"}';
  const headers = { 'x-gitlab-token': SECRET, 'idempotency-key': 'k1' };
  const { json } = await post(id, { body, headers });
  const event = await gateway.store.events.get(json.event_id as string);
  expect(event?.headers).toEqual({ 'idempotency-key': 'k1' });
  expect((await post(id, { body, headers: { ...headers, 'x-gitlab-token': 'x' } })).status).toBe(
    401,
  );
});

test('form events are read as what they were, whatever becomes of the definition', async () => {
  const acme = {
    id: 'acme',
    name: 'Acme',
    signature: { algorithm: 'hmac-sha256', header: 'x-acme', encoding: 'hex' },
    body: { accepts: ['form'] },
    common: { title: 'title' },
  };
  const added = await api.post('/v1/sources', {
    ...{ provider: 'custom', definition: acme, secrets: [SECRET] },
  });
  const id = added.json.id as string;
  const body = 'title=A+form&n=1';
  const headers = { 'content-type': FORM, 'x-acme': hmac('sha256', body, 'hex') };
  expect((await post(id, { body, headers })).json.status).toBe('stored');
  for (const changed of [acme, { ...acme, body: { each: 'items' } }, { ...acme, body: {} }]) {
    const { status } = await api.call('PUT', '/v1/providers/acme', { definition: changed });
    expect(status).toBe(200);
    expect(await eventsOf(id)).toMatchObject([{ record: { title: 'A form' } }]);
  }
});
