import type { DefinitionInput } from '../complete.ts';
import { bodyOf, type CapturedRequest, distinct } from './captured.ts';
import { learnEvents } from './events.ts';
import { LeftOut } from './left-out.ts';
import { plainText } from './names.ts';
import { productOf } from './product.ts';
import { type LearnQuestion, Questionnaire } from './question.ts';
import { learnReading } from './reading.ts';
import { sharedHeaders } from './request-headers.ts';
import { learnSignature } from './signature.ts';

/** What the user knows of the product besides its requests. */
export interface LearnOptions {
  /** Lower-case words joined by hyphens; absent: made of the name, or of the headers. */
  readonly id?: string;
  readonly name?: string;
  /** The shared secret, or the public key: then the way to sign is found by trying. */
  readonly secret?: string;
  /** Answers to questions that were asked, by what they are about. */
  readonly answers?: Readonly<Record<string, string>>;
}

/** A proposal. */
export interface LearnedDefinition {
  readonly definition: DefinitionInput;
  readonly questions: readonly LearnQuestion[];
  /** What a person should know of it, in sentences: what is a guess, what was left out. */
  readonly notes: readonly string[];
}

/**
 * Proposes a definition of a product that nobody described, from requests that were captured. It
 * reads these very requests without unreadable fields; equal requests give equal proposals. None of
 * their values is in it.
 *
 * @param requests one or a few, of different events if possible
 * @throws {RangeError} if there is no request
 * @throws {AnswerError} if an answer is none of its question's options
 * @example
 * const captured = readCaptured(body, headers);
 * if (captured.ok) learnDefinition(captured.requests, { name: 'Acme', secret });
 */
export function learnDefinition(
  requests: readonly CapturedRequest[],
  { id, name, secret, answers = {} }: LearnOptions = {},
): LearnedDefinition {
  if (requests.length === 0) throw new RangeError('give at least one captured request');
  const different = distinct(requests);
  const headers = sharedHeaders(different);
  const { product, described } = productOf(headers, { id, name });
  const questionnaire = new Questionnaire(answers);
  const leftOut = new LeftOut();
  const notes: string[] = [];
  if (described !== undefined) {
    notes.push(
      `${described.name} is described already, as “${described.id}”: take that, unless you want another definition.`,
    );
  }
  const { signature, proven } = learnSignature(
    requests,
    headers,
    { id: product.id, secret },
    questionnaire,
    notes,
  );
  const body = bodyOf(requests);
  const learned: DefinitionInput = {
    ...product,
    signature,
    ...(body && { body }),
    evidence: { signature: { status: proven ? 'seen' : 'assumed' } },
    ...learnReading(different, { headers, signature, questionnaire, notes, leftOut }),
  };
  for (const about of questionnaire.unasked()) {
    notes.push(`The answer to ${plainText(about, 60)} was not needed: nothing is asked about it.`);
  }
  return {
    definition: { ...learned, ...learnEvents(learned, different) },
    questions: questionnaire.questions,
    notes: [...notes, ...leftOut.notes()],
  };
}
