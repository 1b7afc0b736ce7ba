import type { FieldProblem } from '../errors.ts';

/** The API calls conditions `filter`: problems are told under that name. */
export function underFilter(problems: readonly FieldProblem[]): FieldProblem[] {
  return problems.map(({ path, message }) => ({
    path: path.replace(/^conditions/, 'filter'),
    message,
  }));
}
