import { ApiError } from '@signal-hooks/client';
import type { Texts } from '../texts/en.ts';
import { useTexts } from './texts.tsx';

/** What went wrong, in words for the viewer. */
export interface Explanation {
  readonly title: string;
  /** More about it, perhaps in the gateway's own words; may be empty. */
  readonly detail: string;
}

/** Explains whatever a call to the gateway may fail with. */
export function explain(error: unknown, { errors }: Texts): Explanation {
  // What fetch fails with where nothing answers.
  if (error instanceof TypeError) return errors.unreachable;
  if (!(error instanceof ApiError)) return { title: errors.unexpected, detail: String(error) };
  if (!error.isOfGateway) return { title: errors.notTheGateway, detail: error.came };
  const { code, message, missingScope, retryAfter, fields } = error;
  if (missingScope !== null) return errors.forbidden(missingScope);
  if (code === 'too_many_requests') return errors.tooMany(retryAfter);
  if (code === 'unauthorized') return errors.signedOut;
  const details = fields.map((field) => `${field.path}: ${field.message}`);
  return { title: errors.refused, detail: [message, ...details].join(' ') };
}

/** {@link explain} in the viewer's language. */
export function useExplain(): (error: unknown) => Explanation {
  const texts = useTexts();
  return (error) => explain(error, texts);
}
