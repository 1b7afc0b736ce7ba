import { type Command, Option } from 'commander';
import { addApiOptions } from '../../api.ts';
import { exportEvents } from './export.ts';
import { printEvents } from './list.ts';
import { showEvent } from './show.ts';
import { tailEvents } from './tail.ts';
import { addWantedOptions } from './wanted.ts';

/** `signal-hooks events list|show|tail|export`: what the gateway has stored. */
export function addEvents(program: Command): void {
  const events = program.command('events').description('events that the gateway has stored');
  const add = (name: string, about: string): Command =>
    addApiOptions(addWantedOptions(events.command(name).description(about)));
  add('list', 'the latest events, the newest first')
    .option('--limit <number>', 'how many', '25')
    .action(printEvents);
  addApiOptions(
    events
      .command('show')
      .argument('<id>', 'such as evt_01k9…')
      .description('one event: its record, and its deliveries'),
  ).action(showEvent);
  add('tail', 'each event as it comes, until Ctrl-C').action(tailEvents);
  add('export', 'all events that fit, the newest first')
    .addOption(
      new Option('--format <format>', 'JSON lines, or CSV with the record’s columns')
        .choices(['jsonl', 'csv'])
        .default('jsonl'),
    )
    .option('--out <file>', 'write to a new file instead of standard output')
    .option('--limit <number>', 'how many at most', '1000000')
    .action(exportEvents);
}
