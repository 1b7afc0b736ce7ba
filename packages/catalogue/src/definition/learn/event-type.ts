import type { Expression } from '../expression.ts';
import type { Cell } from './captured.ts';
import { snakeCase } from './names.ts';
import { isOfEvent } from './places.ts';
import type { Candidate } from './question.ts';
import type { SharedHeader } from './request-headers.ts';
import type { Leaf } from './survey.ts';

/** A place that may say what kind of event it is, and how likely: 100 is sure. */
interface Ranked extends Candidate<Expression> {
  readonly score: number;
  readonly values: readonly string[];
  /** Whether every request has it. */
  readonly inAll: boolean;
  /** Whether it can be one of two words: `Issue` and `create`. */
  readonly part?: 'noun' | 'verb';
}

/** Less likely ones are not even asked about. */
const LIKELY = 45;
/** How far behind the likeliest one may be to be asked about. */
const NEAR = 25;
/** What is always the same says less, where something else is not. */
const CONSTANT = 20;

/** How likely a key says the type, by its last word. */
const KEYS: Readonly<Record<string, number>> = {
  event_type: 100,
  event_name: 96,
  event: 92,
  webhook_event: 92,
  trigger_event: 92,
  type: 80,
  topic: 80,
  object_kind: 78,
  event_code: 75,
  trigger: 65,
  kind: 60,
  action: 55,
  operation: 55,
};

const VERB =
  /(?:created?|updated?|deleted?|removed?|added|changed|opened|closed|completed?|started|ended|finished|paid|failed|succeeded|cancell?ed|submitted|received|sent|published|approved|rejected|assigned|reopened|edited|merged|posted|placed|fulfilled|refunded|signed|won|lost|insert|push|update|create|delete|remove)$/i;
const WORD = /^\p{L}[\p{L}\p{N} _.:/-]{0,99}$/u;
const ID_LIKE = /\d{4}|^[0-9a-f-]{16,}$/i;

/** Where the event type may be, the likeliest first; none if nothing says it. */
export function eventTypeCandidates(
  leaves: readonly Leaf[],
  headers: readonly SharedHeader[],
): Candidate<Expression>[] {
  const paths = leaves.flatMap(rankPath);
  const said = new Set(paths.map(({ values }) => values.join('\n')));
  // What the body says too is better taken from there: it is signed.
  const others = headers.flatMap(rankHeader).filter(({ values }) => !said.has(values.join('\n')));
  const single = [...paths, ...others];
  const varies = single.some(isVaried);
  const ranked = [...joined(single), ...single].map((each) =>
    varies && isConstant(each) ? { ...each, score: each.score - CONSTANT } : each,
  );
  const all = ranked.filter(({ score }) => score >= LIKELY).sort((a, b) => b.score - a.score);
  const most = all[0]?.score ?? 0;
  return all
    .filter(({ score }) => score > most - NEAR)
    .map((each) => withFallback(each, all))
    .map(({ answer, example, value }) => ({ answer, value, ...(example && { example }) }));
}

/** Whether it says different things in different requests. */
const isVaried = ({ values }: Ranked): boolean => new Set(values).size > 1;
const isConstant = ({ values }: Ranked): boolean => values.length > 1 && new Set(values).size === 1;

/** Where some requests have nothing, another place may say it: `event.type`, else `type`. */
function withFallback(each: Ranked, all: readonly Ranked[]): Ranked {
  const other = all.find(({ inAll, value }) => inAll && typeof value === 'string');
  if (each.inAll || typeof each.value !== 'string' || other === undefined) return each;
  return {
    ...each,
    answer: `${each.answer}, else ${other.answer}`,
    value: [each.value, other.value],
  };
}

function rankPath({ path, keys, values, inAll }: Leaf): Ranked[] {
  const key = snakeCase(keys.at(-1) ?? '');
  const parent = keys.at(-2);
  const isInside = parent !== undefined && isOfEvent(parent);
  const base = parent === 'event' && /^(?:type|name|kind)$/.test(key) ? 106 : KEYS[key];
  if (base === undefined || !values.every(isWord)) return [];
  const depth = isInside ? keys.length - 2 : keys.length - 1;
  const score = base - depth * 25 - (isInside ? 5 : 0) - (inAll ? 0 : 15);
  const part = /^(?:action|operation)$/.test(key) ? 'verb' : 'noun';
  return [
    { ...ranked(path, path, values as string[], score, depth === 0 ? part : undefined), inAll },
  ];
}

const isWord = (value: Cell): boolean =>
  typeof value === 'string' && WORD.test(value) && !ID_LIKE.test(value);

function rankHeader({ name, values }: SharedHeader): Ranked[] {
  if (!/(?:^|-)(?:event|topic|event-type|event-name|event-key)$/.test(name)) return [];
  if (!values.every(isWord)) return [];
  // No signature covers it.
  return [ranked(`header ${name}`, { header: name }, values, 70, 'noun')];
}

function ranked(
  answer: string,
  value: Expression,
  values: readonly string[],
  score: number,
  part: Ranked['part'] | undefined,
): Ranked {
  const isWhole = values.every((text) => /[a-z][.:/][a-z]/i.test(text) || VERB.test(text));
  const bonus = isWhole && part !== 'verb' ? 10 : 0;
  const example = values[0] ?? '';
  return {
    answer,
    value,
    values,
    inAll: true,
    example,
    score: score + bonus,
    // What has a verb already needs no other.
    ...(part && !(part === 'noun' && isWhole) && { part }),
  };
}

/** `Issue` and `create` make `Issue.create`. */
function joined(single: readonly Ranked[]): Ranked[] {
  const best = (part: Ranked['part']): Ranked | undefined =>
    single.filter((each) => each.part === part).sort((a, b) => b.score - a.score)[0];
  const [noun, verb] = [best('noun'), best('verb')];
  if (noun === undefined || verb === undefined || noun.score < LIKELY) return [];
  return [
    {
      answer: `${noun.answer} + ${verb.answer}`,
      value: { join: [noun.value, verb.value], with: '.' },
      values: noun.values.map((value, at) => `${value}.${verb.values[at] ?? ''}`),
      inAll: noun.inAll,
      example: `${noun.example}.${verb.example}`,
      score: noun.score + 5,
    },
  ];
}
