import {
  type Client,
  getProvider,
  type Provider,
  type Source,
  type Subscription,
} from '@signal-hooks/client';
import { Document, type YAMLMap } from 'yaml';
import { addressesOf } from './alerts.ts';
import { type Present, presentOf } from './present.ts';

const HEAD = ` Configuration of a Signal Hooks gateway, as it was when this was written.
 Secrets are not in it: set the variables that it names, or write { file: path } instead.
 signal-hooks apply gateway.yaml --dry-run`;

/** What a gateway has, as a file for `signal-hooks apply`: YAML, with references where secrets belong. */
export async function exported(api: Client): Promise<string> {
  const all = { tokens: true, alerts: true, asFarAsAllowed: true };
  const present = await presentOf(api, all);
  const { providers, sources, subscriptions, tokens } = present;
  const definitions: object[] = [];
  for (const { id, kind, problem } of providers) {
    if (kind !== 'custom' || problem !== null) continue;
    definitions.push({ definition: (await api(getProvider(id))).definition });
  }
  const sourceNames = namesOf(sources.map(({ id, name }) => ({ id, name, otherwise: id })));
  const names = namesOf(
    subscriptions.map(({ id, name, target_url: url }) => ({
      ...{ id, name },
      otherwise: URL.parse(url)?.host ?? id,
    })),
  );
  const tokenNames = namesOf(tokens.map(({ id, name }) => ({ id, name, otherwise: id })));
  const variable = variables();
  const document = new Document({
    ...(definitions.length > 0 && { providers: definitions }),
    sources: sources.map((source) => sourceEntry(source, sourceNames, providers, variable)),
    subscriptions: subscriptions.map((row) => subscriptionEntry(row, names, sourceNames, variable)),
    ...(tokens.length > 0 && {
      tokens: tokens.map(({ id, name, scopes }) => ({
        ...(tokenNames.get(id) ?? { name }),
        scopes,
      })),
    }),
    ...alertsEntry(present, sourceNames, names, variable),
  });
  document.commentBefore = HEAD;
  for (const [at, { target_url: url }] of subscriptions.entries()) {
    const target = document.getIn(['subscriptions', at, 'target_url'], true) as YAMLMap;
    target.flow = true;
    target.comment = ` at ${URL.parse(url)?.host ?? 'an unknown host'}`;
  }
  return document.toString({ lineWidth: 100 });
}

/** What an entry is called in the file, and its id if that is not what the gateway calls it. */
type Names = ReadonlyMap<string, { readonly id?: string; readonly name: string }>;

function namesOf(
  rows: readonly { readonly id: string; readonly name: string; readonly otherwise: string }[],
): Names {
  const names = new Map<string, { readonly id?: string; readonly name: string }>();
  const taken = new Set(rows.map(({ name }) => name));
  for (const { id, name, otherwise } of rows) {
    const isClear = name !== '' && rows.filter((row) => row.name === name).length === 1;
    if (isClear) names.set(id, { name });
    else {
      const base = name === '' ? otherwise : name;
      let at = 1;
      while (taken.has(`${base} ${at}`)) at += 1;
      taken.add(`${base} ${at}`);
      names.set(id, { id, name: `${base} ${at}` });
    }
  }
  return names;
}

function sourceEntry(
  source: Source,
  names: Names,
  providers: readonly Provider[],
  variable: Variable,
): object {
  const { credentials, registration } = source;
  const named = names.get(source.id) ?? { name: source.name };
  const references = (count: number, what: string): object[] =>
    Array.from({ length: count }, (_, at) => ({
      env: variable(named.name, count === 1 ? what : `${what} ${at + 1}`),
    }));
  const fields = providers.find(({ id }) => id === source.provider)?.registration.settings ?? [];
  // Which of them are set is not shown; registering needs those that are required.
  const secret = fields.filter(
    (field) => field.secret && field.required && registration.id !== null,
  );
  const settings = {
    ...source.settings,
    ...Object.fromEntries(secret.map(({ key }) => [key, { env: variable(named.name, key) }])),
  };
  // A registration gives the source its secret or key.
  const isByHand = registration.id === null;
  return {
    ...named,
    provider: source.provider,
    ...(source.events.length > 0 && { events: source.events }),
    ...(isByHand &&
      credentials.secrets > 0 && { secrets: references(credentials.secrets, 'secret') }),
    ...(isByHand &&
      credentials.public_keys > 0 && { public_keys: references(credentials.public_keys, 'key') }),
    ...(isByHand &&
      credentials.authorization > 0 && {
        authorization: references(credentials.authorization, 'authorization'),
      }),
    ...(credentials.unsigned && { unsigned: true }),
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(Object.keys(settings).length > 0 && { register: !isByHand }),
    ...(source.max_per_second !== null && { max_per_second: source.max_per_second }),
    ...(source.max_body_bytes !== null && { max_body_bytes: source.max_body_bytes }),
  };
}

/** What the gateway sets by itself, or is written in another way. */
const NOT_WRITTEN: readonly string[] = [
  ...['id', 'name', 'target_url', 'source_id', 'status', 'status_reason'],
  ...['failing_since', 'created_at', 'problem'],
];

function subscriptionEntry(
  row: Subscription,
  names: Names,
  sources: Names,
  variable: Variable,
): object {
  const named = names.get(row.id) ?? { name: row.name };
  const source = row.source_id === null ? undefined : sources.get(row.source_id)?.name;
  const fields = Object.entries(row).filter(
    ([key, value]) =>
      !NOT_WRITTEN.includes(key) &&
      value !== null &&
      value !== false &&
      !(Array.isArray(value) && value.length === 0),
  );
  return {
    ...named,
    target_url: { env: variable(named.name, 'url') },
    ...(source !== undefined && { source }),
    ...Object.fromEntries(fields),
    ...(row.status === 'paused' && { status: 'paused' }),
  };
}

/** What is set for alerts, without what is as it comes. */
function alertsEntry(
  { alertRules, alertChannels }: Present,
  sources: Names,
  subscriptions: Names,
  variable: Variable,
): object {
  const namesIn = (names: Names, ids: readonly string[]): string[] =>
    ids.flatMap((id) => names.get(id)?.name ?? []);
  const rules = alertRules.flatMap((rule) => {
    const entry = {
      ...(!rule.is_on && { is_on: false }),
      ...(rule.threshold !== null && { threshold: rule.threshold }),
      ...(rule.source_ids.length > 0 && { sources: namesIn(sources, rule.source_ids) }),
      ...(rule.subscription_ids.length > 0 && {
        subscriptions: namesIn(subscriptions, rule.subscription_ids),
      }),
    };
    return Object.keys(entry).length === 0 ? [] : [{ rule: rule.id, ...entry }];
  });
  const names = namesOf(alertChannels.map(({ id, name, kind }) => ({ id, name, otherwise: kind })));
  const channels = alertChannels.map((channel) => {
    const named = names.get(channel.id) ?? { name: channel.name };
    const address =
      channel.kind === 'email'
        ? { to: addressesOf(channel) }
        : { url: { env: variable(named.name, 'url') } };
    return { ...named, kind: channel.kind, ...address };
  });
  if (rules.length + channels.length === 0) return {};
  return {
    alerts: { ...(rules.length > 0 && { rules }), ...(channels.length > 0 && { channels }) },
  };
}

/** Names of variables: `Shop 1`, `secret` becomes `SHOP_1_SECRET`; none twice. */
function variables(): Variable {
  const taken = new Set<string>();
  return (name, what) => {
    const base = `${name} ${what}`
      .normalize('NFKD')
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '_')
      .replace(/^_*(?=\d)/, '_');
    let unique = base;
    for (let at = 2; taken.has(unique); at += 1) unique = `${base}_${at}`;
    taken.add(unique);
    return unique;
  };
}

type Variable = (name: string, what: string) => string;
