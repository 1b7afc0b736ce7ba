import { text } from 'node:stream/consumers';
import { type Client, type ErasureStart, startErasure } from '@signal-hooks/client';
import { type ApiOptions, withApi } from '../../api.ts';
import { confirm } from '../../confirm.ts';
import { good, print } from '../../terminal.ts';

/** Options of {@link erase}. */
export interface EraseOptions extends ApiOptions {
  readonly field: string;
  readonly value: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

type Count = NonNullable<ErasureStart['count']>;

/** `signal-hooks erase`: counts what would go, asks, and gives the order. */
export async function erase(options: EraseOptions): Promise<void> {
  const { field, dryRun, yes, json } = options;
  const value = options.value === '-' ? (await text(process.stdin)).trim() : options.value;
  await withApi(options, async (api) => {
    if (dryRun) {
      const count = await countAll(api, { field, value });
      if (json) print(JSON.stringify(count, null, 2));
      else print(`${inWords(count)} would be deleted. Nothing was done.`);
      return;
    }
    if (yes !== true) {
      await confirm(`Delete ${inWords(await countAll(api, { field, value }))} for good?`, yes);
    }
    const { erasure } = await api(startErasure({ field, value }));
    if (json) print(JSON.stringify(erasure, null, 2));
    else {
      print(good(`✔ ${erasure?.id} has begun; a running gateway works it off`));
      print(`  How far it is: signal-hooks erasures show ${erasure?.id}`);
    }
  });
}

/** One request counts for a second; many make the whole. */
async function countAll(
  api: Client,
  order: { readonly field: string; readonly value: string },
): Promise<Omit<Count, 'next_cursor'>> {
  const sum = { events: 0, erased_events: 0, erased_deliveries: 0, erased_attempts: 0 };
  let [rejections, hash, cursor] = [0, '', undefined as string | undefined];
  do {
    const { count } = await api(startErasure({ ...order, dry_run: true, cursor }));
    if (count === null) break;
    sum.events += count.events;
    sum.erased_events += count.erased_events;
    sum.erased_deliveries += count.erased_deliveries;
    sum.erased_attempts += count.erased_attempts;
    rejections = count.erased_rejections;
    hash = count.value_hash;
    cursor = count.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return { ...sum, erased_rejections: rejections, value_hash: hash };
}

const inWords = (count: Omit<Count, 'next_cursor'>): string =>
  `the content of ${count.erased_events} of ${count.events} events, ${count.erased_deliveries} deliveries, ${count.erased_attempts} attempts and ${count.erased_rejections} rejections`;
