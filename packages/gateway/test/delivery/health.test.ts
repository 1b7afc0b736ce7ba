import { SubscriptionHealth } from '../../src/delivery/health.ts';
import type { Subscription } from '../../src/domain.ts';
import { createLog } from '../../src/log.ts';
import { Vault } from '../../src/vault.ts';
import { newSubscription } from './fixture.ts';

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 3, 25);

/** The health of one subscription, whose row is in the test's hands. */
function startHealth(failingSince: number | null) {
  let row = newSubscription(new Vault(new Uint8Array(32)), { failingSince });
  const { id } = row;
  let elapsed = 0;
  const health = new SubscriptionHealth({
    store: {
      accounts: {
        changeSubscription: async (_id: string, change: (row: Subscription) => unknown) => {
          row = (change(row) as Subscription | null) ?? row;
          return row;
        },
      },
    } as never,
    directory: {
      subscription: () => ({ subscription: row }),
      refresh: async () => undefined,
    } as never,
    log: createLog('silent'),
    now: () => START + elapsed,
    elapsed: () => elapsed,
    disableAfterMs: 5 * DAY,
    recordAfterMs: 60_000,
  });
  /** An attempt fails, so long after the one before. @returns the subscription's status */
  const fail = async (afterMs: number): Promise<string> => {
    elapsed += afterMs;
    await health.failed(id, START + elapsed, 'timeout');
    return row.status;
  };
  return { fail, succeed: () => health.succeeded(id) };
}

test('four failures disable nothing, however long they last; the fifth does', async () => {
  const { fail } = startHealth(null);
  const statuses = [await fail(0)];
  for (const _ of [2, 3, 4, 5]) statuses.push(await fail(2 * DAY));
  expect(statuses).toEqual(['active', 'active', 'active', 'active', 'disabled']);
});

test('five days that this gateway was away count once it has seen an hour of failures', async () => {
  const { fail } = startHealth(START - 7 * DAY);
  for (const _ of [1, 2, 3, 4, 5, 6]) expect(await fail(1000)).toBe('active');
  expect(await fail(HOUR - 5001)).toBe('active');
  expect(await fail(1)).toBe('disabled');
});

test('failures of less than five days disable nothing, nor do those before a success', async () => {
  const { fail, succeed } = startHealth(null);
  for (const wait of [0, DAY, DAY, DAY, DAY]) expect(await fail(wait)).toBe('active');
  expect(await fail(DAY - 1)).toBe('active');
  await succeed();
  for (const wait of [1, HOUR, HOUR, HOUR, HOUR]) expect(await fail(wait)).toBe('active');
  expect(await fail(5 * DAY - 4 * HOUR - 1)).toBe('active');
  expect(await fail(1)).toBe('disabled');
});
