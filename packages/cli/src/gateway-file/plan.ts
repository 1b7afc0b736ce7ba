import { isDeepStrictEqual } from 'node:util';
import {
  type Client,
  changeProvider,
  checkDefinition,
  deleteAlertChannel,
  deleteProvider,
  deleteSource,
  deleteSubscription,
  getProvider,
} from '@signal-hooks/client';
import { planAlertChannel, planAlertRule } from './alerts.ts';
import { type Present, presentOf } from './present.ts';
import type { Problem, ReadFile } from './read.ts';
import { References } from './references.ts';
import { planSource } from './sources.ts';
import type { Ids, Step } from './step.ts';
import { planSubscription } from './subscriptions.ts';
import { planToken } from './tokens.ts';
import type { ProviderEntry } from './types.ts';

/** What a plan is made with, and what comes up meanwhile. */
export interface Planning {
  readonly present: Present;
  readonly references: References;
  readonly problems: Problem[];
  /** The ids of what the file has at the gateway. */
  readonly used: Set<string>;
  readonly ids: Ids;
  readonly sourceNames: readonly string[];
  readonly subscriptionNames: readonly string[];
  /** Definitions that the gateway does not have yet: each is added with the first source of it. */
  readonly newProviders: Map<
    string,
    { readonly definition: Record<string, unknown>; readonly preset?: string }
  >;
}

/** The difference between a file and a gateway. */
export interface Plan {
  readonly steps: readonly Step[];
  /** What only the gateway has, as steps that remove it. */
  readonly others: readonly Step[];
  readonly ids: Ids;
}

/**
 * Compares a file with a gateway; changes nothing.
 * @throws {UsageError} with every problem found, by line and path
 */
export async function planOf(api: Client, { file, folder, refuse }: ReadFile): Promise<Plan> {
  const { rules = [], channels = [] } = file.alerts;
  const planning: Planning = {
    present: await presentOf(api, {
      tokens: file.tokens.length > 0,
      alerts: rules.length > 0 || file.alerts.channels !== undefined,
    }),
    references: new References(folder),
    problems: [],
    used: new Set(),
    ids: { sources: new Map(), subscriptions: new Map() },
    sourceNames: file.sources.map(({ name }) => name),
    subscriptionNames: file.subscriptions.map(({ name }) => name),
    newProviders: new Map(),
  };
  const steps: (Step | undefined)[] = [];
  for (const [at, entry] of file.providers.entries()) {
    steps.push(await planProvider(api, planning, entry, `providers.${at}`));
  }
  const added = new Map(planning.newProviders);
  for (const [at, entry] of file.sources.entries()) {
    steps.push(await planSource(planning, entry, `sources.${at}`));
  }
  for (const [at, entry] of file.subscriptions.entries()) {
    steps.push(await planSubscription(planning, entry, `subscriptions.${at}`));
  }
  for (const [at, entry] of file.tokens.entries()) {
    steps.push(planToken(planning, entry, `tokens.${at}`));
  }
  for (const [at, entry] of rules.entries()) {
    steps.push(planAlertRule(planning, entry, `alerts.rules.${at}`));
  }
  for (const [at, entry] of channels.entries()) {
    steps.push(await planAlertChannel(planning, entry, `alerts.channels.${at}`));
  }
  const { problems, references, newProviders } = planning;
  for (const id of newProviders.keys()) {
    const at = [...added.keys()].indexOf(id);
    const message = `Add a source of ${id} too: a definition is added with the first source that uses it.`;
    problems.push({ path: `providers.${at}`, message });
  }
  const all = [...problems, ...references.problems];
  if (all.length > 0) throw refuse(all);
  return {
    steps: steps.filter((step) => step !== undefined),
    others: others(planning, file.alerts.channels !== undefined),
    ids: planning.ids,
  };
}

async function planProvider(
  api: Client,
  { present, problems, references, newProviders, used }: Planning,
  { preset, definition }: ProviderEntry,
  path: string,
): Promise<Step | undefined> {
  const wanted = await references.definition(definition, `${path}.definition`);
  const body = { definition: wanted, ...(preset !== undefined && { preset }) };
  const check = await api(checkDefinition(body));
  if (!check.ok) {
    const inFile = Object.keys(definition).join() === 'file';
    for (const problem of check.problems) {
      const message = inFile ? `${problem.path}: ${problem.message}` : problem.message;
      problems.push({ path: inFile ? `${path}.definition` : `${path}.${problem.path}`, message });
    }
    return undefined;
  }
  const id = String(wanted.id);
  used.add(id);
  const known = present.providers.find((provider) => provider.id === id);
  if (known === undefined) {
    newProviders.set(id, body);
    return undefined;
  }
  const { definition: stored } = await api(getProvider(id));
  if (saysSame(stored, wanted, preset !== undefined)) return undefined;
  const run: Step['run'] = async () => {
    await api(changeProvider(id, body));
    return null;
  };
  const details = ['its events are mapped by the definition of the file'];
  return { action: 'change', what: 'provider', name: id, details, path, run };
}

/** With a preset, the stored definition has more than is given; of the signature, part by part. */
function saysSame(stored: unknown, wanted: unknown, isPart: boolean): boolean {
  if (!isPart) return isDeepStrictEqual(stored, wanted);
  const has = (stored ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(wanted as object).every(([key, value]) =>
    key === 'signature'
      ? Object.entries(value as object).every(([part, each]) =>
          isDeepStrictEqual((has.signature as Record<string, unknown>)?.[part], each),
        )
      : isDeepStrictEqual(has[key], value),
  );
}

/**
 * Subscriptions before the sources they are of, and sources before their providers. Never tokens: one of
 * them may be the one that this is done with.
 * @param withChannels whether the file says where alerts go
 */
function others({ present, used }: Planning, withChannels: boolean): Step[] {
  const remove = (
    what: Step['what'],
    { id, name }: { readonly id: string; readonly name: string },
    detail: string,
    call: typeof deleteSubscription,
  ): Step[] =>
    used.has(id)
      ? []
      : [
          {
            ...{ action: 'remove', what, name: name === '' ? id : name, path: null },
            details: [id, detail],
            run: async (api) => {
              await api(call(id));
              return null;
            },
          },
        ];
  const own = present.providers.filter(({ kind }) => kind === 'custom');
  const { subscriptions, sources } = present;
  return [
    ...(withChannels ? present.alertChannels : []).flatMap((row) =>
      remove('alert channel', row, 'no alerts are sent there any more', deleteAlertChannel),
    ),
    ...subscriptions.flatMap((row) =>
      remove('subscription', row, 'what is pending is cancelled', deleteSubscription),
    ),
    ...sources.flatMap((row) =>
      remove('source', row, 'its events are deleted, and its registration', (id) =>
        deleteSource(id),
      ),
    ),
    ...own.flatMap((row) => remove('provider', row, 'its definition is forgotten', deleteProvider)),
  ];
}
