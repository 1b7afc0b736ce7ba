import { FUNCTIONS, isEmpty, KEYWORDS, type MakeValue } from './functions.ts';
import { type Expression, partsOf } from './parse.ts';

/** What expressions can see, by root. */
export type Scope = { readonly [root: string]: MakeValue };

type Binary = (left: MakeValue, right: () => MakeValue) => MakeValue;

const numeric =
  (apply: (left: number, right: number) => MakeValue): Binary =>
  (left, right) =>
    apply(Number(left), Number(right()));

const BINARY: Readonly<Record<string, Binary>> = {
  '||': (left, right) => left || right(),
  '&&': (left, right) => left && right(),
  // "All equality operations are strict."
  '==': (left, right) => left === right(),
  '!=': (left, right) => left !== right(),
  '<': numeric((left, right) => left < right),
  '<=': numeric((left, right) => left <= right),
  '>': numeric((left, right) => left > right),
  '>=': numeric((left, right) => left >= right),
  '-': numeric((left, right) => left - right),
  '*': numeric((left, right) => left * right),
  '/': numeric((left, right) => left / right),
  '%': numeric((left, right) => left % right),
  '+': (left, right) => {
    const other = right();
    if (typeof left !== typeof other) throw new TypeError('+ of different types');
    return typeof left === 'string' ? left + String(other) : Number(left) + Number(other);
  },
};

/** What is not there is undefined, however deep. */
function valueAt({ root, steps }: Extract<Expression, { kind: 'path' }>, scope: Scope): MakeValue {
  if (steps.length === 0 && Object.hasOwn(KEYWORDS, root)) return KEYWORDS[root];
  if (!Object.hasOwn(scope, root)) throw new ReferenceError(`there is no ${root} here`);
  let value = scope[root];
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return undefined;
    const key = typeof step === 'number' ? step - 1 : step;
    value = Object.hasOwn(value, key) ? (value as { [key: string]: MakeValue })[key] : undefined;
  }
  return value;
}

function evaluate(expression: Expression, scope: Scope): MakeValue {
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'path':
      return valueAt(expression, scope);
    case 'not':
      return !evaluate(expression.of, scope);
    case 'call': {
      const apply = FUNCTIONS[expression.name];
      if (apply === undefined) throw new ReferenceError(`unknown function ${expression.name}`);
      return apply(...expression.args.map((arg) => evaluate(arg, scope)));
    }
    case 'binary': {
      const apply = BINARY[expression.sign];
      if (apply === undefined) throw new ReferenceError(`unknown operator ${expression.sign}`);
      return apply(evaluate(expression.left, scope), () => evaluate(expression.right, scope));
    }
  }
}

/** The worth of a text's only expression, or a text with all of them in it. */
function fillText(text: string, scope: Scope): MakeValue {
  const worths = partsOf(text).map((part) =>
    'text' in part ? part.text : evaluate(part.expression, scope),
  );
  if (worths.length === 1) return worths[0];
  return worths.map((worth) => (isEmpty(worth) ? '' : String(worth))).join('');
}

/** The key under which the entries of a collection are spread into an object. */
const SPREAD = '{{...}}';

/** A directive with every expression in it worked out; what comes to undefined is left out. */
export function fill(directive: MakeValue, scope: Scope): MakeValue {
  if (typeof directive === 'string') return fillText(directive, scope);
  if (Array.isArray(directive)) return directive.map((item) => fill(item, scope));
  if (typeof directive !== 'object' || directive === null) return directive;
  const entries = Object.entries(directive).flatMap(([key, value]) => {
    const worth = fill(value, scope);
    return key === SPREAD ? Object.entries(worth as object) : [[key, worth] as const];
  });
  return Object.fromEntries(entries.filter(([, worth]) => worth !== undefined));
}
