import {
  createReceiver,
  encodeRequest,
  PROVIDERS,
  requestHeaders,
  samplePayload,
  sampleTypes,
  toRecord,
} from '@signal-hooks/catalogue';
import fc from 'fast-check';
import { custom } from './support/custom.ts';

const AT = new Date(Date.UTC(2026, 3, 25, 14, 30));
const CONTEXT = { sequence: 7, at: AT };
const ADDED = { event_id: 'evt_1', received_at: AT.toISOString() };

const field = (key: string, type: string, from: unknown, sample: unknown) =>
  ({ key, label: key, type, from, sample, status: 'documented' }) as never;

test('a provider with event types has their samples, and no other', () => {
  const { siggnal } = PROVIDERS;
  expect(sampleTypes(siggnal)).toContain('signal');
  expect(samplePayload(siggnal, 'signal', CONTEXT)).toEqual(siggnal.events.signal?.sample(CONTEXT));
  expect(samplePayload(siggnal, 'event', CONTEXT)).toBeUndefined();
});

test('of a definition without event types the sample holds what it reads', () => {
  const provider = custom({
    eventType: ['data.kind', 'kind'],
    identity: [{ parts: ['data.id'] }, { parts: [{ digestWithout: [] }] }],
    common: { occurred_at: 'data.at', contact_email: 'data.people.0.mail', title: { text: 'T' } },
    fields: [
      field('amount', 'number', 'data.amount', 12.5),
      field('site', 'string', { of: 'data.site', steps: ['host'] }, 'acme.example'),
      field('second', 'string', 'data.people.2.name', 'Jo'),
    ],
  });
  expect(sampleTypes(provider)).toEqual(['event']);
  const payload = samplePayload(provider, 'event', CONTEXT);
  expect(JSON.parse(JSON.stringify(payload))).toEqual({
    data: {
      kind: 'event',
      id: 'sample_7',
      at: '2026-04-25T14:30:00.000Z',
      amount: 12.5,
      site: 'acme.example',
      people: [{ mail: 'jane@example.com' }, {}, { name: 'Jo' }],
    },
  });
  expect(samplePayload(provider, 'event', { ...CONTEXT, sequence: 8 })).not.toEqual(payload);
});

test('a time in the body is fresh, so that the sample is taken', () => {
  const provider = custom({
    signature: {
      algorithm: 'hmac-sha256',
      header: 'x-acme',
      encoding: 'hex',
      timestamp: { path: 'meta.sent', unit: 'ms' },
    },
  });
  const payload = samplePayload(provider, 'event', CONTEXT) ?? {};
  const body = encodeRequest(provider, payload);
  const event = { type: 'event', deliveryId: 'd', at: AT, payload };
  const headers = requestHeaders(provider, event, body, { secret: 's' });
  const receive = createReceiver(provider, { secrets: ['s'] });
  expect(receive({ body, headers }, AT.getTime() / 1000).ok).toBe(true);
});

test('whatever the paths are, the sample can be written and mapped, and no prototype is reached', () => {
  const step = fc.constantFrom(
    'a',
    'b',
    '0',
    '3',
    '999999999',
    '__proto__',
    'constructor',
    '*',
    '',
  );
  const path = fc.array(step, { minLength: 1, maxLength: 5 }).map((steps) => steps.join('.'));
  fc.assert(
    fc.property(fc.array(path, { maxLength: 8 }), path, (paths, type) => {
      const provider = custom({
        eventType: type,
        fields: paths.map((from, at) => field(`f${at}`, 'string', from, 'x')),
      });
      const payload = samplePayload(provider, 'event', CONTEXT) ?? {};
      const event = { type: 'event', payload: JSON.parse(JSON.stringify(payload)) };
      expect(toRecord(provider, event, ADDED).event_type).toBe('event');
    }),
  );
  expect(({} as { a?: unknown }).a).toBeUndefined();
});
