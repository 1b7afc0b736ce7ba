import { BODIES, CONDITION_CASES } from '../../../catalogue/test/conditions/cases.ts';
import { newId } from '../../src/ids.ts';
import { type Harness, startHarness } from './harness.ts';

/** The cases of the filter language, through the API: what it keeps, finds and counts. */
describe('filters', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    for (const [provider, body] of Object.entries(BODIES)) {
      const secrets = ['0123456789abcdef'];
      const added = { provider: provider, secrets };
      const { ready } = await harness.services.sources.add(added);
      await harness.store.events.append([
        {
          id: newId('evt', harness.now()),
          sourceId: ready.source.id,
          type: JSON.parse(body).event?.type ?? 'signal',
          receivedAt: harness.now(),
          headers: {},
          body: Buffer.from(body),
          payloadGone: null,
          identity: provider,
          identityWindowMs: null,
          deliveries: [],
        },
      ]);
    }
  });
  afterAll(() => harness.close());

  test.each(CONDITION_CASES)(
    '$provider: $field $op $value, found: $isFulfilled',
    async ({ provider, field, op, value, isFulfilled }) => {
      const filter = [{ field, op, value }];
      const subscription = await harness.call('POST', '/v1/subscriptions', {
        body: { target_url: 'https://hooks.example.com/x', provider, filter },
      });
      expect(subscription.json).toMatchObject({ filter });
      const query = `provider=${provider}&filter=${encodeURIComponent(JSON.stringify(filter))}`;
      const { status, json } = await harness.call('GET', `/v1/events?${query}`);
      expect([status, json.data.length]).toEqual([200, isFulfilled ? 1 : 0]);
      const tried = await harness.call('GET', `/v1/statistics/fitting?${query}`);
      expect(tried.json).toEqual({ events: 1, fitting: isFulfilled ? 1 : 0 });
    },
  );
});
