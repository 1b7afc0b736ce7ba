import type { Blueprint, MakeModule, Value } from '../types.ts';
import { partsOf, type Token, tokensOf } from './tokens.ts';

/** A module and its position. */
export interface Visit {
  readonly module: MakeModule;
  /** Everything that ran before it on its way; in a handler, the failed module comes last. */
  readonly upstream: readonly MakeModule[];
  readonly place: 'trigger' | 'flow' | 'handler';
  /** Whether nothing follows it in its flow or handler. */
  readonly last: boolean;
}

/** Every module, its handlers and routes right behind it. */
export function* visits(
  flow: readonly MakeModule[],
  upstream: readonly MakeModule[] = [],
  place: Visit['place'] = 'flow',
): Generator<Visit> {
  const before = [...upstream];
  for (const [at, module] of flow.entries()) {
    const first = before.length === 0 && place === 'flow';
    yield {
      module,
      upstream: [...before],
      place: first ? 'trigger' : place,
      last: at === flow.length - 1,
    };
    before.push(module);
    if (module.onerror) yield* visits(module.onerror, before, 'handler');
    for (const route of module.routes ?? []) yield* visits(route.flow, before);
  }
}

/** Every way through the scenario, from the trigger to an end. */
export function waysThrough(
  flow: readonly MakeModule[],
  before: readonly MakeModule[] = [],
): MakeModule[][] {
  const way = [...before, ...flow];
  const routes = flow.at(-1)?.routes;
  if (routes === undefined) return [way];
  return routes.flatMap((route) => waysThrough(route.flow, way));
}

/** Every text in a value. */
function textsIn(value: Value | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** The texts of a module that may carry expressions: its mapper and its filter. */
export function fieldsOf({ mapper, filter, parameters }: MakeModule): string[] {
  const conditions = filter?.conditions.flat().flatMap(({ a, b }) => [a, b ?? '']) ?? [];
  return [...textsIn(mapper), ...textsIn(parameters), ...conditions];
}

/** The tokens of all its expressions. @throws {SyntaxError} for one that is no expression */
export const tokensIn = (module: MakeModule): Token[] =>
  fieldsOf(module).flatMap((field) =>
    partsOf(field).flatMap((part) => ('expression' in part ? tokensOf(part.expression) : [])),
  );

/** All modules of a blueprint. */
export const modulesOf = ({ flow }: Blueprint): MakeModule[] =>
  [...visits(flow)].map(({ module }) => module);
