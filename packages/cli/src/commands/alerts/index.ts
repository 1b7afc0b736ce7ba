import { type Alert, listAlerts } from '@signal-hooks/client';
import type { Command } from 'commander';
import { type ApiOptions, addApiOptions, withApi } from '../../api.ts';
import { collectRows, readLimit, rowsOf } from '../../lists.ts';
import { bad, faint, good, print, tame } from '../../terminal.ts';
import { shortTime } from '../../time.ts';
import { addChannelCommands } from './channels.ts';
import { addRuleCommands } from './rules.ts';

interface ListOptions extends ApiOptions {
  readonly open?: boolean;
  readonly limit: string;
}

/** `signal-hooks alerts list|rules|set|channels|add|test|remove`: what is wrong, and who is sent it. */
export function addAlerts(program: Command): void {
  const alerts = program.command('alerts').description('what is wrong, and where that is sent');
  addApiOptions(
    alerts
      .command('list')
      .description('alerts, the latest first')
      .option('--open', 'only what is not over')
      .option('--limit <number>', 'how many', '25'),
  ).action(printAlerts);
  addRuleCommands(alerts);
  addChannelCommands(alerts);
}

async function printAlerts(options: ListOptions): Promise<void> {
  const limit = readLimit(options.limit);
  const state = options.open ? 'open' : undefined;
  const rows = await withApi(options, (api) =>
    collectRows(rowsOf(api, (page) => listAlerts({ state, ...page }), limit)),
  );
  if (options.json) print(JSON.stringify(rows, null, 2));
  else if (rows.length === 0) print(good('✔ There are no alerts.'));
  else for (const row of rows) printAlert(row);
}

function printAlert(alert: Alert): void {
  const { title, object_name: name, object_id: id, since, closed_at: closedAt } = alert;
  const what = `${title}: ${tame(name, 60)} (${tame(id, 60)})`;
  if (closedAt !== null) {
    print(faint(`✔ ${what}, from ${shortTime(since)} to ${shortTime(closedAt)}`));
    return;
  }
  print(`${bad(`✖ ${what}, since ${shortTime(since)}`)}`);
  print(`    ${tame(alert.explanation, 600)}`);
  print(`    ${tame(alert.action, 300)}`);
  if (alert.command !== null) print(`    ${tame(alert.command, 200)}`);
}
