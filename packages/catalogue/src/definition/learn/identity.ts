import type { JsonObject } from '../../json.ts';
import { asText } from '../../payload.ts';
import { compileExpression } from '../compile.ts';
import type { Expression, IdentityRule } from '../expression.ts';
import { snakeCase } from './names.ts';
import { isOfEvent } from './places.ts';
import type { Candidate } from './question.ts';
import type { SharedHeader } from './request-headers.ts';
import type { Leaf } from './survey.ts';

/** What is known by the time that the identity is looked for. */
export interface IdentityClues {
  readonly payloads: readonly JsonObject[];
  readonly leaves: readonly Leaf[];
  readonly headers: readonly SharedHeader[];
  /** Header of the id that is signed, if there is one. */
  readonly signedId: string | undefined;
  readonly eventType: Expression;
  readonly subjectId: Leaf | undefined;
  readonly changedAt: Leaf | undefined;
  /** Whether `id` at the top is that of the event and not of what it is about. */
  readonly hasEnvelope: boolean;
  /** Whether several events may come in one request: then no header is one's id. */
  readonly isList: boolean;
}

interface Ranked extends Candidate<readonly Expression[]> {
  readonly score: number;
}

/** Where nothing better is known, equal content is a retry for this long. */
const RETRY_WINDOW_MS = 24 * 60 * 60 * 1000;

/** How likely a key is the event's own id. */
const KEYS: Readonly<Record<string, number>> = {
  event_id: 100,
  event_uuid: 100,
  webhook_event_id: 100,
  delivery_id: 96,
  message_id: 88,
  notification_id: 88,
  event_key: 80,
};
/** At the top, beside an event's own type. */
const OWN_ID = /^(?:id|uuid|guid)$/;

const EVENT_ID = /^(?:evt|event|msg|whmsg|wh|del|ntf)_/i;
const HEADER = /(?:^|-)(?:delivery|delivery-id|event-id|webhook-id|message-id|idempotency-key)$/;
/** A short one may be the webhook's own, and the same for all its events. */
const MIN_HEADER_ID = 16;

/**
 * By what a retry may be recognised, the likeliest first; the content is always one of them. It goes
 * before what is true of most senders only: an event that is sent on twice does less harm than one
 * that is taken for another.
 */
export function identityCandidates(
  clues: IdentityClues,
): [Candidate<readonly Expression[]>, ...Candidate<readonly Expression[]>[]] {
  const paths = clues.leaves.flatMap((leaf) => rankPath(leaf, clues));
  const said = new Set(paths.map(({ example }) => example));
  const headers = (clues.isList ? [] : clues.headers)
    .flatMap((header) => rankHeader(header, clues))
    .filter(({ example }) => !said.has(example));
  const content: Ranked = { answer: 'content', value: [], score: 65 };
  const [first, ...more] = [...paths, ...headers, content, ...subjectChange(clues)].sort(
    (a, b) => b.score - a.score,
  ) as [Ranked, ...Ranked[]];
  // An id that is called the event's leaves nothing to ask.
  const isSure = first.score >= 88 && (more[0]?.score ?? 0) < first.score - 10;
  return isSure ? [first] : [first, ...more];
}

/**
 * The rules of an identity: the parts that were chosen, else the content.
 * @param leaves those of the payload's top that are new in every attempt are left out
 */
export function identityRules(
  parts: readonly Expression[],
  leaves: readonly Leaf[],
  hasTime: boolean,
): readonly IdentityRule[] {
  const perAttempt = leaves
    .filter(({ keys }) => keys.length === 1 && PER_ATTEMPT.test(snakeCase(keys[0] ?? '')))
    .map(({ path }) => path);
  const content: IdentityRule = {
    parts: [{ text: 'content' }, { digestWithout: perAttempt.slice(0, 20) }],
    // Without a time, equal content may truly happen again.
    ...(!hasTime && { windowMs: RETRY_WINDOW_MS }),
  };
  return parts.length === 0 ? [content] : [{ parts }, content];
}

const PER_ATTEMPT =
  /^(?:attempt|attempts|attempt_number|delivery_attempt|retry|retries|retry_count|retry_num|sent_at|delivered_at|webhook_timestamp)$/;

function rankPath(leaf: Leaf, clues: IdentityClues): Ranked[] {
  const { path, keys, values, inAll } = leaf;
  const key = snakeCase(keys.at(-1) ?? '');
  const parent = keys.at(-2);
  const isInside = parent !== undefined && isOfEvent(parent);
  const isOwn = OWN_ID.test(key) && (isInside || (keys.length === 1 && clues.hasEnvelope));
  const base = isOwn ? 90 : (KEYS[key] ?? (key.endsWith('_event_id') ? 92 : undefined));
  const depth = isInside ? keys.length - 2 : keys.length - 1;
  const [example] = values.map(asText);
  if (base === undefined || depth > 1 || !inAll || !example) return [];
  if (!isDifferent(values.map(asText), clues)) return [];
  const bonus = EVENT_ID.test(example) ? 8 : 0;
  return [{ answer: path, value: [path], example, score: base + bonus - depth * 10 }];
}

function rankHeader(
  { name, values }: SharedHeader,
  { signedId, ...clues }: IdentityClues,
): Ranked[] {
  const isSigned = name === signedId;
  const isLikely = HEADER.test(name) && values.every((value) => value.length >= MIN_HEADER_ID);
  if (!isSigned && !isLikely) return [];
  if (!isDifferent(values, clues)) return [];
  // Whoever captured a request may send it again with another header, unless that is signed.
  const score = isSigned ? 120 : name.endsWith('webhook-id') ? 68 : 70;
  return [{ answer: `header ${name}`, value: [{ header: name }], example: values[0], score }];
}

/** What a thing is called is no event's id: with the type and the time of its change it may be. */
function subjectChange(clues: IdentityClues): Ranked[] {
  const { subjectId, changedAt, eventType, payloads } = clues;
  if (!subjectId?.inAll || !changedAt?.inAll) return [];
  const paths = [subjectId.path, changedAt.path];
  const reads = paths.map((path) => compileExpression(path));
  const texts = payloads.map((payload) => reads.map((read) => asText(read(payload, {}))));
  if (texts.flat().includes('')) return [];
  const answer = ['type', ...paths].join(' + ');
  return [{ answer, value: [eventType, ...paths], example: texts[0]?.join(':') ?? '', score: 60 }];
}

/** What is the same in different events is no id of theirs. */
const isDifferent = (
  values: readonly string[],
  { payloads }: Pick<IdentityClues, 'payloads'>,
): boolean => payloads.length < 2 || new Set(values).size === values.length;
