import type { App, Loose } from './app.ts';
import { componentsOf, type Kind } from './app.ts';
import { type Expression, partsOf } from './iml/parse.ts';

/** A file with directives: requests, answers, outputs. */
export interface Directives {
  readonly path: string;
  readonly kind: Kind | 'base';
  /** communication, attach or detach. */
  readonly code: string;
  /** The id of the component; of the base, nothing. */
  readonly id: string;
  /** One or several requests, one after the other. */
  readonly requests: readonly Loose[];
}

const CODES = ['communication', 'attach', 'detach'];

/** Every file of an app that holds directives. */
export function directivesOf(app: App): Directives[] {
  const basePath = app.manifest.generalCodeFiles?.base;
  const base: Directives = {
    ...{ path: basePath, kind: 'base', code: 'base', id: '' },
    requests: [app.files[basePath]],
  };
  const others = componentsOf(app).flatMap(({ kind, id, about, codes }) =>
    CODES.filter((code) => codes[code] !== undefined).map((code) => ({
      ...{ path: about.codeFiles[code], kind, code, id },
      requests: [codes[code]].flat(),
    })),
  );
  return [base, ...others];
}

/** An expression, and where it stands. */
export interface Use {
  readonly file: Directives;
  /** The request that it belongs to. */
  readonly request: Loose;
  /** The keys that lead to it: `response`, `error`, `200`, `message`. */
  readonly at: readonly string[];
  readonly expression: Expression;
}

/** Every text in a value, with the keys that lead to it. */
export function* textsIn(
  value: Loose,
  at: readonly string[] = [],
): Generator<readonly [text: string, at: readonly string[]]> {
  if (typeof value === 'string') yield [value, at];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) yield* textsIn(item, [...at, key]);
}

/** What is wrong with a text's syntax. */
export function syntaxOf(text: string): string[] {
  try {
    partsOf(text);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : 'unknown'];
  }
}

/** Every expression of an app that can be read; what cannot is the finding of a rule. */
export const usesIn = (app: App): Use[] =>
  directivesOf(app).flatMap((file) =>
    file.requests.flatMap((request) =>
      [...textsIn(request)].flatMap(([text, at]) =>
        syntaxOf(text).length > 0
          ? []
          : partsOf(text).flatMap((part) =>
              'expression' in part ? [{ file, request, at, expression: part.expression }] : [],
            ),
      ),
    ),
  );

/** An expression and everything inside it. */
export function* within(expression: Expression): Generator<Expression> {
  yield expression;
  if (expression.kind === 'call') for (const arg of expression.args) yield* within(arg);
  if (expression.kind === 'not') yield* within(expression.of);
  if (expression.kind === 'binary') {
    yield* within(expression.left);
    yield* within(expression.right);
  }
}
