/** A piece of an expression. */
export type Token =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  /** A value of a module: `4.contacts[1].name`; places in lists are numbers. */
  | { readonly kind: 'ref'; readonly module: number; readonly path: readonly (string | number)[] }
  /** A function or keyword. */
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string };

/** A piece of a field: text as it is, or the inside of `{{…}}`. */
export type Part = { readonly text: string } | { readonly expression: string };

const FORMS: readonly (readonly [RegExp, (match: RegExpExecArray) => Token])[] = [
  [/"([^"]*)"/y, ([, value = '']) => ({ kind: 'text', value })],
  [
    /(\d+)((?:\.[A-Za-z_]\w*(?:\[\d+\])*)+)/y,
    ([, module, path = '']) => ({ kind: 'ref', module: Number(module), path: stepsOf(path) }),
  ],
  [/\d+(?:\.\d+)?/y, ([value]) => ({ kind: 'number', value: Number(value) })],
  [/[A-Za-z_]\w*/y, ([value]) => ({ kind: 'name', value })],
  [/!=|<=|>=|[();=<>+*/%&|-]/y, ([value]) => ({ kind: 'sign', value })],
];

const stepsOf = (path: string): (string | number)[] =>
  [...path.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, key, place]) => key ?? Number(place));

/** The tokens of an expression. @throws {SyntaxError} where it begins to make no sense */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    if (expression[at] === ' ') {
      at += 1;
      continue;
    }
    const found = tokenAt(expression, at);
    if (found === undefined) throw new SyntaxError(`not understood: ${expression.slice(at)}`);
    tokens.push(found.token);
    at = found.end;
  }
  return tokens;
}

function tokenAt(text: string, at: number): { token: Token; end: number } | undefined {
  for (const [form, make] of FORMS) {
    form.lastIndex = at;
    const match = form.exec(text);
    if (match) return { token: make(match), end: form.lastIndex };
  }
  return undefined;
}

/**
 * The parts of a field.
 * @throws {SyntaxError} for braces that do not close each other, or that touch: which of three
 *   in a row belong together is not documented
 */
export function partsOf(field: string): Part[] {
  if (/\{{3}|\}{3}/.test(field)) throw new SyntaxError(`three braces in a row: ${field}`);
  const parts: Part[] = [];
  for (const piece of field.split(/(\{\{.*?\}\})/s)) {
    if (piece === '') continue;
    const inside = /^\{\{(.*)\}\}$/s.exec(piece)?.[1];
    if (inside !== undefined) parts.push({ expression: inside });
    else if (/\{\{|\}\}/.test(piece)) throw new SyntaxError(`braces do not match: ${piece}`);
    else parts.push({ text: piece });
  }
  return parts;
}
