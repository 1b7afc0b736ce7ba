import { COMMON_FIELDS, type CommonSources } from '../../record/record.ts';
import type { DefinitionInput } from '../complete.ts';
import type { Expression } from '../expression.ts';
import { type CapturedRequest, distinct } from './captured.ts';
import { learnCommon } from './common.ts';
import { eventTypeCandidates } from './event-type.ts';
import { learnFields } from './fields.ts';
import { identityCandidates, identityRules } from './identity.ts';
import { LeftOut } from './left-out.ts';
import { plainText } from './names.ts';
import { changeOf, occurredAtCandidates } from './occurred-at.ts';
import { findSubject } from './places.ts';
import { productOf } from './product.ts';
import { type LearnQuestion, Questionnaire } from './question.ts';
import { type SharedHeader, sharedHeaders } from './request-headers.ts';
import { learnSignature } from './signature.ts';
import { subjectIdOf, subjectTypeOf } from './subject.ts';
import { type Survey, survey } from './survey.ts';

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
 * const { payload } = parsePayload(body);
 * learnDefinition([{ payload, headers, body }], { name: 'Acme', secret });
 */
export function learnDefinition(
  requests: readonly CapturedRequest[],
  { id, name, secret, answers = {} }: LearnOptions = {},
): LearnedDefinition {
  if (requests.length === 0) throw new RangeError('give at least one captured request');
  const different = distinct(requests);
  const payloads = different.map(({ payload }) => payload);
  const questionnaire = new Questionnaire(answers);
  const leftOut = new LeftOut();
  const notes: string[] = [];

  const headers = sharedHeaders(different);
  const product = productOf(headers, { id, name });
  const { signature, proven } = learnSignature(
    requests,
    headers,
    { id: product.id, secret },
    questionnaire,
    notes,
  );
  const found = survey(payloads, leftOut);
  const subject = findSubject(found);
  const hasEnvelope = subject.prefixes.length > 1;

  const eventType = learnEventType(found, headers, questionnaire, notes);
  const occurredAt = questionnaire.choose(
    'common.occurred_at',
    'Which of these times says when the event happened?',
    occurredAtCandidates(found.leaves, subject),
  );
  const subjectId = subjectIdOf(found.leaves, subject, hasEnvelope);
  const parts = questionnaire.choose(
    'identity',
    'By what is a request recognised that is sent once more?',
    identityCandidates({
      payloads,
      leaves: found.leaves,
      headers,
      signedId: 'id' in signature ? signature.id : undefined,
      eventType,
      subjectId,
      changedAt: changeOf(found.leaves, subject),
      occurredAt: occurredAt ?? undefined,
      hasEnvelope,
    }),
  );
  if (parts.some((part) => isHeader(part)) && !('id' in signature)) {
    notes.push('Retries are recognised by a header, which the signature does not cover.');
  }
  const subjectType = subjectId && subjectTypeOf(found.leaves, subject, subjectId, eventType);
  const own = {
    ...(occurredAt && { occurred_at: occurredAt.path }),
    ...(subjectType !== undefined && { subject_type: subjectType }),
    ...(subjectId && { subject_id: subjectId.path }),
  };
  const taken = new Set(
    [eventType, ...Object.values(own)].filter((each) => typeof each === 'string'),
  );
  const { common, used } = learnCommon(found, subject, taken);
  const fields = learnFields(found, subject, new Set([...taken, ...used]), questionnaire, leftOut);
  const definition: DefinitionInput = {
    ...product,
    signature,
    evidence: { signature: { status: proven ? 'seen' : 'assumed' } },
    eventType,
    identity: identityRules(parts, found.leaves, occurredAt !== null),
    common: inOrder({ ...own, ...common }),
    fields,
  };
  for (const about of questionnaire.unasked()) {
    notes.push(`The answer to ${plainText(about, 60)} was not needed: nothing is asked about it.`);
  }
  return { definition, questions: questionnaire.questions, notes: [...notes, ...leftOut.notes()] };
}

function learnEventType(
  { leaves }: Survey,
  headers: readonly SharedHeader[],
  questionnaire: Questionnaire,
  notes: string[],
): Expression {
  const [first, ...more] = eventTypeCandidates(leaves, headers);
  if (first === undefined) {
    notes.push('Nothing says what kind of event it is: all are called “event”.');
    return { text: 'event' };
  }
  const question = 'Where does it say what kind of event it is?';
  return questionnaire.choose('eventType', question, [first, ...more]);
}

/** As in every record. */
const inOrder = (common: CommonSources): CommonSources =>
  Object.fromEntries(
    COMMON_FIELDS.flatMap(({ key }) => {
      const from = common[key as keyof CommonSources];
      return from === undefined ? [] : [[key, from]];
    }),
  );

const isHeader = (part: Expression): boolean => typeof part === 'object' && 'header' in part;
