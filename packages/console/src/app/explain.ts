import { ApiError } from '@signal-hooks/client';
import type { Texts } from '../texts/en.ts';
import { problemsIn } from './problems.ts';
import { translated } from './said.ts';
import { useTexts } from './texts.tsx';

/** What went wrong, in words for the viewer. */
export interface Explanation {
  readonly title: string;
  /** More about it; may be empty. */
  readonly detail: string;
  /** What of it the gateway says in English, and nobody has written in the viewer's language; may be empty. */
  readonly english: string;
}

/**
 * Explains whatever a call to the gateway may fail with.
 * @param shownElsewhere paths of the fields whose problems are shown at the fields themselves
 */
export function explain(
  error: unknown,
  texts: Texts,
  shownElsewhere: readonly string[] = [],
): Explanation {
  const { title, detail, english = [] } = partsOf(error, texts, shownElsewhere);
  return { title, detail, english: english.join(' ') };
}

type Parts = Pick<Explanation, 'title' | 'detail'> & { readonly english?: readonly string[] };

function partsOf(error: unknown, texts: Texts, shownElsewhere: readonly string[]): Parts {
  const { errors } = texts;
  // What fetch fails with where nothing answers.
  if (error instanceof TypeError) return errors.unreachable;
  if (!(error instanceof ApiError)) return { title: errors.unexpected, detail: String(error) };
  if (!error.isOfGateway) return { title: errors.notTheGateway, detail: error.came };
  const { code, missingScope, retryAfter } = error;
  if (missingScope !== null) return errors.forbidden(missingScope);
  if (code === 'too_many_requests') return errors.tooMany(retryAfter);
  if (code === 'unauthorized') return errors.signedOut;
  return refusal(error, texts, shownElsewhere);
}

/** What the gateway itself says: of the call as a whole, and of single values. */
function refusal(error: ApiError, texts: Texts, shownElsewhere: readonly string[]): Parts {
  const details: string[] = [];
  const english: string[] = [];
  const problems = problemsIn(error);
  const isElsewhere = (path: string): boolean => shownElsewhere.includes(path);
  if (!problems.some(({ path, message }) => message === error.message && isElsewhere(path))) {
    const found = translated(error.message, texts);
    details.push(found ?? translated(error.title, texts) ?? '');
    if (found === null) english.push(error.message);
  }
  for (const { path, message } of error.fields.filter((field) => !isElsewhere(field.path))) {
    const found = translated(message, texts);
    (found === null ? english : details).push(`${path}: ${found ?? message}`);
  }
  return { title: texts.errors.refused, detail: details.join(' '), english };
}

/** {@link explain} in the viewer's language. */
export function useExplain(): (error: unknown, shownElsewhere?: readonly string[]) => Explanation {
  const texts = useTexts();
  return (error, shownElsewhere) => explain(error, texts, shownElsewhere);
}
