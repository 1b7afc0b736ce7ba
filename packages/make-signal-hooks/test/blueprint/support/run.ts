/**
 * Emulates Make: runs a whole blueprint, as far as its documentation tells how:
 * filters, routers in order, error handlers, the data store and the answer to the sender.
 */
import type { Blueprint, MakeModule, Value } from '../../../src/blueprint/types.ts';
import { evaluate, type Scope } from './evaluate.ts';
import { passes } from './filter.ts';
import type { MakeValue } from './functions.ts';

/** A request to the scenario's webhook. */
export interface Request {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What surrounds a scenario. */
export interface Environment {
  /** The keys that the data store holds. */
  readonly store: Set<string>;
  readonly now?: Date;
  /** Modules that fail, by id. */
  readonly broken?: readonly number[];
  /** Whether the hook leaves header names as they came; Make was seen to lower them. */
  readonly keepCase?: boolean;
  /** Whether "Get request headers" was forgotten. */
  readonly headersOff?: boolean;
  /** Whether "JSON pass-through" was forgotten: the hook then parses the body itself. */
  readonly passThroughOff?: boolean;
  /** What an HTTP request is answered with. */
  readonly http?: (url: string, body: string) => MakeValue;
}

/** What a module did outside of the scenario. */
interface Effect {
  readonly id: number;
  readonly module: string;
  readonly fields: { readonly [key: string]: MakeValue };
}

/** What became of a request. */
export interface Outcome {
  /** Statuses of the answers; more than one is a mistake. */
  readonly answers: number[];
  /** Rows, messages and HTTP requests, in order. */
  readonly effects: Effect[];
  /** Modules whose failure Make keeps to try again. */
  readonly kept: number[];
}

/** A failure that no handler took: Make switches such a scenario off. */
class SwitchedOff extends Error {}

/** Puts the user's secret where the placeholder stands. */
export function withSecret(blueprint: Blueprint, secret: string): Blueprint {
  const copy = structuredClone(blueprint);
  const variables = copy.flow[1]?.mapper?.variables as { name: string; value: string }[];
  for (const variable of variables) if (variable.name === 'secret') variable.value = secret;
  return copy;
}

const hooked = (
  { body, headers }: Request,
  { keepCase, headersOff, passThroughOff }: Environment,
): MakeValue => ({
  ...(passThroughOff === true ? JSON.parse(body) : { value: body }),
  ...(headersOff !== true && {
    __IMTHEADERS__: Object.entries(headers).map(([name, value]) => ({
      name: keepCase === true ? name : name.toLowerCase(),
      value,
    })),
  }),
});

/** Runs a scenario once. @throws {SwitchedOff} if a failure is not handled */
export function run(blueprint: Blueprint, request: Request, environment: Environment): Outcome {
  const outcome: Outcome = { answers: [], effects: [], kept: [] };
  const [trigger, ...rest] = blueprint.flow;
  const bundles = new Map<number, MakeValue>([[trigger?.id ?? 1, hooked(request, environment)]]);
  follow(rest, bundles, environment, outcome);
  return outcome;
}

/** Follows a flow until it ends, a filter holds it up or a module fails. */
function follow(
  flow: readonly MakeModule[],
  bundles: Map<number, MakeValue>,
  environment: Environment,
  outcome: Outcome,
): void {
  const scope: Scope = { bundles, now: environment.now ?? new Date('2026-04-25T14:30:02.000Z') };
  for (const module of flow) {
    if (!passes(module.filter, scope)) return;
    for (const route of module.routes ?? [])
      follow(route.flow, new Map(bundles), environment, outcome);
    if (module.module === 'builtin:Break') outcome.kept.push(Math.floor(module.id / 100));
    if (module.routes || module.module.startsWith('builtin:')) continue;
    try {
      bundles.set(module.id, act(module, scope, environment, outcome));
    } catch (error) {
      if (module.onerror === undefined) throw new SwitchedOff(String(error));
      follow(module.onerror, new Map(bundles), environment, outcome);
      return;
    }
  }
}

/** Every text of a mapper, evaluated. */
function filled(value: Value | undefined, scope: Scope): MakeValue {
  if (typeof value === 'string') return evaluate(value, scope);
  if (Array.isArray(value)) return value.map((item: Value) => filled(item, scope));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, item]) => [key, filled(item, scope)]);
  return Object.fromEntries(fields);
}

function act(
  module: MakeModule,
  scope: Scope,
  environment: Environment,
  outcome: Outcome,
): MakeValue {
  if (environment.broken?.includes(module.id)) throw new Error('it fails');
  const fields = filled(module.mapper ?? {}, scope) as { [key: string]: MakeValue };
  const key = String(fields.key);
  switch (module.module) {
    case 'gateway:WebhookRespond':
      outcome.answers.push(Number(fields.status));
      return {};
    case 'util:SetVariables':
      return Object.fromEntries(
        (fields.variables as { name: string; value: MakeValue }[]).map(({ name, value }) => [
          name,
          value,
        ]),
      );
    case 'json:ParseJSON':
      return JSON.parse(String(fields.json));
    case 'json:TransformToJSON':
      return { json: JSON.stringify(fields.object) };
    case 'datastore:ExistRecord':
      return { exist: environment.store.has(key) };
    case 'datastore:AddRecord':
      if (environment.store.has(key)) throw new Error('the key exists');
      environment.store.add(key);
      return {};
    default:
      outcome.effects.push({ id: module.id, module: module.module, fields });
      return {
        data: environment.http?.(String(fields.url), String(fields.jsonStringBodyContent)) ?? {},
      };
  }
}
