import { ApiError, type FieldProblem } from '@signal-hooks/client';
import { useSaid } from './said.ts';

/** What the gateway says about single values; of a forbidden target it says nothing else. */
export function problemsIn(error: unknown): readonly FieldProblem[] {
  if (!(error instanceof ApiError)) return [];
  if (error.code !== 'target_forbidden') return error.fields;
  return [{ path: 'target_url', message: error.message }];
}

/** Finds what is wrong with a field of a form, by its path, in the viewer's language. */
export function useProblems(error: unknown): (path: string) => string | undefined {
  const said = useSaid();
  return (path) => {
    const found = problemsIn(error).find((problem) => problem.path === path);
    return found && said(found.message);
  };
}
