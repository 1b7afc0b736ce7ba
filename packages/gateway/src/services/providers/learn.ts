import {
  AnswerError,
  type LearnedDefinition,
  type LearnOptions,
  learnDefinition,
} from '@signal-hooks/catalogue';
import { invalid } from '../invalid.ts';
import type { ProviderDeps } from './deps.ts';
import { type Examples, readExamples } from './examples.ts';

/** What a definition is learned from: requests that are given or were refused, or stored events. */
interface LearnInput extends LearnOptions, Examples {}

/**
 * Proposes a definition of a product that nobody described.
 * @throws {GatewayError} `invalid_request`
 */
export async function learnProvider(
  deps: ProviderDeps,
  { requests, eventIds, rejectionIds, ...options }: LearnInput,
): Promise<LearnedDefinition> {
  const all = await readExamples(deps, {
    ...(requests && { requests }),
    ...(eventIds && { eventIds }),
    ...(rejectionIds && { rejectionIds }),
  });
  if (all.length === 0) {
    const message =
      'Give one or more captured requests, ids of stored events as event_ids, or of refused requests as rejection_ids.';
    throw invalid([{ path: 'requests', message }]);
  }
  try {
    return learnDefinition(all, options);
  } catch (error) {
    if (!(error instanceof AnswerError)) throw error;
    throw invalid([{ path: `answers.${error.about}`, message: error.message }]);
  }
}
