/**
 * A tiny evaluator of Make's mapping language: exactly what the blueprints use. It is a
 * stand-in, written from the documentation, and strict where that is silent: whatever it
 * computes without failing uses nothing that is not documented.
 */
import { partsOf, type Token, tokensOf } from '../../../src/blueprint/rules/tokens.ts';
import { FUNCTIONS, isEmpty, type MakeValue, text } from './functions.ts';

/** What expressions can see: the outputs of modules by id, and the time. */
export interface Scope {
  readonly bundles: ReadonlyMap<number, MakeValue>;
  readonly now: Date;
}

function valueAt(token: Extract<Token, { kind: 'ref' }>, { bundles }: Scope): MakeValue {
  if (!bundles.has(token.module)) throw new ReferenceError(`module ${token.module} has not run`);
  let value: MakeValue = bundles.get(token.module);
  for (const step of token.path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as { [key: string]: MakeValue })[typeof step === 'number' ? step - 1 : step];
  }
  return value;
}

function keyword(word: string, { now }: Scope): MakeValue {
  const words: Readonly<Record<string, MakeValue>> = {
    emptyarray: [],
    emptystring: '',
    false: false,
    now,
    null: null,
    space: ' ',
    timestamp: Math.floor(now.getTime() / 1000),
    true: true,
  };
  if (!Object.hasOwn(words, word)) throw new ReferenceError(`unknown word ${word}`);
  return words[word];
}

/** Reads tokens from the left: a value, and at most one operator with a second value. */
class Reader {
  readonly #tokens: readonly Token[];
  readonly #scope: Scope;
  #at = 0;

  constructor(tokens: readonly Token[], scope: Scope) {
    this.#tokens = tokens;
    this.#scope = scope;
  }

  /** @throws {SyntaxError} if something is left over */
  whole(): MakeValue {
    const value = this.#comparison();
    if (this.#at < this.#tokens.length) throw new SyntaxError('something is left over');
    return value;
  }

  #comparison(): MakeValue {
    const left = this.#value();
    if (this.#take('=')) return left === this.#value();
    if (this.#take('!=')) return left !== this.#value();
    if (this.#take('-')) return Number(left) - Number(this.#value());
    return left;
  }

  #take(sign: string): boolean {
    const token = this.#tokens[this.#at];
    const found = token?.kind === 'sign' && token.value === sign;
    if (found) this.#at += 1;
    return found;
  }

  #value(): MakeValue {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    switch (token?.kind) {
      case 'text':
      case 'number':
        return token.value;
      case 'ref':
        return valueAt(token, this.#scope);
      case 'name':
        return this.#take('(') ? this.#call(token.value) : keyword(token.value, this.#scope);
      default:
        throw new SyntaxError(`no value at token ${this.#at}`);
    }
  }

  #call(name: string): MakeValue {
    const args = [this.#comparison()];
    while (this.#take(';')) args.push(this.#comparison());
    if (!this.#take(')')) throw new SyntaxError(`${name} is not closed`);
    const apply = FUNCTIONS[name];
    if (apply === undefined) throw new ReferenceError(`unknown function ${name}`);
    return apply(args);
  }
}

/** A field's worth: that of its only expression, or a text with all of them in it. */
export function evaluate(field: string, scope: Scope): MakeValue {
  const worths = partsOf(field).map((part) =>
    'text' in part ? part.text : new Reader(tokensOf(part.expression), scope).whole(),
  );
  if (worths.length <= 1) return worths[0] ?? null;
  return worths.map((worth) => (isEmpty(worth) ? '' : text(worth))).join('');
}
