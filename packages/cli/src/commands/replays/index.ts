import {
  cancelReplay,
  getReplay,
  listReplays,
  type Replay,
  startReplay,
} from '@signal-hooks/client';
import type { Command } from 'commander';
import { type ApiOptions, addApiOptions, withApi } from '../../api.ts';
import { collectRows, readLimit, rowsOf } from '../../lists.ts';
import { good, print, printTable, strong, tame } from '../../terminal.ts';
import { shortTime } from '../../time.ts';
import { addOrderOptions, type OrderOptions, runOrder } from './order.ts';

/** `signal-hooks replays start|list|show|cancel`: many deliveries once more. */
export function addReplays(program: Command): void {
  const replays = program.command('replays').description('many deliveries once more');
  const start = replays
    .command('start')
    .description('deliver once more what failed, or what else is chosen')
    .option('--subscription <id>', 'only to this subscription');
  addApiOptions(addOrderOptions(start, 'failed')).action(
    ({ subscription, ...options }: OrderOptions & { subscription?: string }) =>
      runOrder(options, (body) => startReplay({ ...body, subscription_id: subscription })),
  );
  addApiOptions(
    replays
      .command('list')
      .description('the latest, the newest first')
      .option('--limit <number>', 'how many', '25'),
  ).action(printReplays);
  const add = (name: string, about: string): Command =>
    addApiOptions(replays.command(name).argument('<id>', 'such as rpl_01k9…').description(about));
  add('show', 'how far one has come').action(showReplay);
  add('cancel', 'stop one, and take back what was not attempted yet').action(cancel);
}

const HEADS = ['id', 'begun', 'to', 'state', 'status', 'events', 'made', 'pending'];

const rowOf = (replay: Replay): string[] => [
  replay.id,
  shortTime(replay.created_at),
  replay.subscription_id ?? 'everyone',
  replay.states.join(', '),
  replay.status,
  replay.without_payload === 0
    ? String(replay.events)
    : `${replay.events} (${replay.without_payload} without payload)`,
  String(replay.deliveries),
  String(replay.pending),
];

async function printReplays(options: ApiOptions & { limit: string }): Promise<void> {
  const limit = readLimit(options.limit);
  const all = await withApi(options, (api) => collectRows(rowsOf(api, listReplays, limit)));
  if (options.json) print(JSON.stringify(all, null, 2));
  else if (all.length === 0) print('There was no replay in the last 30 days.');
  else printTable([HEADS.map(strong), ...all.map(rowOf)]);
}

async function showReplay(id: string, options: ApiOptions): Promise<void> {
  const found = await withApi(options, (api) => api(getReplay(id)));
  if (options.json) {
    print(JSON.stringify(found, null, 2));
    return;
  }
  const filled = Object.entries(found).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  );
  printTable(filled.map(([key, value]) => [key, tame(textOf(value), 400)]));
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

async function cancel(id: string, options: ApiOptions): Promise<void> {
  const cancelled = await withApi(options, (api) => api(cancelReplay(id)));
  if (options.json) print(JSON.stringify(cancelled, null, 2));
  else print(good(`✔ ${id} is cancelled; what was not attempted yet is taken back`));
}
