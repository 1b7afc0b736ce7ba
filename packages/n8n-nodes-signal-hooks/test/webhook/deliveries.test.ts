/** Signal Hooks Trigger: deliveries of a gateway, signed by Standard Webhooks. */
import type { INodeParameters } from 'n8n-workflow';
import { SignalHooksTrigger } from '../../nodes/SignalHooks/SignalHooksTrigger.node.ts';
import { NODE_URL, SimulatedN8n } from '../support/n8n.ts';
import { receive } from '../support/receive.ts';
import { SENDERS } from '../support/senders.ts';
import { hmacBase64, standardHeaders } from '../support/sign.ts';

/** 2026-04-25T14:30:02Z, in seconds. */
const NOW = 1_777_127_402;
const KEY = Buffer.from('01234567890123456789012345678901');
const OLD_KEY = Buffer.from('abcdefghijklmnopqrstuvwxyzabcdef');

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW * 1000);
});
afterEach(() => jest.restoreAllMocks());

const { node } = SENDERS['signal-hooks'];
const RECEIVED = { status: 200, body: { received: true }, calls: [] };
const refused = (code: string) => ({ status: 401, items: null, body: { code } });

const record = {
  event_id: 'evt_01k9q2v7c5e8',
  provider: 'siggnal',
  event_type: 'signal',
  occurred_at: '2026-04-25T14:30:00.000Z',
  received_at: '2026-04-25T14:30:01.000Z',
  title: 'A tender',
  priority: 'high',
  contacts: [
    { name: 'Anna', role: null, email: null, phone: null },
    { name: 'Pavel', role: 'CFO', email: null, phone: null },
  ],
  signal_id: 'sig_abc123',
  unreadable_fields: [],
};
const EVENT_URL = 'https://hooks.example.com/console/events/evt_01k9q2v7c5e8';
/** What an item says about its delivery. */
const first = {
  delivery_attempt: null,
  delivery_is_last_attempt: null,
  delivery_is_replay: false,
  delivery_replayed_at: null,
  delivery_is_test: false,
  delivery_event_url: null,
};
const raw = { signal_id: 'sig_abc123', a_key_of_tomorrow: true };
const standard = JSON.stringify({
  type: 'signal',
  timestamp: record.occurred_at,
  data: { ...record, raw },
});

interface Delivery {
  readonly body?: string;
  readonly id?: string;
  readonly seconds?: number;
  readonly key?: Uint8Array;
  readonly more?: Readonly<Record<string, string>>;
  readonly parameters?: INodeParameters;
}

function deliver({
  body = standard,
  id = 'evt_01k9q2v7c5e8',
  seconds = NOW,
  key = KEY,
  more = {},
  parameters,
}: Delivery = {}) {
  const headers = { ...standardHeaders(key, id, seconds, body), ...more };
  return receive(node(parameters), { body, headers });
}

describe('a delivery in the format', () => {
  test('standard makes an item of its record', async () => {
    expect(await deliver()).toEqual({ ...RECEIVED, items: [{ ...record, ...first }] });
  });

  test('flat is the record itself', async () => {
    const body = JSON.stringify({ ...record, raw });
    const answer = await deliver({ body, parameters: { options: { format: 'flat' } } });
    expect(answer).toEqual({ ...RECEIVED, items: [{ ...record, ...first }] });
  });

  test('raw is the provider’s payload, with the event’s id', async () => {
    const body = '{"signal_id":9007199254740993,"contacts":[{"name":"Anna"}]}';
    const payload = { signal_id: '9007199254740993', contacts: [{ name: 'Anna' }] };
    const options = { format: 'raw', split: 'contacts' };
    const answer = await deliver({ body, parameters: { options } });
    const event_id = 'evt_01k9q2v7c5e8';
    const received_at = '2026-04-25T14:30:02.000Z';
    expect(answer).toEqual({ ...RECEIVED, items: [{ event_id, received_at, payload, ...first }] });
    const payloads = await deliver({ body, parameters: { output: 'payload', options } });
    expect(payloads.items).toEqual([payload]);
  });
});

describe('of a delivery', () => {
  test.each<[string, object]>([
    ['payload', raw],
    ['both', { ...record, ...first, payload: raw }],
  ])('the %s can be had', async (output, item) => {
    expect((await deliver({ parameters: { output } })).items).toEqual([item]);
  });

  test('each contact can be an item, with the gateway’s id of the event', async () => {
    const { items } = await deliver({ parameters: { options: { split: 'contacts' } } });
    expect(items).toEqual([
      expect.objectContaining({ contact_name: 'Anna', item_id: 'evt_01k9q2v7c5e8-1' }),
      expect.objectContaining({
        contact_name: 'Pavel',
        contact_role: 'CFO',
        item_id: 'evt_01k9q2v7c5e8-2',
      }),
    ]);
  });

  test('headers can be had, without secrets', async () => {
    const more = { Authorization: 'Bearer 1', 'signal-hooks-attempt': '2' };
    const { items } = await deliver({ more, parameters: { options: { headers: true } } });
    expect(items?.[0]?.headers).toMatchObject({
      'webhook-id': 'evt_01k9q2v7c5e8',
      'signal-hooks-attempt': '2',
    });
    expect(items?.[0]?.headers).not.toHaveProperty('Authorization');
  });

  test('what the node filters by is left to the gateway', async () => {
    const parameters = { eventTypes: 'other', filters: { minimumPriority: 'critical' } };
    expect((await deliver({ parameters })).items).toHaveLength(1);
  });
});

describe('an item says of its delivery', () => {
  const mark = (content: string, key: Uint8Array = KEY) =>
    `v1,${hmacBase64(key, `evt_01k9q2v7c5e8.${NOW}.${content}`)}`;
  const replay = {
    'signal-hooks-replayed-at': '1777127400123',
    'signal-hooks-replay-signature': mark('replayed-at:1777127400123'),
  };

  test.each([
    [{ 'signal-hooks-attempt': '1' }, { ...first, delivery_attempt: 1 }],
    [{ 'Signal-Hooks-Attempt': '10' }, { ...first, delivery_attempt: 10 }],
    [{ 'signal-hooks-attempt': '0' }, first],
    [{ 'signal-hooks-attempt': '1e3' }, first],
    [{ 'signal-hooks-last-attempt': 'true' }, { ...first, delivery_is_last_attempt: true }],
    [{ 'signal-hooks-last-attempt': 'false' }, { ...first, delivery_is_last_attempt: false }],
    [{ 'signal-hooks-last-attempt': 'yes' }, first],
    [{ 'signal-hooks-event-url': EVENT_URL }, { ...first, delivery_event_url: EVENT_URL }],
    [{ 'signal-hooks-event-url': EVENT_URL.replace('evt_', 'evt_2') }, first],
    [{ 'signal-hooks-event-url': EVENT_URL.replace('https', 'javascript') }, first],
    [{ 'signal-hooks-event-url': '/console/events/evt_01k9q2v7c5e8' }, first],
    [
      replay,
      { ...first, delivery_is_replay: true, delivery_replayed_at: '2026-04-25T14:30:00.123Z' },
    ],
    [{ ...replay, 'signal-hooks-replayed-at': '1777127400124' }, first],
    [
      {
        ...replay,
        'signal-hooks-replay-signature': mark('replayed-at:1777127400123', OLD_KEY),
      },
      first,
    ],
  ])('%#: %j', async (more, delivery) => {
    expect((await deliver({ more })).items).toEqual([{ ...record, ...delivery }]);
  });

  test('that its event is invented, if tests are passed on at all', async () => {
    const more = { 'signal-hooks-test': 'true', 'signal-hooks-test-signature': mark('test') };
    expect(await deliver({ more })).toMatchObject({ ...RECEIVED, items: null });
    const { items } = await deliver({ more, parameters: { options: { pings: true } } });
    expect(items).toEqual([{ ...record, ...first, delivery_is_test: true }]);
  });

  test('nothing of a mark that nobody signed', async () => {
    const more = { 'signal-hooks-test': 'true', 'signal-hooks-test-signature': 'v1,AAAA' };
    expect((await deliver({ more })).items).toEqual([{ ...record, ...first }]);
  });
});

test.each([
  ['payload', { ...record, ...first }],
  ['both', { ...record, ...first, payload: null }],
])('a delivery without the payload still makes an item of %s', async (output, item) => {
  const body = JSON.stringify({ type: 'signal', data: record });
  expect((await deliver({ body, parameters: { output } })).items).toEqual([item]);
});

describe('the signature', () => {
  test('is checked as openssl makes it', async () => {
    // printf '%s' 'evt_1.1777127402.{"data":{}}' | openssl dgst -sha256 -hmac '0123…8901' -binary | base64
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': '1777127402',
      'webhook-signature': 'v1,FSGqb0t+IDUUO85U9M4uv/+/eTqNNmECBBACxMtNww4=',
    };
    const answer = await receive(node(), { body: '{"data":{}}', headers });
    expect(answer).toMatchObject({ ...RECEIVED, items: [first] });
  });

  test.each([
    [-300, true],
    [300, true],
    [-301, false],
    [301, false],
    [-86_400, false],
  ])('counts for five minutes either way: at %i s %s', async (offset, isFresh) => {
    const answer = await deliver({ seconds: NOW + offset });
    if (isFresh) expect(answer).toMatchObject(RECEIVED);
    else expect(answer).toMatchObject(refused('timestamp_out_of_tolerance'));
  });

  test('covers id, timestamp and body', async () => {
    for (const more of [{ 'webhook-id': 'evt_2' }, { 'webhook-timestamp': String(NOW + 1) }]) {
      expect(await deliver({ more })).toMatchObject(refused('signature_mismatch'));
    }
    const headers = standardHeaders(KEY, 'evt_1', NOW, standard);
    const answer = await receive(node(), { body: `${standard} `, headers });
    expect(answer).toMatchObject(refused('signature_mismatch'));
  });

  test('of a secret that was rotated: any of those in the header', async () => {
    const sign = (key: Uint8Array) => hmacBase64(key, `evt_01k9q2v7c5e8.${NOW}.${standard}`);
    const both = { 'webhook-signature': `v1,${sign(OLD_KEY)} v1,${sign(KEY)} v2,abc` };
    expect(await deliver({ key: OLD_KEY, more: both })).toMatchObject(RECEIVED);
    const old = { 'webhook-signature': `v1,${sign(OLD_KEY)}` };
    expect(await deliver({ more: old })).toMatchObject(refused('signature_mismatch'));
  });

  test.each([
    [{ 'webhook-signature': '' }, 'signature_missing'],
    [{ 'webhook-id': '' }, 'signature_missing'],
    [{ 'webhook-timestamp': '' }, 'timestamp_missing'],
    [{ 'webhook-timestamp': 'yesterday' }, 'timestamp_malformed'],
    [{ 'webhook-timestamp': '1e9' }, 'timestamp_malformed'],
    [{ 'webhook-signature': 'v1,%%%' }, 'signature_malformed'],
    [
      { 'webhook-signature': 'v2,FSGqb0t+IDUUO85U9M4uv/+/eTqNNmECBBACxMtNww4=' },
      'signature_malformed',
    ],
  ])('with %j is refused', async (more, code) => {
    expect(await deliver({ more })).toMatchObject(refused(code));
  });

  test.each([
    ['an empty secret', ['whsec_']],
    ['no secret', []],
  ])('with %s stored is never taken for right', async (_what, secrets) => {
    const credentials = { secrets };
    const kept = { registration: { id: '1', url: NODE_URL, credentials } };
    const n8n = new SimulatedN8n(new SignalHooksTrigger(), { kept });
    const headers = standardHeaders(Buffer.alloc(0), 'evt_1', NOW, standard);
    const answer = await receive(n8n, { body: standard, headers });
    expect(answer).toMatchObject(refused('credential_missing'));
  });

  test('that is refused says why, in a sentence', async () => {
    const stale = await deliver({ seconds: NOW - 1000 });
    expect(stale.body).toEqual({
      code: 'timestamp_out_of_tolerance',
      message:
        'The delivery is more than five minutes old or from the future. Check the clocks of n8n and of the gateway.',
    });
    const forged = await deliver({ key: OLD_KEY });
    expect(forged.body).toEqual({
      code: 'signature_mismatch',
      message:
        'The delivery’s signature is missing or does not fit. Only the gateway this node subscribed at can send here.',
    });
  });
});

test('a delivery that cannot be read keeps its id', async () => {
  const { items } = await deliver({ body: '[]', id: 'evt_9' });
  expect(items).toEqual([
    {
      event_id: 'evt_9',
      provider: 'signal-hooks',
      event_type: 'unreadable',
      received_at: '2026-04-25T14:30:02.000Z',
      error: { code: 'payload_not_object', message: expect.any(String) },
      body: '[]',
    },
  ]);
});

test('a row that is none makes an item all the same', async () => {
  const body = '{"data":{"event_id":"evt_1","contacts":[null,"x",[1],{"name":"Anna"}]}}';
  const { items } = await deliver({ body, parameters: { options: { split: 'contacts' } } });
  expect(items?.map(({ item_id, contact_name }) => [item_id, contact_name])).toEqual([
    ['evt_1-1', undefined],
    ['evt_1-2', undefined],
    ['evt_1-3', undefined],
    ['evt_1-4', 'Anna'],
  ]);
});

test.each(['{}', '{"data":null}', '{"data":[1]}', '{"data":"x"}'])(
  'a delivery of an odd shape, %s, makes an item of nothing rather than an error',
  async (body) => {
    expect(await deliver({ body })).toEqual({ ...RECEIVED, items: [first] });
  },
);
