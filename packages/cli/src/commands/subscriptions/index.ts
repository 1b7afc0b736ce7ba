import {
  backfillSubscription,
  deleteSubscription,
  getSubscription,
  listSubscriptions,
  recoverSubscription,
  type Subscription,
  testSubscription,
  updateSubscription,
} from '@signal-hooks/client';
import type { Command } from 'commander';
import { type ApiOptions, addApiOptions, withApi } from '../../api.ts';
import { confirm } from '../../confirm.ts';
import { collectRows, rowsOf } from '../../lists.ts';
import { bad, good, print, printTable, strong, tame } from '../../terminal.ts';
import { readSince, shortTime } from '../../time.ts';
import { addConfirmOption } from '../data-options.ts';
import { addOrderOptions, type OrderOptions, runOrder } from '../replays/order.ts';

/** `signal-hooks subscriptions list|show|pause|resume|recover|backfill|test|remove`: where events go. */
export function addSubscriptions(program: Command): void {
  const subscriptions = program.command('subscriptions').description('where events go');
  const add = (name: string, about: string): Command =>
    addApiOptions(
      subscriptions.command(name).argument('<id>', 'such as sub_01k9…').description(about),
    );
  addApiOptions(
    subscriptions
      .command('list')
      .description('all subscriptions')
      .option('--ended', 'those that have ended too'),
  ).action(printSubscriptions);
  add('show', 'one subscription').action(showSubscription);
  add('pause', 'keep its events here until it is resumed').action(setStatus('paused'));
  add('resume', 'deliver again, with all that was kept').action(setStatus('active'));
  add('recover', 'start one again that was disabled, and deliver what failed')
    .option('--since <time>', 'only events received since then: 30m, 2h, 7d, or ISO 8601')
    .action(recover);
  addOrderOptions(
    add('backfill', 'deliver what came before it was subscribed, or was never sent to it'),
    'never_sent',
  ).action((id: string, options: OrderOptions) =>
    runOrder(options, (body) => backfillSubscription(id, body)),
  );
  add('test', 'send an invented event, marked as a test').action(test);
  addConfirmOption(add('remove', 'end it: nothing is sent to it any more')).action(remove);
}

interface ListOptions extends ApiOptions {
  readonly ended?: boolean;
}

const HEADS = ['id', 'name', 'to', 'of', 'status', 'failing since'];

const rowOf = (each: Subscription): string[] => [
  each.id,
  tame(each.name, 30),
  tame(each.target_url, 60),
  each.source_id ?? each.provider ?? 'everything',
  each.problem === null ? each.status : 'unusable',
  shortTime(each.failing_since).replace('never', ''),
];

async function printSubscriptions(options: ListOptions): Promise<void> {
  const all = await withApi(options, (api) =>
    collectRows(rowsOf(api, listSubscriptions, Number.MAX_SAFE_INTEGER)),
  );
  const shown = options.ended ? all : all.filter(({ status }) => status !== 'ended');
  if (options.json) print(JSON.stringify(shown, null, 2));
  else if (shown.length === 0) print('Nothing is subscribed: signal-hooks subscribe https://…');
  else {
    printTable([HEADS.map(strong), ...shown.map(rowOf)]);
    for (const each of shown) explain(each);
  }
}

/** Why one does not deliver, and what to do. */
function explain({ id, status, status_reason, problem }: Subscription): void {
  if (problem !== null) print(bad(`${id} cannot be delivered to. ${tame(problem, 400)}`));
  if (status !== 'disabled') return;
  print(bad(`${id} was disabled. ${tame(status_reason ?? '', 400)}`));
  print(`  When its receiver is well again: signal-hooks subscriptions recover ${id}`);
}

async function showSubscription(id: string, options: ApiOptions): Promise<void> {
  const found = await withApi(options, (api) => api(getSubscription(id)));
  if (options.json) {
    print(JSON.stringify(found, null, 2));
    return;
  }
  const filled = Object.entries(found).filter(([, value]) => value !== null && value !== '');
  printTable(filled.map(([key, value]) => [key, tame(textOf(value), 400)]));
  explain(found);
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

const setStatus =
  (status: 'active' | 'paused') =>
  async (id: string, options: ApiOptions): Promise<void> => {
    const changed = await withApi(options, (api) => api(updateSubscription(id, { status })));
    print(options.json ? JSON.stringify(changed, null, 2) : good(`✔ ${id} is ${changed.status}`));
  };

async function recover(id: string, options: ApiOptions & { since?: string }): Promise<void> {
  const since = options.since === undefined ? undefined : readSince(options.since);
  const recovery = await withApi(options, (api) => api(recoverSubscription(id, { since })));
  if (options.json) print(JSON.stringify(recovery, null, 2));
  else print(good(`✔ ${id} is active; ${recovery.replayed} deliveries are made once more`));
}

async function test(id: string, options: ApiOptions): Promise<void> {
  const result = await withApi(options, (api) => api(testSubscription(id)));
  if (!result.delivered) process.exitCode = 1;
  const { delivered, http_status, error, response, duration_ms } = result;
  if (options.json) print(JSON.stringify(result, null, 2));
  else if (delivered) print(good(`✔ answered ${http_status} after ${duration_ms} ms`));
  else {
    const outcome = [http_status, error].filter((part) => part !== null).join(' ');
    print(bad(`✘ not delivered: ${outcome}. ${tame(response ?? '', 200)}`.trimEnd()));
  }
}

async function remove(id: string, options: ApiOptions & { yes?: boolean }): Promise<void> {
  await confirm(`End ${id}? What still waits for it is not delivered.`, options.yes);
  await withApi(options, (api) => api(deleteSubscription(id)));
  print(good(`✔ ${id} has ended`));
}
