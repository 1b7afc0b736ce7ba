/** Bodies other than one event in JSON: forms, lists, and requests that only ask something. */
import { createHmac } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import { NODE_URL } from '../support/n8n.ts';
import { type Incoming, receive } from '../support/receive.ts';
import { ACME, acmeHeaders, SECRET, signedWebhook } from '../support/signed-webhook.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ACCEPTED = { status: 200, body: { received: true }, calls: [] };
const refused = (code: string) => ({ status: 401, body: { code }, items: null });

/** Sends a request that Acme has signed. */
const send = (parameters: INodeParameters, body: string, more: Incoming = {}) =>
  receive(signedWebhook({ ...ACME, ...parameters }), {
    ...more,
    body,
    headers: { ...acmeHeaders(body), ...more.headers },
  });

describe('a form', () => {
  const body = 'event=sms.received&text=Hello+there&media=a&media=b';
  const both = { options: { bodyFormats: ['json', 'form'], eventTypePath: 'event' } };

  test('is an object of its parameters', async () => {
    const { items } = await send(both, body, { headers: FORM });
    const payload = { event: 'sms.received', text: 'Hello there', media: ['a', 'b'] };
    expect(items).toMatchObject([{ event_type: 'sms.received', payload }]);
  });

  test('is read by its fields, like JSON', async () => {
    const fields = { field: [{ name: 'text', path: 'text' }] };
    const { items } = await send({ ...both, fields, output: 'record' }, body, { headers: FORM });
    expect(items).toMatchObject([{ text: 'Hello there' }]);
  });

  test('is not lost where only JSON is expected', async () => {
    const { items } = await send({}, body, { headers: FORM });
    expect(items).toMatchObject([{ event_type: 'unreadable', body }]);
  });

  test('can be signed by its parameters, sorted, behind the address', async () => {
    const parameters = {
      ...{ ...ACME, prefix: '', algorithm: 'hmac-sha1', encoding: 'base64' },
      signedText: '{url}{form}',
    };
    const text = 'To=%2B1555&Body=Hello+there&From=a';
    const signed = `${NODE_URL}BodyHello thereFromaTo+1555`;
    const signature = createHmac('sha1', SECRET).update(signed).digest('base64');
    const headers = { ...FORM, 'x-acme-signature': signature };
    const { items } = await receive(signedWebhook(parameters), { body: text, headers });
    expect(items).toMatchObject([{ payload: { To: '+1555', Body: 'Hello there', From: 'a' } }]);
    const changed = await receive(signedWebhook(parameters), { body: `${text}x`, headers });
    expect(changed).toMatchObject(refused('signature_mismatch'));
  });
});

describe('a list', () => {
  const listed = (listPath: string): INodeParameters => ({
    options: { listPath, eventTypePath: 'type', eventIdPath: 'id' },
  });
  const events = [
    { id: 1, type: 'opened' },
    { id: 2, type: 'clicked' },
  ];

  test.each([
    ['$', JSON.stringify(events)],
    ['events', JSON.stringify({ events })],
    ['data.events', JSON.stringify({ data: { events } })],
  ])('at %s is one item per event, each with its own id', async (path, body) => {
    const { status, items } = await send(listed(path), body);
    expect(status).toBe(200);
    expect(items?.map(({ event_type, payload }) => [event_type, payload])).toEqual([
      ['opened', events[0]],
      ['clicked', events[1]],
    ]);
    const [first, second] = items?.map(({ event_id }) => event_id) ?? [];
    expect(first).not.toBe(second);
    const again = await send(listed(path), body);
    expect(again.items?.map(({ event_id }) => event_id)).toEqual([first, second]);
  });

  test('of which nothing is wanted starts nothing', async () => {
    const parameters = { ...listed('$'), eventTypes: 'bounced' };
    expect(await send(parameters, JSON.stringify(events))).toEqual({ ...ACCEPTED, items: null });
    const some = await send({ ...parameters, eventTypes: 'clicked' }, JSON.stringify(events));
    expect(some.items).toMatchObject([{ event_type: 'clicked' }]);
  });

  test('that is empty starts nothing', async () => {
    expect(await send(listed('$'), '[]')).toEqual({ ...ACCEPTED, items: null });
  });

  test('that is not there leaves the body one event', async () => {
    const { items } = await send(listed('events'), '{"other":1}');
    expect(items).toMatchObject([{ event_type: 'unknown', payload: { other: 1 } }]);
  });
});

/** An answer that the node itself writes. */
const answered = (contentType: string, body: string) => ({
  status: 200,
  body,
  items: null,
  calls: ['status', `type ${contentType}`, 'send'],
});

describe('a handshake', () => {
  test('by a path of the body is answered once the signature fits', async () => {
    const body = '{"type":"url_verification","challenge":"3eZbrw1aB10FEMAGAZd4FyFQ"}';
    const parameters = { options: { challengePath: 'challenge' } };
    expect(await send(parameters, body)).toEqual(
      answered('text/plain', '3eZbrw1aB10FEMAGAZd4FyFQ'),
    );
    const headers = acmeHeaders(body, 'a guess');
    const forged = await receive(signedWebhook({ ...ACME, ...parameters }), { body, headers });
    expect(forged).toMatchObject(refused('signature_mismatch'));
    // Everything else is an event.
    expect((await send(parameters, '{"type":"message"}')).items).toHaveLength(1);
  });

  test.each(['GET', 'POST'] as const)('by a query parameter is answered to %s', async (method) => {
    const n8n = signedWebhook({ ...ACME, options: { challengeQuery: 'hub.challenge' } });
    const query = '?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=x';
    const answer = await receive(n8n, { method, query });
    expect(answer).toEqual(answered('text/plain', '1158201444'));
    expect(await receive(n8n, { method })).toMatchObject(refused('signature_missing'));
  });

  test('does not let an event in that is not signed', async () => {
    const n8n = signedWebhook({ ...ACME, options: { challengeQuery: 'validationToken' } });
    const answer = await receive(n8n, { query: '?validationToken=abc', body: '{"id":1}' });
    expect(answer.items).toBeNull();
  });
});
