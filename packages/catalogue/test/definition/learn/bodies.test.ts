import { createHmac } from 'node:crypto';
import { readCaptured } from '../../../src/definition/learn/captured.ts';
import { learnDefinition } from '../../../src/definition/learn/learn.ts';
import {
  checkDefinition,
  createReceiver,
  type Headers,
  type Provider,
} from '../../../src/index.ts';

const SECRET = 'of lists and forms';
const headersOf = (body: string, contentType: string): Headers => ({
  'Content-Type': contentType,
  'X-Acme-Signature': createHmac('sha256', SECRET).update(body).digest('hex'),
});

/** Learned of one body, checked, and what it makes of that body. */
function learnOf(body: string, contentType: string) {
  const headers = headersOf(body, contentType);
  const captured = readCaptured(Buffer.from(body), headers);
  if (!captured.ok) throw new TypeError(captured.explanation);
  const { definition } = learnDefinition(captured.requests, { secret: SECRET });
  const checked = checkDefinition(definition);
  if (!checked.ok) throw new TypeError(JSON.stringify(checked.problems));
  return { definition, events: receive(checked.provider, body, headers) };
}

function receive(provider: Provider, body: string, headers: Headers) {
  const received = createReceiver(provider, { secrets: [SECRET] })(
    { body: Buffer.from(body), headers },
    0,
  );
  if (!received.ok) throw new TypeError(received.code);
  return received.events.map(({ type, identity, payload }) => ({
    type,
    key: identity.key,
    unreadable: provider.mapRecord(payload, {
      event_id: 'evt_1',
      provider: provider.id,
      event_type: type,
      received_at: '2026-04-25T14:30:00.000Z',
    }).unreadable_fields,
  }));
}

test('each item of a list is an event', () => {
  const body = '[{"event":"opened","sg_event_id":"abc1"},{"event":"clicked","sg_event_id":"abc2"}]';
  const { definition, events } = learnOf(body, 'application/json');
  expect(definition).toMatchObject({ body: { each: '' }, eventType: 'event' });
  expect(definition.evidence).toEqual({ signature: { status: 'seen' } });
  expect(events).toEqual([
    { type: 'opened', key: 'abc1', unreadable: [] },
    { type: 'clicked', key: 'abc2', unreadable: [] },
  ]);
});

test('no header tells the items of a list apart', () => {
  const body = '[{"event":"opened","n":1},{"event":"opened","n":2}]';
  const headers = { ...headersOf(body, 'application/json'), 'x-acme-delivery': 'd'.repeat(36) };
  const captured = readCaptured(Buffer.from(body), headers);
  if (!captured.ok) throw new TypeError(captured.explanation);
  const { definition } = learnDefinition(captured.requests);
  expect(JSON.stringify(definition.identity)).not.toContain('x-acme-delivery');
  expect(checkDefinition(definition).ok).toBe(true);
});

test('a form is read by its parameters', () => {
  const body =
    'event=order.paid&id=evt_12345678&order_total=19.90&email=jane%40acme.example&tag=a&tag=b';
  const { definition, events } = learnOf(body, 'application/x-www-form-urlencoded; charset=utf-8');
  expect(definition).toMatchObject({
    body: { accepts: ['form'] },
    eventType: 'event',
    common: { contact_email: 'email' },
    fields: [{ key: 'id' }, { key: 'order_total', type: 'number' }],
  });
  expect(events).toEqual([{ type: 'order.paid', key: 'evt_12345678', unreadable: [] }]);
});

test('forms and JSON of one product are both read', () => {
  const [form, json] = [
    readCaptured(Buffer.from('event=a.b'), { 'content-type': 'application/x-www-form-urlencoded' }),
    readCaptured(Buffer.from('{"event":"c.d"}'), { 'content-type': 'application/json' }),
  ];
  if (!form.ok || !json.ok) throw new TypeError('they are not read');
  const { definition } = learnDefinition([...form.requests, ...json.requests]);
  expect(definition.body).toEqual({ accepts: ['json', 'form'] });
});

test.each([
  ['', 'payload_empty'],
  ['{"a":', 'payload_not_json'],
  ['[1]', 'payload_not_object'],
  ['"a"', 'payload_not_object'],
  ['a=b', 'payload_not_json'],
])('%j is no captured request: %s', (body, code) => {
  expect(readCaptured(Buffer.from(body))).toMatchObject({ ok: false, code });
});
