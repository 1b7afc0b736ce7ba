/**
 * Products that the gateway does not know, or knows as a preset, at a gateway in a process of its
 * own: from the definition to what a subscriber gets.
 */
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api } from './support/api.ts';
import { freePort, type GatewayProcess, runCli, serve } from './support/cli.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { type Call, type Reply, send } from './support/http.ts';
import { type Subscriber, startSubscriber } from './support/subscriber.ts';
import { until } from './support/until.ts';

const SECRET = 'a-secret-of-the-sender-0123456789';
const FORM = 'application/x-www-form-urlencoded';
/** A proxy is in front. */
const PUBLIC = 'https://hooks.example.com/base';

const field = (key: string, type: string, from: string) => ({
  ...{ key, label: key, type, from, status: 'documented', sample: null },
});
/** Signs time, address and body; sends lists and forms; asks for the address by GET. */
const ACME = {
  id: 'acme',
  name: 'Acme',
  signature: {
    algorithm: 'hmac-sha512',
    header: 'acme-signature',
    encoding: 'base64',
    pairs: { separator: ';', signature: 's' },
    timestamp: { pair: 't', unit: 'ms' },
    content: '{timestamp}\n{method} {url}\n{body}',
  },
  body: { accepts: ['json', 'form'], each: 'items' },
  handshakes: [
    {
      method: 'GET',
      signed: false,
      challenge: { query: 'token' },
      answer: { json: { token: '{challenge}' } },
    },
  ],
  eventType: [{ header: 'acme-event' }, 'kind'],
  identity: [{ parts: ['id'] }, { parts: [{ digestWithout: [] }] }],
  common: { title: 'what' },
  fields: [field('amount', 'number', 'amount')],
};

let folder: Folder;
let gateway: GatewayProcess;
let api: Api;
let subscriber: Subscriber;

const cli = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await runCli(args, {
    env: { SIGNAL_HOOKS_DATA: join(folder.path, 'data'), SIGNAL_HOOKS_URL: PUBLIC },
  });
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  return stdout;
};

beforeAll(async () => {
  folder = makeFolder();
  const port = await freePort();
  const data = join(folder.path, 'data');
  gateway = await serve(data, port, { SIGNAL_HOOKS_URL: PUBLIC, SIGNAL_HOOKS_ALLOW_HTTP: 'true' });
  const token = await cli('token', 'create', '--for', 'console');
  api = new Api(gateway.url, token.trim());
  subscriber = await startSubscriber();
});
afterAll(async () => {
  await subscriber?.close();
  await gateway?.stop();
  folder.remove();
});

interface Row {
  readonly id: string;
  readonly event_type: string;
  readonly record: { readonly [key: string]: unknown };
}

const eventsOf = (source: string): Promise<Row[]> => api.all<Row>(`/v1/events?source_id=${source}`);
const post = (source: string, call: Call, query = ''): Promise<Reply> =>
  send(`${gateway.url}/in/${source}${query}`, call);

/** Subscribes to a source's events. */
async function subscribe(source: string, filter: readonly object[]): Promise<string> {
  const body = { target_url: `${subscriber.url}`, source_id: source, filter, format: 'flat' };
  const { json } = await api.post('/v1/subscriptions', body);
  subscriber.secret = json.secret as string;
  return json.id as string;
}

/** What was delivered of an event. */
const delivered = async (event: string): Promise<{ readonly [key: string]: unknown }> => {
  const bodies = await until(
    () => subscriber.received.get(event),
    (all) => all !== undefined,
  );
  return JSON.parse(bodies?.[0] ?? '');
};

test('a preset: Stripe, from the command line to a subscriber', async () => {
  const added = await cli('source', 'add', 'stripe', '--secret', SECRET);
  const [source = ''] = /src_[0-9a-z]+/.exec(added) ?? [];
  expect(added).toContain(`${PUBLIC}/in/${source}`);
  const paid = (id: string, secret = SECRET, at = Date.now()): Call => {
    const body = JSON.stringify({
      ...{ id, object: 'event', type: 'invoice.paid', created: 1_777_127_400 },
      data: { object: { id: 'in_1', object: 'invoice', amount_paid: 1250, currency: 'eur' } },
    });
    const time = Math.floor(at / 1000);
    const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
    const old = createHmac('sha256', 'old').update(`${time}.${body}`).digest('hex');
    return { body, headers: { 'stripe-signature': `t=${time},v1=${old},v1=${signature}` } };
  };
  const subscription = await subscribe(source, [
    { field: 'event_type', op: 'eq', value: 'invoice.paid' },
  ]);
  const stored = await post(source, paid('evt_1'));
  expect([stored.status, stored.json.status]).toEqual([200, 'stored']);
  expect((await post(source, paid('evt_1'))).json.status).toBe('duplicate');
  const forged = await post(source, paid('evt_2', 'forged'));
  expect([forged.status, forged.json.code]).toEqual([401, 'signature_mismatch']);
  const stale = await post(source, paid('evt_3', SECRET, Date.now() - 3_600_000));
  expect([stale.status, stale.json.code]).toEqual([401, 'timestamp_out_of_tolerance']);
  expect(await eventsOf(source)).toMatchObject([
    {
      event_type: 'invoice.paid',
      record: { provider: 'stripe', occurred_at: '2026-04-25T14:30:00.000Z' },
    },
  ]);
  expect(await delivered(stored.json.event_id as string)).toMatchObject({ provider: 'stripe' });
  await api.call('DELETE', `/v1/subscriptions/${subscription}`);
  // What is refused is listed in the background, and the command line is another process.
  await until(
    () => cli('source', 'show', source),
    (shown) => shown.includes('signature_mismatch'),
  );
});

describe('a definition of one’s own', () => {
  let source: string;

  /** As Acme sends it. */
  function acme(content: object | string, secret = SECRET, at = Date.now()): Call {
    const body = typeof content === 'string' ? content : JSON.stringify(content);
    const text = `${at}\nPOST ${PUBLIC}/in/${source}?from=acme\n${body}`;
    const signature = createHmac('sha512', secret).update(text).digest('base64');
    const type = typeof content === 'string' ? FORM : 'application/json';
    return { body, headers: { 'acme-signature': `t=${at};s=${signature}`, 'content-type': type } };
  }
  const sent = (call: Call): Promise<Reply> => post(source, call, '?from=acme');
  const item = (id: number, amount: number) => ({ id, kind: 'sale', what: `Sale ${id}`, amount });

  beforeAll(async () => {
    const body = { provider: 'custom', definition: ACME, secrets: [SECRET] };
    const { status, json, text } = await api.post('/v1/sources', body);
    if (status !== 201) throw new Error(text);
    source = json.id as string;
  });

  test('answers when the address is tried', async () => {
    const { status, json } = await post(source, { method: 'GET' }, '?token=abc');
    expect([status, json]).toEqual([200, { token: 'abc' }]);
    expect((await post(source, { method: 'HEAD' })).status).toBe(200);
    expect(await eventsOf(source)).toEqual([]);
  });

  test('takes its lists and forms, and nothing forged or stale', async () => {
    const list = await sent(acme({ items: [item(1, 10), item(2, 20)] }));
    expect(list.json).toMatchObject({
      status: 'stored',
      event_ids: [expect.any(String), expect.any(String)],
    });
    const repeated = await sent(acme({ items: [item(2, 20), item(3, 30)] }));
    expect(repeated.json.event_id).toBe((list.json.event_ids as string[])[1]);
    const form = await sent(acme('id=4&kind=refund&what=A+refund&amount=4'));
    expect(form.json.status).toBe('stored');
    expect((await sent(acme({ items: [item(9, 1)] }, 'forged'))).json.code).toBe(
      'signature_mismatch',
    );
    const old = await sent(acme({ items: [item(9, 1)] }, SECRET, Date.now() - 600_000));
    expect(old.json.code).toBe('timestamp_out_of_tolerance');
    const rows = (await eventsOf(source)).map(({ event_type: type, record }) => [
      type,
      record.title,
    ]);
    expect(rows.toSorted()).toEqual([
      ['refund', 'A refund'],
      ['sale', 'Sale 1'],
      ['sale', 'Sale 2'],
      ['sale', 'Sale 3'],
    ]);
  });

  test('delivers what passes a filter on its own field', async () => {
    await subscribe(source, [{ field: 'amount', op: 'gte', value: 50 }]);
    const { json } = await sent(acme({ items: [item(10, 49), item(11, 50)] }));
    const [small = '', large = ''] = json.event_ids as string[];
    expect(await delivered(large)).toMatchObject({
      amount: 50,
      title: 'Sale 11',
      provider: 'acme',
    });
    expect(subscriber.received.has(small)).toBe(false);
    expect(subscriber.forged()).toBe(0);
  });

  test('is changed by its file; old events are mapped anew, and the filter’s field stays', async () => {
    const file = join(folder.path, 'acme.json');
    writeFileSync(file, JSON.stringify({ ...ACME, fields: [] }));
    const env = { SIGNAL_HOOKS_DATA: join(folder.path, 'data') };
    const update = ['provider', 'update', 'acme', '--definition', file];
    const refused = await runCli(update, { env });
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('"amount" is gone'),
    ]);
    const fields = [...ACME.fields, field('item', 'id', 'id')];
    writeFileSync(file, JSON.stringify({ ...ACME, fields }));
    await cli(...update);
    const seen = await until(
      () => eventsOf(source),
      (rows) => rows.every(({ record }) => record.item !== undefined),
    );
    expect(seen.map(({ record }) => record.item)).toEqual(
      expect.arrayContaining(['1', '2', '3', '4']),
    );
  });

  test('plays its own sample, and is removed', async () => {
    const tested = await api.post(`/v1/sources/${source}/test`, {});
    expect(tested.json.outcome).toBe('stored');
    expect((await api.call('DELETE', '/v1/providers/acme')).status).toBe(409);
    await cli('source', 'remove', source, '--yes');
    await until(
      () => api.call('DELETE', '/v1/providers/acme'),
      ({ status }) => status === 204,
    );
    const { json } = await api.get('/v1/providers');
    expect((json.data as { id: string }[]).map(({ id }) => id)).not.toContain('acme');
  });
});
