import { createReceiver, PROVIDERS, toRecord } from '@signal-hooks/catalogue';
import { readGolden } from './support/golden.ts';

const ADDED = { event_id: 'evt_1', received_at: '2026-11-21T08:00:00.000Z' };

describe.each(Object.values(PROVIDERS))('$id', (provider) => {
  const { credentials, requests } = readGolden(provider.id);
  const receive = createReceiver(provider, credentials);

  test('at least two requests prove the definition', () => {
    expect(requests.length).toBeGreaterThanOrEqual(2);
  });

  test.each(requests)('$what', ({ body, headers, event_type, identity, record }) => {
    const received = receive(Buffer.from(body), headers);
    if (!received.ok) throw new Error(`refused: ${received.code}`);
    expect(received.event).toMatchObject({ type: event_type, identity });
    const { raw, ...mapped } = toRecord(provider, received.event, ADDED);
    expect(mapped).toEqual({ ...ADDED, provider: provider.id, event_type, ...record });
    expect(raw).toBe(received.event.payload);
    const { occurred_at: _time, ...rest } = record;
    expect(Object.keys(mapped)).toEqual([
      'event_id',
      'provider',
      'event_type',
      'occurred_at',
      'received_at',
      ...Object.keys(rest),
    ]);
  });

  test.each(requests)('$what: with one byte changed it is refused', ({ body, headers }) => {
    const changed = Buffer.from(`${body} `);
    expect(receive(changed, headers)).toMatchObject({ ok: false, code: 'signature_mismatch' });
  });
});
