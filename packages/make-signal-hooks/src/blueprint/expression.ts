/**
 * The second back end of the catalogue's definitions: expressions, conditions and identities in
 * Make's mapping language. What Make has no function for is refused while the files are
 * generated; a path with `*` is never followed there.
 */
import type {
  Condition,
  Expression,
  IdentityRule,
  ProviderDefinition,
  Step as TextStep,
} from '@signal-hooks/catalogue';
import { call, firstOf, header, ID, NOTHING, orEmpty, pathIn, quote, RAW_BODY } from './iml.ts';

const isList = (expression: Expression): expression is readonly Expression[] =>
  Array.isArray(expression);
const isWild = (expression: Expression): boolean =>
  typeof expression === 'string' && expression.split('.').includes('*');

/**
 * An expression that may be worth nothing at all: to be given to `ifempty` only.
 * @throws {TypeError} for what Make cannot say
 */
export function toIml(expression: Expression): string {
  if (typeof expression === 'string')
    return isWild(expression) ? NOTHING : pathIn(ID.payload, expression);
  if (isList(expression)) return firstOf(...expression.filter((each) => !isWild(each)).map(toIml));
  if ('text' in expression) return quote(expression.text);
  if ('header' in expression) return headerOf(expression.header, expression.believe);
  if ('steps' in expression) return expression.steps.reduce(stepOf, textOf(expression.of));
  if ('when' in expression) return choose(expression.when, toIml(expression.use));
  if ('digest' in expression) return call('sha256', pathIn(ID.text, 'json'));
  // Make cannot take a key out of a text: the digest of the whole body is used instead.
  if ('digestWithout' in expression) return call('sha256', RAW_BODY);
  if ('each' in expression && typeof firstRead(expression.read) === 'string') {
    const lists = expression.each.map((path) => firstOf(toIml(path), 'emptyarray'));
    const items = call('map', call('merge', ...lists), quote(firstRead(expression.read)));
    return call('join', call('sort', items), quote(expression.with));
  }
  throw new TypeError(`Make cannot say ${JSON.stringify(expression)}`);
}

/** An expression that is a text in any case. @throws {TypeError} see {@link toIml} */
export const textOf = (expression: Expression): string => orEmpty(toIml(expression));

/** `then` where the condition holds, else nothing. @throws {TypeError} see {@link toIml} */
function choose(condition: Condition, then: string): string {
  if ('all' in condition)
    return condition.all.reduceRight((rest, each) => choose(each, rest), then);
  if ('any' in condition) return firstOf(...condition.any.map((each) => choose(each, then)));
  if ('exists' in condition)
    return call('if', `${textOf(condition.exists)} != ${NOTHING}`, then, NOTHING);
  if ('oneOf' in condition) {
    const cases = condition.oneOf.flatMap((text) => [quote(text), then]);
    return call('switch', textOf(condition.value), ...cases, NOTHING);
  }
  const { is } = condition;
  const wanted = typeof is === 'string' ? quote(is) : String(is);
  return call('if', `${toIml(condition.value)} = ${wanted}`, then, NOTHING);
}

/** The event type, also of a ping. @throws {TypeError} see {@link toIml} */
export function eventTypeOf({ ping, eventType }: ProviderDefinition): string {
  const type = firstOf(toIml(eventType), quote('unknown'));
  return ping === undefined ? type : firstOf(choose(ping.when, quote(ping.type)), type);
}

/**
 * The key by which a retry is recognised. A rule that holds for a while only ends with the hour.
 * @throws {TypeError} see {@link toIml}
 */
export const identityOf = (rules: readonly IdentityRule[]): string => firstOf(...rules.map(keyOf));

/** What a definition takes the digest of, beside the body: Make needs a module of its own for it. */
export function digestedPath({ identity }: ProviderDefinition): string | null {
  for (const part of identity.flatMap(({ parts }) => parts)) {
    if (typeof part === 'object' && 'digest' in part) return part.digest;
  }
  return null;
}

function keyOf({ when, parts, windowMs }: IdentityRule): string {
  const hour = windowMs === undefined ? [] : [call('formatDate', 'now', quote('YYYY-MM-DDTHH'))];
  const texts = [...parts.map(textOf), ...hour];
  const [only] = texts;
  const key =
    texts.length === 1 && only !== undefined
      ? only
      : call('join', call('add', 'emptyarray', ...texts), quote(':'));
  const there: Condition = {
    all: parts.filter((part) => !isAlwaysThere(part)).map((exists) => ({ exists })),
  };
  return choose({ all: [...(when ? [when] : []), there] }, key);
}

const isAlwaysThere = (part: Expression): boolean =>
  typeof part === 'object' && ('digest' in part || 'digestWithout' in part || 'text' in part);

/** Where an item's text is looked for: Make's `map` takes one key. */
const firstRead = (read: Expression): string => {
  const [first] = [read].flat();
  if (typeof first === 'string') return first;
  throw new TypeError(`Make cannot read ${JSON.stringify(read)} of an item`);
};

function headerOf(name: string, believe: readonly string[] | undefined): string {
  if (believe === undefined) return header(name);
  const cases = believe.flatMap((value) => [quote(value), quote(value)]);
  return call('switch', orEmpty(header(name)), ...cases, NOTHING);
}

/** The parts of a web address that are no host name, as Make's `replace` takes them. */
const SCHEME = '/^([a-z][a-z0-9+.-]*:)?\\/\\//';
const BEHIND_HOST = '/[\\/?#].*$/';
const USER = '/^.*@/';
const PORT = '/(:[0-9]*|\\.)$/';
const WWW = '/^www\\.(?=.*\\.)/';

function stepOf(text: string, step: TextStep): string {
  if (step === 'trim' || step === 'lower') return call(step, text);
  if (step === 'host') {
    const parts = [SCHEME, BEHIND_HOST, USER, PORT, WWW];
    return parts.reduce(
      (rest, part) => call('replace', rest, quote(part), NOTHING),
      call('lower', call('trim', text)),
    );
  }
  if (step === 'utc') throw new TypeError('Make cannot tell whether a time has a zone');
  if ('firstWord' in step) return call('first', call('split', text, quote(step.firstWord)));
  return call('last', call('split', text, quote(step.lastWord)));
}
