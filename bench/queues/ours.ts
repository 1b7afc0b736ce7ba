import type { AttemptOutcome, ClaimedDelivery, NewEvent } from '@signal-hooks/gateway';
import { defaultsOf } from '../../packages/gateway/src/entities/columns.ts';
import { SOURCE } from '../../packages/gateway/src/entities/source.ts';
import { SUBSCRIPTION } from '../../packages/gateway/src/entities/subscription.ts';
import { newId } from '../../packages/gateway/src/ids.ts';
import { PostgresStore } from '../../packages/gateway/src/store/postgres/store.ts';
import { BATCH, batchesOf, inLanes, type Queue } from './queue.ts';

const LEASE_MS = 30_000;
/** More than a batch has. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Events as jobs, deliveries as the work: the store of the gateway alone, without HTTP. */
export async function openOurs(url: string): Promise<Queue> {
  const store = new PostgresStore(url);
  await store.open();
  const createdAt = Date.now();
  const sourceId = newId('src', createdAt);
  const subscriptionId = newId('sub', createdAt);
  const sealed = Uint8Array.of(0);
  await store.accounts.putSource({
    ...defaultsOf(SOURCE),
    ...{ id: sourceId, provider: 'siggnal', name: 'bench', events: [], createdAt, sealed },
  });
  await store.accounts.putSubscription({
    ...defaultsOf(SUBSCRIPTION),
    ...{ id: subscriptionId, targetUrl: 'https://example.com/hook', createdAt, sealed },
  });
  const eventOf = (content: string): NewEvent => {
    const now = Date.now();
    const id = newId('evt', now);
    return {
      ...{ id, sourceId, type: 'signal', receivedAt: now, headers: {} },
      ...{ body: Buffer.from(content), identity: id, payloadGone: null, identityWindowMs: null },
      deliveries: [{ id: newId('dlv', now), subscriptionId, leaseUntil: null }],
    };
  };
  return {
    name: 'ours',
    async add(contents) {
      const batches = batchesOf(contents);
      await inLanes(batches.length, (at) =>
        store.events.append((batches[at] as string[]).map(eventOf)),
      );
    },
    async work(count) {
      let left = count;
      const recording: Promise<void>[] = [];
      await inLanes(Math.ceil(count / BATCH), async () => {
        const now = Date.now();
        const requests = [{ subscriptionId, limit: BATCH }];
        const claim = await store.deliveries.claim(requests, now, now + LEASE_MS, MAX_BYTES);
        left -= claim.deliveries.length;
        // Nobody waits for it in the gateway either.
        recording.push(store.deliveries.record(claim.deliveries.map(outcomeOf)));
      });
      await Promise.all(recording);
      if (left !== 0) throw new Error(`${left} of ${count} jobs were not there`);
    },
    close: () => store.close(),
  };
}

const outcomeOf = ({ id, dueAt }: ClaimedDelivery): AttemptOutcome => ({
  attempt: {
    ...{ deliveryId: id, number: 1, at: Date.now(), durationMs: 1 },
    ...{ httpStatus: 204, error: null, response: null },
  },
  status: 'delivered',
  dueAt,
});
