import {
  type AlertChannel,
  createAlertChannel,
  deleteAlertChannel,
  listAlertChannels,
  testAlertChannel,
} from '@signal-hooks/client';
import { Argument, type Command } from 'commander';
import { type ApiOptions, addApiOptions, withApi } from '../../api.ts';
import { bad, good, print, printTable, strong, tame } from '../../terminal.ts';
import { shortTime } from '../../time.ts';
import { UsageError } from '../../usage-error.ts';

const KINDS = ['hook', 'slack', 'email'] as const;

interface AddOptions extends ApiOptions {
  readonly name?: string;
}

/** `signal-hooks alerts channels|add|test|remove`: where alerts go. */
export function addChannelCommands(alerts: Command): void {
  addApiOptions(
    alerts.command('channels').description('where alerts go, and how sending goes'),
  ).action(printChannels);
  addApiOptions(
    alerts
      .command('add')
      .description('send alerts somewhere')
      .addArgument(new Argument('<kind>', 'a signed webhook, Slack, or e-mail').choices([...KINDS]))
      .argument('<to...>', 'the address of a hook or of an incoming webhook; or e-mail addresses')
      .option('--name <name>', 'what you call it'),
  ).action(addChannel);
  const one = (name: string, about: string): Command =>
    addApiOptions(
      alerts.command(name).argument('<id>', 'such as ach_01k9… or sub_01k9…').description(about),
    );
  one('test', 'send a test there, once').action(testChannel);
  one('remove', 'send no more alerts there').action(removeChannel);
}

const HEADS = ['id', 'kind', 'name', 'to', 'last sent', 'failing since'];

const rowOf = (each: AlertChannel): string[] => [
  each.id,
  each.kind,
  tame(each.name, 30),
  tame(each.target, 60),
  shortTime(each.last_sent_at),
  shortTime(each.failing_since).replace('never', ''),
];

async function printChannels(options: ApiOptions): Promise<void> {
  const { data } = await withApi(options, (api) => api(listAlertChannels()));
  if (options.json) print(JSON.stringify(data, null, 2));
  else if (data.length === 0) {
    print('Alerts are sent nowhere: signal-hooks alerts add slack https://hooks.slack.com/…');
  } else {
    printTable([HEADS.map(strong), ...data.map(rowOf)]);
    for (const { id, last_error: error } of data) {
      if (error !== null) print(bad(`${id}: the last message was not taken. ${tame(error, 300)}`));
    }
  }
}

async function addChannel(
  kind: (typeof KINDS)[number],
  to: string[],
  options: AddOptions,
): Promise<void> {
  const [url, ...more] = to;
  if (kind !== 'email' && more.length > 0) {
    throw new UsageError('Give one address. A channel of this kind has no more.');
  }
  const address = kind === 'email' ? { to } : { url };
  const { name = '' } = options;
  const made = await withApi(options, (api) => api(createAlertChannel({ kind, name, ...address })));
  if (options.json) {
    print(JSON.stringify(made, null, 2));
    return;
  }
  print(good(`✔ ${made.id}: alerts go to ${tame(made.target, 200)}`));
  if (made.secret !== null) print(`  Signed with ${made.secret} (shown once)`);
  print(`  Try it: signal-hooks alerts test ${made.id}`);
}

async function testChannel(id: string, options: ApiOptions): Promise<void> {
  const result = await withApi(options, (api) => api(testAlertChannel(id)));
  if (!result.sent) process.exitCode = 1;
  if (options.json) print(JSON.stringify(result, null, 2));
  else if (result.sent) print(good('✔ the test was taken'));
  else print(bad(`✘ the test was not taken. ${tame(result.error ?? '', 300)}`));
}

async function removeChannel(id: string, options: ApiOptions): Promise<void> {
  await withApi(options, (api) => api(deleteAlertChannel(id)));
  print(good(`✔ nothing is sent to ${id} any more`));
}
