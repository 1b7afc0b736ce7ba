/**
 * The whole item of every golden request: every common field, every field of the provider, in
 * order, and nothing else.
 */
import { createHash } from 'node:crypto';
import { PROVIDERS, type ProviderId } from '@signal-hooks/catalogue';
import type { IDataObject } from 'n8n-workflow';
import {
  type GoldenRequest,
  readGolden,
  recordKeys,
} from '../../../catalogue/test/support/golden.ts';
import { receive } from '../support/receive.ts';
import { SENDERS } from '../support/senders.ts';

const NOW = 1_777_127_402_000;
beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW);
});
afterEach(() => jest.restoreAllMocks());

/** The first 24 digits of the SHA-256; what can happen again carries when it was first seen. */
function eventIdOf(id: string, { identity }: GoldenRequest): string {
  const { key, windowMs } = identity;
  const text = `${id}:${key}${windowMs === null ? '' : `@${NOW}`}`;
  return `evt_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
}

/** Numbers that a double cannot hold come as text, because JavaScript would change them. */
const payloadOf = ({ body }: GoldenRequest): unknown =>
  JSON.parse(body.replace(/(:\s*)(\d{16,})/g, '$1"$2"'));

describe.each(Object.values(PROVIDERS))('$name', (provider) => {
  const { credentials, requests } = readGolden(provider.id);

  async function itemOf({ body, headers }: GoldenRequest, output: string): Promise<IDataObject> {
    const n8n = SENDERS[provider.id as ProviderId].holding(credentials, { output });
    const { status, items } = await receive(n8n, { body, headers });
    expect([status, items]).toEqual([200, [expect.anything()]]);
    return items?.[0] ?? {};
  }
  const itemExpectedOf = (request: GoldenRequest) => ({
    event_id: eventIdOf(provider.id, request),
    ...{ source_id: null, source_name: null },
    provider: provider.id,
    event_type: request.event_type,
    received_at: '2026-04-25T14:30:02.000Z',
    ...request.record,
  });

  test.each(requests)('$what: a record, with nothing else beside it', async (request) => {
    const record = await itemOf(request, 'record');
    expect(record).toEqual(itemExpectedOf(request));
    expect(Object.keys(record)).toEqual([...recordKeys(provider.id), 'unreadable_fields']);
  });

  test.each(requests)('$what: the payload as it came', async (request) => {
    expect(await itemOf(request, 'payload')).toEqual(payloadOf(request));
  });

  test.each(requests)('$what: both', async (request) => {
    const { payload, ...record } = await itemOf(request, 'both');
    expect(record).toEqual(itemExpectedOf(request));
    expect(payload).toEqual(payloadOf(request));
  });
});
