import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const post = async (path: string, body: unknown = {}) =>
  (await harness.call('POST', path, { body })).json;

test('an event whose payload has expired says so, keeps what is known without it, and is not delivered', async () => {
  const source = await post('/v1/sources', { provider: 'siggnal', name: 'Sales' });
  const subscription = await post('/v1/subscriptions', {
    ...{ target_url: 'https://hooks.example.com/x', source_id: source.id },
  });
  const { event_id: id } = await post(`/v1/sources/${source.id}/test`);
  const before = (await harness.call('GET', `/v1/events/${id}`)).json;
  expect(before).toMatchObject({ payload_gone: null, event_type: 'signal' });
  expect(before.record.title).not.toBeNull();

  const deliveries = await harness.call('GET', `/v1/deliveries?event_id=${id}`);
  const [delivery] = deliveries.json.data;
  await harness.store.deliveries.cancel(subscription.id, harness.now());
  const places = await harness.store.payloads.look(0, 10);
  expect(await harness.store.payloads.expire(places.map(({ seq }) => seq))).toBe(1);

  const after = (await harness.call('GET', `/v1/events/${id}`)).json;
  expect(after).toMatchObject({
    ...{ id, payload_gone: 'expired', event_type: 'signal', provider: 'siggnal' },
    record: {
      ...{ event_id: id, provider: 'siggnal', event_type: 'signal' },
      ...{ received_at: before.received_at, title: null, company_name: null },
      ...{ contact_email: null, contacts: [], unreadable_fields: [], raw: {} },
    },
  });
  expect(Object.keys(after.record)).toEqual(Object.keys(before.record));
  const { json: list } = await harness.call('GET', '/v1/events');
  expect(list.data).toEqual([after]);

  const replay = await harness.call('POST', `/v1/deliveries/${delivery.id}/replay`);
  expect(replay.status).toBe(409);
  expect(replay.json.detail).toBe(
    'The payload of the event has expired (SIGNAL_HOOKS_PAYLOAD_DAYS).',
  );
  expect(await harness.call('GET', `/v1/events/${id}/request`)).toMatchObject({
    status: 409,
    json: { detail: 'The payload of the event has expired (SIGNAL_HOOKS_PAYLOAD_DAYS).' },
  });
  const dry = await post('/v1/replays', { states: ['failed', 'never_sent'], dry_run: true });
  expect(dry.count).toEqual({ events: 1, deliveries: 0, without_payload: 1, next_cursor: null });
});
