import { COMMON_FIELDS, type CommonSources } from '../../record/record.ts';
import type { SignatureDefinition } from '../../signature/definition.ts';
import type { DefinitionInput } from '../complete.ts';
import type { Expression } from '../expression.ts';
import type { CapturedRequest } from './captured.ts';
import { learnCommon } from './common.ts';
import { eventTypeCandidates } from './event-type.ts';
import { learnFields } from './fields.ts';
import { type IdentityClues, identityCandidates, identityRules } from './identity.ts';
import type { LeftOut } from './left-out.ts';
import { changeOf, occurredAtCandidates } from './occurred-at.ts';
import { findSubject } from './places.ts';
import type { Questionnaire } from './question.ts';
import type { SharedHeader } from './request-headers.ts';
import { subjectIdOf, subjectTypeOf } from './subject.ts';
import { type Survey, survey } from './survey.ts';
import { sourceOf } from './value-type.ts';

/** What is known besides the payloads, and who takes what is found on the way. */
interface Context {
  readonly headers: readonly SharedHeader[];
  readonly signature: SignatureDefinition;
  readonly questionnaire: Questionnaire;
  readonly notes: string[];
  readonly leftOut: LeftOut;
}

/** How payloads are read: their event type, their identity, and their record. */
export function learnReading(
  requests: readonly CapturedRequest[],
  context: Context,
): Pick<DefinitionInput, 'eventType' | 'identity' | 'common' | 'fields'> {
  const { questionnaire, leftOut } = context;
  const payloads = requests.map(({ payload }) => payload);
  const found = survey(payloads, leftOut);
  const subject = findSubject(found);
  const eventType = learnEventType(found, context);
  const occurredAt = questionnaire.choose(
    'common.occurred_at',
    'Which of these times says when the event happened?',
    occurredAtCandidates(found.leaves, subject),
  );
  const others = found.leaves.filter((leaf) => leaf !== occurredAt);
  const subjectId = subjectIdOf(others, subject);
  const parts = learnIdentity(
    {
      payloads,
      leaves: found.leaves,
      headers: context.headers,
      signedId: 'id' in context.signature ? context.signature.id : undefined,
      eventType,
      subjectId,
      changedAt: changeOf(found.leaves, subject),
      hasEnvelope: subject.hasEnvelope,
      isList: requests.some(({ readAs }) => readAs?.each !== undefined),
    },
    context,
  );
  const subjectType = subjectId && subjectTypeOf(found.leaves, subject, subjectId, eventType);
  const own = {
    ...(occurredAt && { occurred_at: sourceOf(occurredAt) }),
    ...(subjectType !== undefined && { subject_type: subjectType }),
    ...(subjectId && { subject_id: subjectId.path }),
  };
  const taken = new Set(
    [eventType, occurredAt?.path, ...Object.values(own)].filter((each) => typeof each === 'string'),
  );
  const { common, used } = learnCommon(found, subject, taken);
  return {
    eventType,
    identity: identityRules(parts, found.leaves, occurredAt !== null),
    common: inOrder({ ...own, ...common }),
    fields: learnFields(found, subject, new Set([...taken, ...used]), questionnaire, leftOut),
  };
}

function learnEventType(
  { leaves }: Survey,
  { headers, questionnaire, notes }: Context,
): Expression {
  const [first, ...more] = eventTypeCandidates(leaves, headers);
  if (first === undefined) {
    notes.push('Nothing says what kind of event it is: all are called “event”.');
    return { text: 'event' };
  }
  const question = 'Where does it say what kind of event it is?';
  return questionnaire.choose('eventType', question, [first, ...more]);
}

function learnIdentity(
  clues: IdentityClues,
  { questionnaire, notes }: Context,
): readonly Expression[] {
  const question = 'By what is a request recognised that is sent once more?';
  const parts = questionnaire.choose('identity', question, identityCandidates(clues));
  const unsigned = parts.some(
    (part) => typeof part === 'object' && 'header' in part && part.header !== clues.signedId,
  );
  if (unsigned) {
    notes.push('Retries are recognised by a header, which the signature does not cover.');
  }
  return parts;
}

/** As in every record. */
const inOrder = (common: CommonSources): CommonSources =>
  Object.fromEntries(
    COMMON_FIELDS.flatMap(({ key }) => {
      const from = common[key as keyof CommonSources];
      return from === undefined ? [] : [[key, from]];
    }),
  );
