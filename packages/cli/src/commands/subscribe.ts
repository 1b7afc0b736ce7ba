import type { FilterCondition, NewSubscription } from '@signal-hooks/gateway';
import { type Command, Option } from 'commander';
import { type DataOptions, withGateway } from '../open.ts';
import { faint, good, print, strong } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addDataOptions, collect } from './data-options.ts';
import { providerOf } from './provider-argument.ts';

interface SubscribeOptions extends DataOptions {
  readonly name?: string;
  readonly source?: string;
  readonly provider?: string;
  readonly event: readonly string[];
  readonly where: readonly string[];
  readonly format: 'standard' | 'flat' | 'raw';
}

/** `signal-hooks subscribe <url>`: a REST hook. */
export function addSubscribe(program: Command): void {
  const command = program
    .command('subscribe')
    .description('deliver events to a URL, signed; prints the signing secret')
    .argument('<url>', 'where to deliver, https://…')
    .option('--name <name>', 'what you recognise it by')
    .option('--source <id>', 'only events of this source')
    .option('--provider <provider>', 'only events of this provider')
    .option('--event <type>', 'only this event type; repeat for more', collect, [])
    .option('--where <condition>', "only if a field fits, such as 'priority>=high'", collect, [])
    .addOption(
      new Option('--format <format>', 'body of the deliveries')
        .choices(['standard', 'flat', 'raw'])
        .default('standard'),
    );
  addDataOptions(command).action(async (targetUrl: string, options: SubscribeOptions) => {
    const wanted: NewSubscription = {
      targetUrl,
      ...(options.name === undefined ? {} : { name: options.name }),
      sourceId: options.source ?? null,
      provider: options.provider === undefined ? null : providerOf(options.provider).id,
      eventTypes: options.event,
      conditions: options.where.map(conditionOf),
      format: options.format,
    };
    const { subscription, secret } = await withGateway(options, ({ services }) =>
      services.subscriptions.create(wanted),
    );
    print(good(`✔ subscribed as ${subscription.id}`));
    print(`  signing secret  ${strong(secret)}  ${faint('(not shown again)')}`);
    print('  Every delivery is signed with it as https://www.standardwebhooks.com describes.');
  });
}

const OPERATORS: readonly (readonly [text: string, op: FilterCondition['op']])[] = [
  ['>=', 'gte'],
  ['<=', 'lte'],
  ['!=', 'ne'],
  ['^=', 'starts_with'],
  ['*=', 'contains'],
  ['=', 'eq'],
  ['>', 'gt'],
  ['<', 'lt'],
];

/**
 * Reads `field>=value`. Numbers and true or false are taken as such.
 * @throws {UsageError} if it has another form
 */
export function conditionOf(text: string): FilterCondition {
  const match = /^([a-z0-9_]+)\s*(>=|<=|!=|\^=|\*=|=|>|<)\s*(.+)$/.exec(text.trim());
  const op = OPERATORS.find(([sign]) => sign === match?.[2])?.[1];
  const [, field, , value] = match ?? [];
  if (field === undefined || value === undefined || op === undefined) {
    const signs = OPERATORS.map(([sign]) => sign).join(' ');
    throw new UsageError(`"${text}" is no condition. Write field, one of ${signs}, and a value.`);
  }
  return { field, op, value: literalOf(value) };
}

function literalOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d{1,15}(?:\.\d+)?$/.test(text) ? Number(text) : text;
}
