/**
 * Reads the language of Make's custom apps: commas, single quotes, operators as in JavaScript.
 * Written from the documentation, and strict where that is silent.
 * @see https://developers.make.com/custom-apps-documentation/block-elements/iml
 */

/** An expression, read. */
export type Expression =
  | { readonly kind: 'value'; readonly value: string | number }
  /** `body.fields[1].path`, or a keyword; places in lists are numbers, from 1. */
  | { readonly kind: 'path'; readonly root: string; readonly steps: readonly (string | number)[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly sign: string;
      readonly left: Expression;
      readonly right: Expression;
    };

/** A piece of a text: as it is, or the inside of `{{…}}`. */
export type Part = { readonly text: string } | { readonly expression: Expression };

/** Weakest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const TOKEN =
  /\s*(?:(?<text>'[^']*')|(?<number>\d+(?:\.\d+)?)|(?<name>[A-Za-z_]\w*)|(?<tick>`[^`]+`)|(?<sign>\|\||&&|==|!=|<=|>=|[<>+\-*/%!(),.[\]]))/y;

interface Token {
  readonly kind: string;
  readonly text: string;
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (source.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null) throw new SyntaxError(`not understood: ${source.slice(at)}`);
    const [kind = '', text = ''] =
      Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined) ?? [];
    tokens.push({ kind, text });
    at = TOKEN.lastIndex;
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(source: string) {
    this.#tokens = tokensOf(source);
  }

  whole(): Expression {
    const expression = this.#binary(0);
    const left = this.#tokens[this.#at];
    if (left !== undefined) throw new SyntaxError(`left over: ${left.text}`);
    return expression;
  }

  #binary(level: number): Expression {
    const signs = LEVELS[level];
    if (signs === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (let sign = this.#take(signs); sign !== undefined; sign = this.#take(signs)) {
      left = { kind: 'binary', sign, left, right: this.#binary(level + 1) };
    }
    return left;
  }

  #unary(): Expression {
    if (this.#take(['!'])) return { kind: 'not', of: this.#unary() };
    if (this.#take(['('])) {
      const inner = this.#binary(0);
      this.#expect(')');
      return inner;
    }
    const { kind, text } = this.#next();
    if (kind === 'text') return { kind: 'value', value: text.slice(1, -1) };
    if (kind === 'number') return { kind: 'value', value: Number(text) };
    if (kind !== 'name') throw new SyntaxError(`no value: ${text}`);
    return this.#take(['(']) ? this.#call(text) : this.#path(text);
  }

  #call(name: string): Expression {
    const args: Expression[] = [];
    if (this.#take([')'])) return { kind: 'call', name, args };
    do args.push(this.#binary(0));
    while (this.#take([',']));
    this.#expect(')');
    return { kind: 'call', name, args };
  }

  #path(root: string): Expression {
    const steps: (string | number)[] = [];
    for (let sign = this.#take(['.', '[']); sign; sign = this.#take(['.', '['])) {
      const { kind, text } = this.#next();
      if (sign === '[' && kind === 'number') {
        steps.push(Number(text));
        this.#expect(']');
      } else if (sign === '.' && kind === 'name') steps.push(text);
      else if (sign === '.' && kind === 'tick') steps.push(text.slice(1, -1));
      else throw new SyntaxError(`no step: ${text}`);
    }
    return { kind: 'path', root, steps };
  }

  #take(signs: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || !signs.includes(token.text)) return undefined;
    this.#at += 1;
    return token.text;
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new SyntaxError('it ends too early');
    this.#at += 1;
    return token;
  }

  #expect(sign: string): void {
    if (this.#take([sign]) === undefined) throw new SyntaxError(`${sign} is missing`);
  }
}

/** The pieces of a text. @throws {SyntaxError} for braces or an expression that make no sense */
export function partsOf(text: string): Part[] {
  if (/\{{3}|\}{3}/.test(text)) throw new SyntaxError(`three braces in a row: ${text}`);
  return text
    .split(/(\{\{.*?\}\})/s)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const inside = /^\{\{(.*)\}\}$/s.exec(piece)?.[1];
      if (inside !== undefined) return { expression: new Reader(inside).whole() };
      if (/\{\{|\}\}/.test(piece)) throw new SyntaxError(`braces do not match: ${piece}`);
      return { text: piece };
    });
}
