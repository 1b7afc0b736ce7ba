import type { ProviderDefinition } from '../provider.ts';
import type { CommonSources } from '../record/record.ts';
import type { Condition, Expression } from './expression.ts';
import type { DefinitionProblem } from './schema-check.ts';

/*
 * What reading one event may cost, in readings of a path. Each of the others goes through the whole
 * payload at worst, and takes as long as so many of them in a body of 100,000 values.
 */
const PATH = 1;
const ANY_KEY = 500;
const LIST = 1000;
const DIGEST = 1000;

/** To receive a request: its type, its identity, whether it is a ping or a handshake. */
const MAX_RECEIVE_COST = 10_000;
/** The same, of each item of a list. */
const MAX_ITEM_COST = 4000;
/** To map it to a record. */
const MAX_RECORD_COST = 100_000;

const sum = <Item>(items: readonly Item[], costOf: (item: Item) => number): number =>
  items.reduce((all, item) => all + costOf(item), 0);

const pathCost = (path: string): number => (path.split('.').includes('*') ? ANY_KEY : PATH);

const pathsCost = (paths: string | readonly string[]): number =>
  typeof paths === 'string' ? pathCost(paths) : sum(paths, pathCost);

const isList = (expression: Expression): expression is readonly Expression[] =>
  Array.isArray(expression);

/** What an expression costs at worst. */
function expressionCost(expression: Expression): number {
  if (typeof expression === 'string') return pathCost(expression);
  if (isList(expression)) return sum(expression, expressionCost);
  if ('text' in expression || 'header' in expression) return PATH;
  if ('steps' in expression) return expressionCost(expression.of) + expression.steps.length;
  if ('join' in expression) return sum(expression.join, expressionCost);
  if ('each' in expression) {
    const item = LIST * (PATH + expressionCost(expression.read));
    return sum(expression.each, pathCost) + expression.each.length * item;
  }
  if ('when' in expression) return conditionCost(expression.when) + expressionCost(expression.use);
  return DIGEST;
}

/** What a condition costs at worst. */
function conditionCost(condition: Condition): number {
  if ('all' in condition) return sum(condition.all, conditionCost);
  if ('any' in condition) return sum(condition.any, conditionCost);
  return expressionCost('exists' in condition ? condition.exists : condition.value);
}

/** What of a definition costs too much. */
export function costProblems(definition: ProviderDefinition): DefinitionProblem[] {
  const { eventType, identity, ping, handshakes = [], body } = definition;
  const receive: Readonly<Record<string, number>> = {
    eventType: expressionCost(eventType),
    identity: sum(
      identity,
      ({ when, parts }) =>
        sum(parts, expressionCost) + (when === undefined ? 0 : conditionCost(when)),
    ),
    // It is asked for twice: it has a type of its own.
    'ping.when': ping === undefined ? 0 : 2 * conditionCost(ping.when),
    handshakes: sum(handshakes, ({ when }) => (when === undefined ? 0 : conditionCost(when))),
  };
  const record: Readonly<Record<string, number>> = {
    common: commonCost(definition.common),
    fields: sum(definition.fields, (field) => {
      const from = expressionCost(field.from);
      if (field.type !== 'list') return from;
      return from + LIST * sum(field.items, (item) => expressionCost(item.from));
    }),
  };
  const most = body?.each === undefined ? MAX_RECEIVE_COST : MAX_ITEM_COST;
  return [...tooMuch(receive, most), ...tooMuch(record, MAX_RECORD_COST)];
}

function commonCost({ contacts, ...scalars }: CommonSources): number {
  const columns = Object.values(contacts?.columns ?? {});
  const rows =
    contacts === undefined ? 0 : pathsCost(contacts.from) + LIST * sum(columns, pathsCost);
  return sum(Object.values(scalars), expressionCost) + rows;
}

/** The costliest part, if all of them together are more than may be. */
function tooMuch(costs: Readonly<Record<string, number>>, most: number): DefinitionProblem[] {
  const all = sum(Object.values(costs), (cost) => cost);
  if (all <= most) return [];
  const [path = ''] = Object.entries(costs).sort(([, a], [, b]) => b - a)[0] ?? [];
  const message = `Reading this could take too long: it costs ${all}, and ${most} is allowed. Leave out some “each”, lists, digests or paths with “*”.`;
  return [{ path, message }];
}
