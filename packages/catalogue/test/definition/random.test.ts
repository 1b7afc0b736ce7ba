/**
 * 10,000 random definitions, and what is refused of them is refused when they are checked; the rest
 * read anything: no exception, no hang, nothing that objects inherit.
 */
import { generateKeyPairSync } from 'node:crypto';
import {
  checkDefinition,
  createReceiver,
  encodeRequest,
  explainFailure,
  type Provider,
  type ReceivedEvent,
  readStoredBody,
  requestHeaders,
  samplePayload,
  sampleTypes,
  toRecord,
  type WebhookRequest,
} from '@signal-hooks/catalogue';
import fc from 'fast-check';
import { randomBody, randomDefinition, randomRequest } from '../support/random-definition.ts';

const RUNS = 10_000;
const NOW = 1_777_127_412;
const AT = new Date(NOW * 1000);
const ADDED = { event_id: 'evt_1', received_at: AT.toISOString() };
const SECRET = 'the secret of both ends';
const pair = generateKeyPairSync('ed25519');
const CREDENTIALS = {
  secrets: [SECRET],
  publicKeys: [pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
};
const INHERITED = Object.getOwnPropertyNames(Object.prototype).join();

/** Longest that reading small requests may take, in milliseconds of the processor: a hang takes longer. */
const MOST_MS = 2000;
const busyMs = (): number => process.cpuUsage().user / 1000;
const counts = { refused: 0, read: 0, answered: 0, records: 0 };

/** Whether it is only what JSON holds: a function would be something inherited. */
const isPlain = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).every(isPlain)
    : typeof value !== 'function' && typeof value !== 'symbol';

/** `expect` takes too long to be asked a million times. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function readRecord(provider: Provider, event: ReceivedEvent): void {
  must(typeof event.type === 'string' && event.identity.key !== '', 'no type or identity');
  const record = toRecord(provider, event, ADDED);
  const { raw: _raw, ...cells } = record;
  must(isPlain(cells) && !JSON.stringify(cells).includes('[native code]'), 'inherited');
  counts.records += 1;
}

function receive(provider: Provider, request: WebhookRequest, at: number): void {
  const received = createReceiver(provider, CREDENTIALS)(request, NOW);
  if (!received.ok) {
    // Looking for the mistake costs some fifty checks.
    if (received.stage === 'verify' && at % 20 === 0) {
      const found = explainFailure(provider, request, CREDENTIALS, received.code);
      must(!JSON.stringify(found).includes(SECRET), 'the secret is shown');
    }
    return;
  }
  counts.read += 1;
  if (received.answer !== null) {
    counts.answered += 1;
    must(received.answer.body.length < 5000, 'a long answer');
  }
  for (const event of received.events) {
    readRecord(provider, event);
    readStoredBody(provider, event.body, String(request.headers['content-type']));
  }
}

/** The request, signed. */
function signed(provider: Provider, request: WebhookRequest, type: string): WebhookRequest {
  const { url, body } = request;
  const event = { type, deliveryId: 'del_1', at: AT, ...(url !== undefined && { url }) };
  const key = { secret: SECRET, privateKey: pair.privateKey };
  const headers = { ...request.headers, ...requestHeaders(provider, event, body, key) };
  return { ...request, headers };
}

test('10,000 random definitions read random requests', () => {
  let run = 0;
  fc.assert(
    fc.property(randomDefinition, randomBody, randomRequest, (definition, body, sent) => {
      run += 1;
      const started = busyMs();
      const checked = checkDefinition(definition);
      if (!checked.ok) {
        counts.refused += 1;
        must(
          checked.problems.every(({ message }) => /[.?]$/.test(message)),
          'no sentence',
        );
        return;
      }
      const { provider } = checked;
      const request = { ...sent, body } as WebhookRequest;
      receive(provider, request, run);
      const [type = ''] = sampleTypes(provider);
      receive(provider, signed(provider, request, type), run);
      const payload = samplePayload(provider, type, { sequence: run, at: AT });
      if (payload !== undefined) {
        const sample = { ...request, body: encodeRequest(provider, payload), method: 'POST' };
        receive(provider, signed(provider, sample, type), run);
      }
      must(busyMs() - started < MOST_MS, 'it took too long');
    }),
    { numRuns: RUNS },
  );
  expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(INHERITED);
  // Else this has tried nothing.
  expect(counts.refused).toBeGreaterThan(RUNS / 20);
  expect(counts.read).toBeGreaterThan(RUNS / 4);
  expect(counts.records).toBeGreaterThan(RUNS / 4);
  expect(counts.answered).toBeGreaterThan(RUNS / 200);
});

test('anything at all is checked', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withMap: true, withDate: true }), (given) => {
      expect(checkDefinition(given).ok).toBe(false);
    }),
    { numRuns: 1000 },
  );
});
