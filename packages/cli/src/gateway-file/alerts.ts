import { didYouMean } from '@signal-hooks/catalogue';
import {
  type AlertChannel,
  type CreateAlertChannelBody,
  createAlertChannel,
  deleteAlertChannel,
  type UpdateAlertRuleBody,
  updateAlertRule,
} from '@signal-hooks/client';
import type { Planning } from './plan.ts';
import { findPresent } from './present.ts';
import { changed, type Ids, isSame, type Step, words } from './step.ts';
import type { AlertChannelEntry, AlertRuleEntry } from './types.ts';

/** What a rule can be restricted to, by names of the file. */
const ABOUT = [
  ['source', 'sources', 'source_ids'],
  ['subscription', 'subscriptions', 'subscription_ids'],
] as const;

/** What an entry of the file asks for; undefined: the rule is set as it says. */
export function planAlertRule(
  planning: Planning,
  entry: AlertRuleEntry,
  path: string,
): Step | undefined {
  const { present, problems, ids } = planning;
  const found = present.alertRules.find(({ id }) => id === entry.rule);
  if (found === undefined) {
    const meant = didYouMean(
      entry.rule,
      present.alertRules.map(({ id }) => id),
    );
    problems.push({ path: `${path}.rule`, message: `There is no such rule.${meant}` });
    return undefined;
  }
  const details: string[] = [];
  for (const key of ['is_on', 'threshold'] as const) {
    const to = entry[key];
    if (to !== undefined && to !== found[key]) details.push(changed(key, found[key], to));
  }
  if (found.unit === null && (entry.threshold ?? null) !== null) {
    problems.push({ path: `${path}.threshold`, message: 'This rule has none. Leave it out.' });
  }
  for (const [kind, key, idsKey] of ABOUT) {
    const names = entry[key];
    if (names === undefined) continue;
    checkNames(planning, kind, found.about, names, `${path}.${key}`);
    const from = found[idsKey].map((id) => nameOf(planning, kind, id));
    if (isSame(idsOf(ids[key], names), found[idsKey])) continue;
    details.push(changed(key, from, names));
  }
  if (details.length === 0) return undefined;
  const run: Step['run'] = async (api, known) => {
    await api(updateAlertRule(entry.rule, bodyOf(entry, known)));
    return null;
  };
  return { action: 'change', what: 'alert rule', name: entry.rule, details, path, run };
}

/** The ids behind names; what is not there yet has none. */
const idsOf = (ids: ReadonlyMap<string, string>, names: readonly string[]): string[] =>
  names.map((name) => ids.get(name) ?? `the new ${name}`);

function bodyOf(entry: AlertRuleEntry, ids: Ids): UpdateAlertRuleBody {
  const { is_on, threshold } = entry;
  const body: Record<string, unknown> = { is_on, threshold };
  for (const [, key, idsKey] of ABOUT) {
    const names = entry[key];
    if (names !== undefined) body[idsKey] = idsOf(ids[key], names);
  }
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

/** What would never have an effect is more likely a mistake. */
function checkNames(
  { problems, sourceNames, subscriptionNames }: Planning,
  kind: 'source' | 'subscription',
  about: string,
  names: readonly string[],
  path: string,
): void {
  if (names.length > 0 && about !== kind) {
    problems.push({ path, message: `This rule is about a ${about}. Leave it out.` });
    return;
  }
  const known = kind === 'source' ? sourceNames : subscriptionNames;
  for (const [at, name] of names.entries()) {
    if (known.includes(name)) continue;
    const message = `No ${kind} in this file has this name.${didYouMean(name, known)}`;
    problems.push({ path: `${path}.${at}`, message });
  }
}

function nameOf({ present }: Planning, kind: 'source' | 'subscription', id: string): string {
  const rows = kind === 'source' ? present.sources : present.subscriptions;
  return rows.find((row) => row.id === id)?.name || id;
}

/**
 * What an entry of the file asks for; undefined: the channel is as it says. A channel cannot be changed: it is made
 * anew, and the old one is removed. An address of Slack is a secret, and not compared.
 */
export async function planAlertChannel(
  planning: Planning,
  entry: AlertChannelEntry,
  path: string,
): Promise<Step | undefined> {
  const { kind, name } = entry;
  const found = findPresent(planning.present.alertChannels, entry, path, planning);
  if (found === undefined && entry.id !== undefined) return undefined;
  const to = await planning.references.texts(entry.to ?? [], `${path}.to`);
  checkAddress(planning, entry, path);
  const details = found === undefined ? [`kind: ${kind}`] : differences(found, entry, to);
  if (found !== undefined && details.length === 0) return undefined;
  if (found === undefined && to.length > 0) details.push(`to: ${words(to)}`);
  const url =
    entry.url === undefined
      ? {}
      : { url: await planning.references.text(entry.url, `${path}.url`) };
  const body: CreateAlertChannelBody = { kind, name, ...(to.length > 0 ? { to } : {}), ...url };
  const run: Step['run'] = async (api) => {
    const { id } = await api(createAlertChannel(body));
    if (found !== undefined) await api(deleteAlertChannel(found.id));
    return { id };
  };
  const action = found === undefined ? 'add' : 'change';
  return { action, what: 'alert channel', name, details, path, run };
}

function checkAddress({ problems }: Planning, entry: AlertChannelEntry, path: string): void {
  const [wanted, other] =
    entry.kind === 'slack' ? (['url', 'to'] as const) : (['to', 'url'] as const);
  if (entry[wanted] === undefined) {
    problems.push({ path, message: `A channel of the kind ${entry.kind} needs "${wanted}".` });
  }
  if (entry[other] !== undefined) {
    const message = `A channel of the kind ${entry.kind} has none. Leave it out.`;
    problems.push({ path: `${path}.${other}`, message });
  }
}

function differences(
  found: AlertChannel,
  { kind, name }: AlertChannelEntry,
  to: readonly string[],
): string[] {
  const addresses = addressesOf(found);
  return [
    ...(found.kind === kind ? [] : [changed('kind', found.kind, kind)]),
    ...(found.name === name ? [] : [changed('name', found.name, name)]),
    ...(kind !== 'email' || isSame(addresses, to) ? [] : [changed('to', addresses, to)]),
  ];
}

/** The addresses of a channel by e-mail. */
export const addressesOf = ({ kind, target }: AlertChannel): string[] =>
  kind === 'email' ? target.split(', ') : [];
