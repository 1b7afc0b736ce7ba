/**
 * Whatever arrives, a node never throws, because n8n would show that as a failed execution, and
 * never starts an execution for what is not signed.
 */
import type { INodeParameters } from 'n8n-workflow';
import { fc } from '../support/outside.ts';
import { type Incoming, receive } from '../support/receive.ts';
import { SENDER_NAMES, SENDERS, send } from '../support/senders.ts';
import { hmacHex } from '../support/sign.ts';

/** n8n answers 422 itself to what says to be JSON and is none; here the node is called. */
const TYPE = { 'content-type': 'text/plain' };

const NAMES = [
  'x-siggnal-signature',
  'x-signalark-signature',
  'x-signals-signature',
  'x-sigsentry-signature',
  'x-siqsignature',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
  'http-webhook-signature',
  'authorization',
  'Authorization',
  'constructor',
  'x-sigsentry-event',
];
const header = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('sha256=', 'v1,', 'Bearer ', '0'.repeat(64), `${'A'.repeat(43)}=`, '1777127402'),
);
const headers = fc.dictionary(fc.constantFrom(...NAMES), header);
const body = fc.oneof(fc.string(), fc.uint8Array({ maxLength: 200 }), fc.json());

/** Keys that some mapping looks at, with anything in them. */
const KEYS = [
  'event',
  'data',
  'signal_id',
  'contacts',
  'company',
  'priority',
  'test',
  'signal',
  'lead',
  'plays',
  'batchId',
  'timestamp',
  'deliveryId',
  'analysisId',
  'affectedServices',
  'severity',
  'entity',
  'entity_id',
  'event_time',
  'visitor',
  'user',
  'role',
  'name',
  'updated_at',
  'raw',
  'event_id',
];
const { payload } = fc.letrec<{ payload: Record<string, unknown>; value: unknown }>((tie) => ({
  payload: fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 8 }),
  value: fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('constructor', '__proto__', '2026-02-30T10:00:00Z', 1e308, -0, ''),
    tie('payload'),
    fc.array(tie('payload'), { maxLength: 3 }),
  ),
}));

const parameters: ReturnType<typeof fc.record> = fc.record({
  output: fc.constantFrom('record', 'payload', 'both'),
  options: fc.record({
    split: fc.constantFrom('event', 'contacts', 'plays', 'affected_services'),
    headers: fc.boolean(),
    pings: fc.boolean(),
    format: fc.constantFrom('standard', 'flat', 'raw'),
  }),
});

describe.each(SENDER_NAMES)('%s', (name) => {
  const from = SENDERS[name];

  test('refuses any bytes with any headers', async () => {
    await fc.assert(
      fc.asyncProperty(body, headers, async (bytes, some) => {
        const incoming: Incoming = { body: bytes, headers: { ...some, ...TYPE } };
        const answer = await receive(from.node(), incoming);
        expect([answer.status, answer.items]).toEqual([401, null]);
        expect(answer.body).toEqual({ code: expect.any(String), message: expect.any(String) });
      }),
      { numRuns: 60 },
    );
  });

  test('refuses what was changed after it was signed', async () => {
    const at = fc.nat({ max: from.body.length - 1 });
    await fc.assert(
      fc.asyncProperty(at, fc.integer({ min: 1, max: 255 }), async (index, change) => {
        const bytes = Buffer.from(from.body);
        bytes[index] = (bytes[index] ?? 0) ^ change;
        const signed = { ...from.sign(from.body), ...TYPE };
        const answer = await receive(from.node(), { body: bytes, headers: signed });
        expect([answer.status, answer.items]).toEqual([401, null]);
      }),
      { numRuns: 60 },
    );
  });

  test('reads whatever was signed, with whatever options, into plain JSON', async () => {
    await fc.assert(
      fc.asyncProperty(payload, parameters, async (content, options) => {
        const text = JSON.stringify(name === 'signal-hooks' ? { data: content } : content);
        const { status, items } = await send(from, from.node(options as INodeParameters), text);
        expect(status).toBe(200);
        for (const item of items ?? []) expect(JSON.parse(JSON.stringify(item))).toEqual(item);
      }),
      { numRuns: 60 },
    );
  });
});

test('signed bytes of any kind make an item', async () => {
  const { siggnal } = SENDERS;
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const signature = hmacHex('siggnal-secret-1', bytes);
      const signed = { 'x-siggnal-signature': signature, ...TYPE };
      const { status, items } = await receive(siggnal.node(), { body: bytes, headers: signed });
      expect([status, items?.length]).toEqual([200, 1]);
    }),
    { numRuns: 100 },
  );
});

test('a body of two megabytes is taken where it is signed, and refused where it is not', async () => {
  const { signals } = SENDERS;
  const long = `{"event":"role.created","data":{"name":"${'x'.repeat(2_000_000)}"}}`;
  expect(await send(signals, signals.node(), long)).toMatchObject({ status: 200 });
  const forged = await receive(signals.node(), { body: long, headers: signals.forge(long) });
  expect(forged).toMatchObject({ status: 401, items: null });
});
