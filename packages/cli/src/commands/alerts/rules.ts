import { type AlertRule, listAlertRules, updateAlertRule } from '@signal-hooks/client';
import type { Command } from 'commander';
import { type ApiOptions, addApiOptions, withApi } from '../../api.ts';
import { good, print, printTable, strong } from '../../terminal.ts';
import { UsageError } from '../../usage-error.ts';

interface SetOptions extends ApiOptions {
  readonly on?: boolean;
  readonly off?: boolean;
  readonly threshold?: string;
  readonly source?: readonly string[];
  readonly subscription?: readonly string[];
}

/** What `--source` and `--subscription` take for "no restriction any more". */
const ALL = 'all';

/** `signal-hooks alerts rules|set`: what is watched. */
export function addRuleCommands(alerts: Command): void {
  addApiOptions(alerts.command('rules').description('what is watched')).action(printRules);
  addApiOptions(
    alerts
      .command('set')
      .argument('<rule>', 'such as subscription_failing')
      .description('switch a rule off or on, or change when it fires')
      .option('--on', 'watch it')
      .option('--off', 'do not watch it')
      .option('--threshold <number>', 'in the unit of the rule, or "default"')
      .option('--source <ids...>', 'only these sources, or "all"')
      .option('--subscription <ids...>', 'only these subscriptions, or "all"'),
  ).action(setRule);
}

async function printRules(options: ApiOptions): Promise<void> {
  const { data } = await withApi(options, (api) => api(listAlertRules()));
  if (options.json) print(JSON.stringify(data, null, 2));
  else printTable([['rule', 'fires at', 'watches', 'what it is'].map(strong), ...data.map(rowOf)]);
}

const rowOf = (rule: AlertRule): string[] => [
  rule.id,
  rule.is_on ? thresholdOf(rule) : 'off',
  onlyOf(rule),
  rule.title,
];

function thresholdOf({ threshold, default_threshold: usual, unit }: AlertRule): string {
  if (unit === null) return 'once';
  const value = threshold ?? usual;
  return value === null ? 'learned' : `${value} ${unit}`;
}

function onlyOf({
  about,
  source_ids: sources,
  subscription_ids: subscriptions,
}: AlertRule): string {
  const only = [...sources, ...subscriptions];
  return only.length === 0 ? `every ${about}` : only.join(', ');
}

async function setRule(id: string, options: SetOptions): Promise<void> {
  const input = inputOf(options);
  if (Object.keys(input).length === 0) {
    throw new UsageError('Say what to change: --on, --off, --threshold, --source, --subscription.');
  }
  const rule = await withApi(options, (api) => api(updateAlertRule(id, input)));
  if (options.json) print(JSON.stringify(rule, null, 2));
  else if (!rule.is_on) print(good(`✔ ${rule.id} is off`));
  else print(good(`✔ ${rule.id} watches ${onlyOf(rule)}; fires at: ${thresholdOf(rule)}`));
}

function inputOf({ on, off, threshold, source, subscription }: SetOptions) {
  if (on && off) throw new UsageError('--on and --off exclude each other.');
  const ids = (given: readonly string[]): string[] => given.filter((id) => id !== ALL);
  return {
    ...(on || off ? { is_on: on === true } : {}),
    ...(threshold === undefined ? {} : { threshold: readThreshold(threshold) }),
    ...(source === undefined ? {} : { source_ids: ids(source) }),
    ...(subscription === undefined ? {} : { subscription_ids: ids(subscription) }),
  };
}

function readThreshold(text: string): number | null {
  if (text === 'default') return null;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new UsageError(`--threshold takes a number or "default", not "${text}".`);
}
