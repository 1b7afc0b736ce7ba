/** Requests of any sender: what is accepted, refused and answered, and what becomes an item. */
import type { INodeParameters } from 'n8n-workflow';
import { receive } from '../support/receive.ts';
import { hmacBase64, hmacHex, standardHeaders } from '../support/sign.ts';
import { ACME, acmeHeaders, OLD_SECRET, SECRET, signedWebhook } from '../support/signed-webhook.ts';

/** 2026-04-25T14:30:02Z, in seconds. */
const NOW = 1_777_127_402;
beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW * 1000);
});
afterEach(() => jest.restoreAllMocks());

const BODY = '{"id":"ev_1","type":"invoice.paid","created":1777127400,"amount":12.5}';
const RECEIVED = { status: 200, body: { received: true }, calls: [] };
const EVENT_ID = expect.stringMatching(/^evt_[0-9a-f]{24}$/);
const refused = (code: string) => ({
  status: 401,
  body: { code, message: expect.stringMatching(/^[A-Z].+\.$/) },
  items: null,
  calls: ['status', 'json', 'end'],
});

/** Sends a request of {@link ACME}. */
const send = (parameters: INodeParameters, body = BODY, headers = acmeHeaders(body)) =>
  receive(signedWebhook({ ...ACME, ...parameters }), { body, headers });

describe('a custom sender', () => {
  test('is checked as openssl signs', async () => {
    // printf '%s' '{"id":1}' | openssl dgst -sha256 -hmac 'the-secret-of-the-sender'
    const digest = '755316c05efc174c437afd75ec5bcfd110a9b35275bbfa8d74a98f391c35eafc';
    const answer = await send({}, '{"id":1}', { 'x-acme-signature': `sha256=${digest}` });
    expect(answer).toMatchObject(RECEIVED);
  });

  test('gives the payload, with what every event has', async () => {
    expect(await send({})).toEqual({
      ...RECEIVED,
      items: [
        {
          event_id: EVENT_ID,
          provider: 'acme-crm',
          provider_name: 'Acme CRM',
          event_type: 'unknown',
          event_type_label: 'Unknown',
          occurred_at: null,
          received_at: '2026-04-25T14:30:02.000Z',
          unreadable_fields: [],
          payload: { id: 'ev_1', type: 'invoice.paid', created: 1777127400, amount: 12.5 },
        },
      ],
    });
  });

  test.each([
    ['', 'custom'],
    ['Acme', 'acme'],
    ['  ACME  CRM (EU) ', 'acme-crm-eu'],
    ['42', 'custom'],
    ['Ромашка', 'custom'],
    [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
  ])('called %j is the provider %s', async (senderName, provider) => {
    expect((await send({ senderName })).items).toMatchObject([{ provider }]);
  });

  test.each([
    ['another secret', BODY, acmeHeaders(BODY, 'a guess'), 'signature_mismatch'],
    ['an empty secret', BODY, acmeHeaders(BODY, ''), 'signature_mismatch'],
    ['another body', `${BODY} `, acmeHeaders(BODY), 'signature_mismatch'],
    ['no body', '', acmeHeaders(BODY), 'signature_mismatch'],
    ['no signature', BODY, {}, 'signature_missing'],
    ['no prefix', BODY, { 'x-acme-signature': hmacHex(SECRET, BODY) }, 'signature_malformed'],
  ])('that sends %s is refused, and nothing starts', async (_what, body, headers, code) => {
    const n8n = signedWebhook(ACME);
    const answer = await receive(n8n, { body, headers });
    expect(answer).toEqual(refused(code));
    const log = n8n.log.join('\n');
    expect(log).toMatch(new RegExp(`^warn: Trigger: a request was refused \\(${code}\\)`, 'm'));
    expect(log + JSON.stringify(answer)).not.toContain(SECRET);
    expect(log + JSON.stringify(answer)).not.toContain(hmacHex(SECRET, BODY));
  });

  test('that signs with the previous secret is accepted', async () => {
    const headers = acmeHeaders(BODY, OLD_SECRET);
    expect(await send({}, BODY, headers)).toMatchObject(RECEIVED);
    const only = signedWebhook(ACME, { signingSecret: SECRET });
    expect(await receive(only, { body: BODY, headers })).toEqual(refused('signature_mismatch'));
  });

  test('without a secret in the credential is asked to try again', async () => {
    const n8n = signedWebhook(ACME, { signingSecret: '' });
    const answer = await receive(n8n, { body: BODY, headers: acmeHeaders(BODY) });
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'credential_missing' },
      items: null,
    });
  });

  test('of a panel that an expression has emptied is asked to try again', async () => {
    const n8n = signedWebhook({ ...ACME, signatureHeader: '={{ "" }}' });
    const answer = await receive(n8n, { body: BODY, headers: acmeHeaders(BODY) });
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'settings_invalid', message: expect.stringMatching(/“Signature Header”/) },
      items: null,
    });
  });
});

describe('a signed time', () => {
  const timed: INodeParameters = {
    ...ACME,
    prefix: 'v0=',
    signedText: 'v0:{timestamp}:{body}',
    timestampIn: 'header',
    timestampHeader: 'X-Acme-Timestamp',
  };
  const headersAt = (seconds: number) => ({
    'x-acme-timestamp': String(seconds),
    'x-acme-signature': `v0=${hmacHex(SECRET, `v0:${seconds}:${BODY}`)}`,
  });

  test.each([
    [0, 300, true],
    [-300, 300, true],
    [301, 300, false],
    [-301, 300, false],
    [-60, 60, true],
    [-61, 60, false],
    [-3600, 7200, true],
  ])('of %i s from now, with a tolerance of %i s: %s', async (offset, tolerance, isFresh) => {
    const options = tolerance === 300 ? {} : { tolerance };
    const n8n = signedWebhook({ ...timed, options });
    const answer = await receive(n8n, { body: BODY, headers: headersAt(NOW + offset) });
    if (isFresh) expect(answer).toMatchObject(RECEIVED);
    else expect(answer).toEqual(refused('timestamp_out_of_tolerance'));
  });

  test('that was swapped is refused', async () => {
    const headers = { ...headersAt(NOW), 'x-acme-timestamp': String(NOW - 1) };
    const answer = await receive(signedWebhook(timed), { body: BODY, headers });
    expect(answer).toEqual(refused('signature_mismatch'));
  });
});

test('Standard Webhooks can be filled in by hand', async () => {
  const key = Buffer.from('01234567890123456789012345678901');
  const n8n = signedWebhook(
    {
      preset: 'custom',
      signatureHeader: 'Webhook-Signature',
      headerFormat: 'signatures',
      separator: ' ',
      prefix: 'v1,',
      encoding: 'base64',
      signedText: '{id}.{timestamp}.{body}',
      idHeader: 'Webhook-Id',
      timestampIn: 'header',
      timestampHeader: 'Webhook-Timestamp',
      secretEncoding: 'base64',
      options: { eventIdHeader: 'Webhook-Id' },
    },
    { signingSecret: `whsec_${key.toString('base64')}` },
  );
  const headers = standardHeaders(key, 'msg_1', NOW, BODY);
  expect(await receive(n8n, { body: BODY, headers })).toMatchObject(RECEIVED);
  const both = {
    ...headers,
    'webhook-signature': `v1,${'A'.repeat(43)}= ${headers['webhook-signature']}`,
  };
  expect(await receive(n8n, { body: BODY, headers: both })).toMatchObject(RECEIVED);
  const swapped = { ...headers, 'webhook-id': 'msg_2' };
  expect(await receive(n8n, { body: BODY, headers: swapped })).toEqual(
    refused('signature_mismatch'),
  );
});

describe('the preset GitHub', () => {
  // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
  const secret = "It's a Secret to Everybody";
  const documented = {
    'x-hub-signature-256':
      'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  };

  test('accepts the documented signature', async () => {
    const n8n = signedWebhook({ preset: 'github' }, { signingSecret: secret });
    // It is no JSON, but nothing that was signed is lost.
    const { items } = await receive(n8n, { body: 'Hello, World!', headers: documented });
    expect(items).toMatchObject([
      { provider: 'github', event_type: 'unreadable', body: 'Hello, World!' },
    ]);
    const forged = await receive(n8n, { body: 'Hello, World?', headers: documented });
    expect(forged).toEqual(refused('signature_mismatch'));
  });

  test('gives type, identity and the preset’s fields, and no field that it never fills', async () => {
    const body =
      '{"action":"opened","issue":{"id":7,"title":"Broken"},"sender":{"login":"octocat"}}';
    const headers = {
      'x-hub-signature-256': `sha256=${hmacHex(SECRET, body)}`,
      'x-github-event': 'issues',
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    };
    const parameters = { preset: 'github', output: 'record', eventTypes: 'issues' };
    const { items } = await receive(signedWebhook(parameters), { body, headers });
    expect(items).toEqual([
      expect.objectContaining({
        event_id: EVENT_ID,
        provider: 'github',
        event_type: 'issues',
        occurred_at: null,
        received_at: '2026-04-25T14:30:02.000Z',
        title: 'Broken',
        subject_id: '7',
        contact_name: 'octocat',
        action: 'opened',
        repository: null,
        unreadable_fields: [],
      }),
    ]);
    expect(Object.keys(items?.[0] ?? {})).not.toContain('company_tax_id');
  });
});

test.each([
  [60, true],
  [61, false],
])('a preset’s tolerance can be narrowed: at %i s %s', async (age, isFresh) => {
  const key = Buffer.from('01234567890123456789012345678901');
  const n8n = signedWebhook(
    { preset: 'standard-webhooks', options: { tolerance: 60 } },
    { signingSecret: `whsec_${key.toString('base64')}` },
  );
  const headers = standardHeaders(key, 'msg_1', NOW - age, BODY);
  const answer = await receive(n8n, { body: BODY, headers });
  if (isFresh) expect(answer).toMatchObject(RECEIVED);
  else expect(answer).toEqual(refused('timestamp_out_of_tolerance'));
});

describe('what the panel adds', () => {
  const typed = {
    options: { eventTypePath: 'type', eventIdPath: 'id', occurredAtPath: 'created' },
  };

  test('type, identity and time', async () => {
    const { items } = await send(typed);
    expect(items).toMatchObject([
      { event_type: 'invoice.paid', occurred_at: '2026-04-25T14:30:00.000Z', event_id: EVENT_ID },
    ]);
    // `printf acme-crm:ev_1 | sha256sum`
    expect(items?.[0]?.event_id).toBe('evt_d75939fbbac0b95ac468ae0e');
  });

  test('a type from a header', async () => {
    const headers = { ...acmeHeaders(BODY), 'x-acme-event': 'paid' };
    const answer = await send({ options: { eventTypeHeader: 'X-Acme-Event' } }, BODY, headers);
    expect(answer.items).toMatchObject([{ event_type: 'paid' }]);
  });

  test.each([
    ['invoice.paid', true],
    ['invoice.voided, invoice.paid', true],
    ['invoice.voided', false],
    ['invoice', false],
  ])('the event types %s let it through: %s', async (eventTypes, isWanted) => {
    const { status, items } = await send({ ...typed, eventTypes });
    expect([status, items !== null]).toEqual([200, isWanted]);
  });

  test('typed fields, flat, beside the payload or instead of it', async () => {
    const field = [
      { name: 'amount', path: 'amount', type: 'number' },
      { name: 'paid_at', path: 'created', type: 'datetime' },
      { name: 'customer', path: 'data.customer.name', type: 'string' },
      { name: 'bad', path: 'type', type: 'integer' },
      // Every record can have this one: it gets the type that it has there.
      { name: 'title', path: 'type' },
      { name: 'contact_email', path: 'data.customer.email' },
    ];
    const cells = {
      amount: 12.5,
      paid_at: '2026-04-25T14:30:00.000Z',
      customer: null,
      bad: null,
      title: 'invoice.paid',
      contact_email: null,
      unreadable_fields: ['bad'],
    };
    const { items } = await send({ output: 'record', fields: { field } });
    expect(items).toMatchObject([cells]);
    expect(items?.[0]).not.toHaveProperty('payload');
    expect(items?.[0]).not.toHaveProperty('company_name');
    const both = await send({ fields: { field } });
    expect(both.items).toMatchObject([{ ...cells, payload: { id: 'ev_1' } }]);
    const payload = await send({ output: 'payload', fields: { field } });
    expect(payload.items).toEqual([
      { id: 'ev_1', type: 'invoice.paid', created: 1777127400, amount: 12.5 },
    ]);
  });

  test('a field of the user’s instead of the preset’s', async () => {
    const body = '{"action":"opened","number":42}';
    const headers = { 'x-hub-signature-256': `sha256=${hmacHex(SECRET, body)}` };
    const fields = { field: [{ name: 'action', path: 'number', type: 'integer' }] };
    const n8n = signedWebhook({ preset: 'github', output: 'record', fields });
    expect((await receive(n8n, { body, headers })).items).toMatchObject([{ action: 42 }]);
  });

  test('the request’s headers, without what is secret', async () => {
    const headers = { ...acmeHeaders(BODY), authorization: 'Bearer x', cookie: 'a=b' };
    const { items } = await send({ options: { headers: true } }, BODY, headers);
    expect(items?.[0]?.headers).toEqual({ host: 'n8n.example.com', ...acmeHeaders(BODY) });
  });
});

describe('the event id', () => {
  const idOf = async (body: string, parameters: INodeParameters = {}) =>
    (await send(parameters, body)).items?.[0]?.event_id;

  test('is the same for the same content, and another for another', async () => {
    expect(await idOf('{"a":1}')).toBe(await idOf('{"a":1}'));
    expect(await idOf('{"a":1}')).not.toBe(await idOf('{"a":2}'));
  });

  test('follows what is named as the event’s own', async () => {
    const options = { eventIdPath: 'id' };
    expect(await idOf('{"id":1,"n":1}', { options })).toBe(
      await idOf('{"id":1,"n":2}', { options }),
    );
    expect(await idOf('{"id":1}', { options })).not.toBe(await idOf('{"id":2}', { options }));
    // Where an event has none, its content tells it.
    expect(await idOf('{"n":1}', { options })).not.toBe(await idOf('{"n":2}', { options }));
  });

  test('is another of another sender', async () => {
    const options = { eventIdPath: 'id' };
    const other = await idOf('{"id":1}', { options, senderName: 'Other' });
    expect(other).not.toBe(await idOf('{"id":1}', { options }));
  });
});

test('a GET request that asks for nothing starts nothing', async () => {
  const n8n = signedWebhook(ACME);
  const forged = await receive(n8n, { method: 'GET' });
  expect(forged).toEqual(refused('signature_missing'));
  // Whoever has seen a signed body may send it by another method.
  const signed = await receive(n8n, { method: 'GET', body: BODY, headers: acmeHeaders(BODY) });
  expect(signed).toMatchObject({ status: 405, body: { code: 'method_not_allowed' }, items: null });
});

test('another encoding of the signature', async () => {
  const headers = { 'x-acme-signature': hmacBase64(SECRET, BODY) };
  expect(await send({ encoding: 'base64', prefix: '' }, BODY, headers)).toMatchObject(RECEIVED);
});
