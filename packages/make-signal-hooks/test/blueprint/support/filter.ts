import type { Condition, Filter } from '../../../src/blueprint/types.ts';
import { evaluate, type Scope } from './evaluate.ts';
import type { MakeValue } from './functions.ts';

const word = (value: MakeValue): string => String(value ?? '');
const small = (value: MakeValue): string => word(value).toLowerCase();

/** Two numbers; a text that is none compares with nothing. */
const both = (compare: (a: number, b: number) => boolean) => (a: MakeValue, b: MakeValue) =>
  compare(Number(word(a) || Number.NaN), Number(word(b) || Number.NaN));

const OPERATORS: Readonly<Record<string, (a: MakeValue, b: MakeValue) => boolean>> = {
  'text:equal': (a, b) => word(a) === word(b),
  'text:equal:ci': (a, b) => small(a) === small(b),
  'text:notequal': (a, b) => word(a) !== word(b),
  'text:notequal:ci': (a, b) => small(a) !== small(b),
  'text:contain': (a, b) => word(a).includes(word(b)),
  'text:notcontain': (a, b) => !word(a).includes(word(b)),
  'text:pattern': (a, b) => new RegExp(word(b)).test(word(a)),
  'number:equal': both((a, b) => a === b),
  'number:greater': both((a, b) => a > b),
  'number:lessorequal': both((a, b) => a <= b),
  'boolean:equal': (a, b) => typeof a === 'boolean' && word(a) === word(b),
};

function holds({ a, o, b }: Condition, scope: Scope): boolean {
  const compare = OPERATORS[o];
  if (compare === undefined) throw new ReferenceError(`unknown operator ${o}`);
  return compare(evaluate(a, scope), b === undefined ? undefined : evaluate(b, scope));
}

/** Whether a filter lets a bundle through. */
export const passes = (filter: Filter | undefined, scope: Scope): boolean =>
  filter === undefined ||
  filter.conditions.some((group) => group.every((condition) => holds(condition, scope)));
