import { type Erasure, getErasure, listErasures } from '@signal-hooks/client';
import type { Command } from 'commander';
import { type ApiOptions, addApiOptions, withApi } from '../../api.ts';
import { collectRows, readLimit, rowsOf } from '../../lists.ts';
import { print, printTable, strong, tame } from '../../terminal.ts';
import { shortTime } from '../../time.ts';
import { erase } from './erase.ts';

/** `signal-hooks erase` and `erasures list|show`: the data of a person, deleted, and the receipts. */
export function addErasures(program: Command): void {
  addApiOptions(
    program
      .command('erase')
      .description('delete the data of a person: all events with a value in a field')
      .requiredOption('--field <field>', 'such as email, phone, contact_name')
      .requiredOption('--value <value>', 'what the field has; - reads it from standard input')
      .option('--dry-run', 'only count; nothing is deleted')
      .option('--yes', 'do not ask'),
  ).action(erase);
  const erasures = program.command('erasures').description('what was erased: the receipts');
  addApiOptions(
    erasures
      .command('list')
      .description('the latest, the newest first')
      .option('--limit <number>', 'how many', '25'),
  ).action(printErasures);
  addApiOptions(
    erasures
      .command('show')
      .argument('<id>', 'such as ers_01k9…')
      .description('how far one has come, and what it does not reach'),
  ).action(showErasure);
}

const HEADS = ['id', 'begun', 'field', 'status', 'looked at', 'events', 'deliveries', 'rejections'];

const rowOf = (erasure: Erasure): string[] => [
  erasure.id,
  shortTime(erasure.created_at),
  tame(erasure.field, 40),
  erasure.status,
  String(erasure.events),
  String(erasure.erased_events),
  String(erasure.erased_deliveries),
  String(erasure.erased_rejections),
];

async function printErasures(options: ApiOptions & { limit: string }): Promise<void> {
  const limit = readLimit(options.limit);
  const all = await withApi(options, (api) => collectRows(rowsOf(api, listErasures, limit)));
  if (options.json) print(JSON.stringify(all, null, 2));
  else if (all.length === 0) print('Nothing was erased yet.');
  else printTable([HEADS.map(strong), ...all.map(rowOf)]);
}

async function showErasure(id: string, options: ApiOptions): Promise<void> {
  const found = await withApi(options, (api) => api(getErasure(id)));
  if (options.json) {
    print(JSON.stringify(found, null, 2));
    return;
  }
  const { not_covered: notCovered, recipients, ...rest } = found;
  const filled = Object.entries(rest).filter(([, value]) => value !== null);
  printTable(filled.map(([key, value]) => [key, tame(String(value), 400)]));
  if (recipients.length > 0) print(`Sent to: ${recipients.join(', ')}`);
  print('It does not reach:');
  for (const each of notCovered) print(`- ${each}`);
}
