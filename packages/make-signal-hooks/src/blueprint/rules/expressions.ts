import type { Filter } from '../types.ts';
import { FUNCTIONS, KEYWORDS, OPERATORS } from './allowed.ts';
import { eachModule, type Rule, unless } from './rule.ts';
import type { Token } from './tokens.ts';
import { fieldsOf, tokensIn } from './walk.ts';

/** The tokens, or none where they cannot be recognised: that is the finding of a rule of its own. */
function tokensOrNone(module: Parameters<typeof tokensIn>[0]): Token[] {
  try {
    return tokensIn(module);
  } catch {
    return [];
  }
}

/** What is wrong with the names in an expression: a name before "(" is a function. */
function nameFindings(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token, at) => {
    if (token.kind !== 'name') return [];
    const next = tokens[at + 1];
    const called = next?.kind === 'sign' && next.value === '(';
    const known = called ? FUNCTIONS : KEYWORDS;
    return unless(known.has(token.value), `${called ? 'function' : 'word'} ${token.value}`);
  });
}

const unbalanced = (tokens: readonly Token[]): boolean => {
  const count = (sign: string): number =>
    tokens.filter((token) => token.kind === 'sign' && token.value === sign).length;
  return count('(') !== count(')');
};

function conditionFindings({ conditions }: Filter): string[] {
  return conditions
    .flat()
    .flatMap(({ a, o, b }) => [
      ...unless(OPERATORS.has(o), `operator ${o}`),
      ...unless(a !== '', 'a condition without a left side'),
      ...unless(b !== undefined, `${o} without a right side`),
    ]);
}

/** What is between `{{` and `}}`, and in filters. */
export const EXPRESSIONS: readonly Rule[] = [
  eachModule('syntax', 'Every expression can be read.', (module) => {
    try {
      return unless(!unbalanced(tokensIn(module)), 'brackets do not match');
    } catch (error) {
      return [error instanceof Error ? error.message : 'unknown'];
    }
  }),
  eachModule('upstream', 'An expression refers to modules that ran before.', (module, visit) => {
    const ran = new Set(visit.upstream.map(({ id }) => id));
    return tokensOrNone(module).flatMap((token) =>
      token.kind === 'ref' ? unless(ran.has(token.module), `refers to ${token.module}`) : [],
    );
  }),
  eachModule('known-words', 'Functions and words are on the list.', (module) =>
    nameFindings(tokensOrNone(module)),
  ),
  eachModule('from-one', 'Lists count from 1.', (module) =>
    tokensOrNone(module).flatMap((token) =>
      token.kind === 'ref' ? unless(!token.path.includes(0), 'place 0 of a list') : [],
    ),
  ),
  eachModule('straight-quotes', 'Quotes are straight.', (module) =>
    fieldsOf(module).flatMap((field) =>
      (field.match(/\{\{.*?\}\}/gs) ?? []).filter((expression) => /[“”„]/.test(expression)),
    ),
  ),
  eachModule('conditions', 'Conditions have a known operator and two sides.', (module) =>
    module.filter === undefined
      ? []
      : [
          ...unless(
            module.filter.conditions.length > 0 &&
              module.filter.conditions.every((group) => group.length > 0),
            'an empty filter lets everything through',
          ),
          ...conditionFindings(module.filter),
        ],
  ),
];
