import {
  type DeliveryWithAttempts,
  getDelivery,
  type ListDeliveriesQuery,
  listDeliveries,
  replayDelivery,
} from '@signal-hooks/client';
import { type Command, Option } from 'commander';
import { type ApiOptions, addApiOptions, withApi } from '../../api.ts';
import { collectRows, readLimit, rowsOf } from '../../lists.ts';
import { good, print, printTable, strong, tame } from '../../terminal.ts';
import { readSince, shortTime } from '../../time.ts';
import { UsageError } from '../../usage-error.ts';
import { deliveryRow, HEADS } from './rows.ts';

const STATUSES = ['pending', 'delivered', 'failed', 'cancelled', 'expired'] as const;

interface ListOptions extends ApiOptions {
  readonly subscription?: string;
  readonly event?: string;
  readonly status?: (typeof STATUSES)[number];
  readonly httpStatus?: string;
  readonly error?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: string;
}

/** `signal-hooks deliveries list|show|replay`: what became of events. */
export function addDeliveries(program: Command): void {
  const deliveries = program.command('deliveries').description('deliveries to subscribers');
  addApiOptions(
    deliveries
      .command('list')
      .description('deliveries, the newest first')
      .option('--subscription <id>', 'only of this subscription')
      .option('--event <id>', 'only of this event')
      .addOption(new Option('--status <status>', 'only these').choices(STATUSES))
      .option('--http-status <number>', 'only those whose last attempt was answered with it')
      .option('--error <code>', 'only those whose last attempt failed with it, such as timeout')
      .option('--since <time>', 'only those made since then: 30m, 2h, 7d, or ISO 8601')
      .option('--until <time>', 'only those made before then')
      .option('--limit <number>', 'how many', '25'),
  ).action(printDeliveries);
  addApiOptions(
    deliveries
      .command('show')
      .argument('<id>', 'such as dlv_01k9…')
      .description('one delivery with its attempts'),
  ).action(showDelivery);
  addApiOptions(
    deliveries
      .command('replay')
      .argument('<ids...>', 'such as dlv_01k9…')
      .description('deliver once more'),
  ).action(replayDeliveries);
}

function readHttpStatus(text: string): number {
  if (/^[1-5]\d\d$/.test(text)) return Number(text);
  throw new UsageError(`--http-status takes a number such as 503, not "${text}".`);
}

async function printDeliveries(options: ListOptions): Promise<void> {
  const limit = readLimit(options.limit);
  const query: ListDeliveriesQuery = {
    subscription_id: options.subscription,
    event_id: options.event,
    status: options.status,
    http_status: options.httpStatus === undefined ? undefined : readHttpStatus(options.httpStatus),
    error: options.error as ListDeliveriesQuery['error'],
    since: options.since === undefined ? undefined : readSince(options.since),
    until: options.until === undefined ? undefined : readSince(options.until),
  };
  const rows = await withApi(options, (api) =>
    collectRows(rowsOf(api, (page) => listDeliveries({ ...query, ...page }), limit)),
  );
  if (options.json) print(JSON.stringify(rows, null, 2));
  else if (rows.length === 0) print('No delivery fits.');
  else printTable([HEADS.map(strong), ...rows.map(deliveryRow)]);
}

async function showDelivery(id: string, options: ApiOptions): Promise<void> {
  const delivery = await withApi(options, (api) => api(getDelivery(id)));
  if (options.json) print(JSON.stringify(delivery, null, 2));
  else printAttempts(delivery);
}

function printAttempts(delivery: DeliveryWithAttempts): void {
  printTable([HEADS.map(strong), deliveryRow(delivery)]);
  for (const { number, at, duration_ms, http_status, error, response } of delivery.attempts) {
    const outcome = [http_status, error].filter((part) => part !== null).join(' ');
    print(`  attempt ${number}  ${shortTime(at)}  ${outcome}  after ${duration_ms} ms`);
    if (response !== null && response !== '') print(`    ${tame(response, 200)}`);
  }
}

async function replayDeliveries(ids: readonly string[], options: ApiOptions): Promise<void> {
  await withApi(options, async (api) => {
    for (const id of ids) {
      const delivery = await api(replayDelivery(id));
      print(options.json ? JSON.stringify(delivery) : good(`✔ ${id} is delivered once more`));
    }
  });
}
