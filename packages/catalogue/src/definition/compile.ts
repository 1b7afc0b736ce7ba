import { digestOf } from '../digest.ts';
import { type Headers, headerOf } from '../headers.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { asObjects, asText } from '../payload.ts';
import type {
  Condition,
  EachExpression,
  Expression,
  HeaderExpression,
  Step,
} from './expression.ts';
import { isPlainPath, readFirstPath, readPath } from './path.ts';

/** Reads a value of a verified message: null where there is nothing. Never throws. */
export type Read = (payload: JsonObject, headers: Headers) => JsonValue;

/** Answers a question about a verified message. Never throws. */
export type Test = (payload: JsonObject, headers: Headers) => boolean;

/** What stands for nothing: null and the empty text. */
const holds = (value: JsonValue): boolean => value !== null && value !== '';

/** Compiles an expression, once, into a function. */
export function compileExpression(expression: Expression): Read {
  if (typeof expression === 'string') return readPath(expression);
  if (isList(expression)) return firstOf(expression);
  if ('text' in expression) return () => expression.text;
  if ('header' in expression) return readHeader(expression);
  if ('steps' in expression) return readSteps(compileExpression(expression.of), expression.steps);
  if ('join' in expression)
    return joinTexts(expression.join.map(compileExpression), expression.with);
  if ('each' in expression) return readEach(expression);
  if ('when' in expression) return readWhen(expression.when, expression.use);
  if ('digest' in expression) {
    const read = readPath(expression.digest);
    return (payload) => digestOf(read(payload));
  }
  return digestWithout(expression.digestWithout);
}

/** Compiles a condition, once, into a function. */
export function compileCondition(condition: Condition): Test {
  if ('all' in condition) {
    const tests = condition.all.map(compileCondition);
    return (payload, headers) => tests.every((test) => test(payload, headers));
  }
  if ('any' in condition) {
    const tests = condition.any.map(compileCondition);
    return (payload, headers) => tests.some((test) => test(payload, headers));
  }
  if ('exists' in condition) {
    const read = compileExpression(condition.exists);
    return (payload, headers) => holds(read(payload, headers));
  }
  const read = compileExpression(condition.value);
  if ('is' in condition) return (payload, headers) => read(payload, headers) === condition.is;
  const texts = new Set(condition.oneOf);
  return (payload, headers) => texts.has(asText(read(payload, headers)));
}

/** Arrays narrow only this way where they are readonly. */
const isList = (expression: Expression): expression is readonly Expression[] =>
  Array.isArray(expression);

const isPlain = (expression: Expression): expression is string =>
  typeof expression === 'string' && isPlainPath(expression);

function firstOf(alternatives: readonly Expression[]): Read {
  const [only] = alternatives;
  if (only !== undefined && alternatives.length === 1) return compileExpression(only);
  if (alternatives.every(isPlain)) return readFirstPath(alternatives);
  const reads = alternatives.map(compileExpression);
  return (payload, headers) => {
    for (const read of reads) {
      const value = read(payload, headers);
      if (holds(value)) return value;
    }
    return null;
  };
}

function readHeader({ header, believe }: HeaderExpression): Read {
  const believed = believe && new Set(believe);
  return (_payload, headers) => {
    const value = headerOf(headers, header) ?? null;
    return value === null || believed?.has(value) !== false ? value : null;
  };
}

function readSteps(read: Read, steps: readonly Step[]): Read {
  const applied = steps.map(compileStep);
  return (payload, headers) => {
    const value = read(payload, headers);
    return typeof value === 'string' ? applied.reduce((text, step) => step(text), value) : value;
  };
}

function compileStep(step: Step): (text: string) => string {
  if (step === 'trim') return (text) => text.trim();
  if (step === 'lower') return (text) => text.toLowerCase();
  if (step === 'host') return hostOf;
  if (step === 'utc') return (text) => text.replace(NO_ZONE, '$1Z');
  if ('firstWord' in step) return (text) => text.split(step.firstWord, 1)[0] ?? '';
  return (text) => text.split(step.lastWord).at(-1) ?? '';
}

/** A date and time without a zone, or with it in words. */
const NO_ZONE = /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)(?: ?UTC)?$/;

/** Without scheme, user, port, path, query and fragment; in lower case, without a leading "www.". */
const hostOf = (address: string): string =>
  address
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\/|^\/\//, '')
    .replace(/[/?#\\].*$/s, '')
    .replace(/^.*@/s, '')
    .replace(/:\d*$/, '')
    .replace(/\.$/, '')
    .replace(/^www\.(?=.*\.)/, '');

function joinTexts(reads: readonly Read[], separator: string): Read {
  return (payload, headers) =>
    reads
      .map((read) => read(payload, headers))
      .filter((value) => typeof value === 'string' && value !== '')
      .join(separator);
}

function readEach({ each, read, with: separator }: EachExpression): Read {
  const lists = each.map(readPath);
  const readItem = compileExpression(read);
  return (payload, headers) =>
    lists
      .flatMap((list) => asObjects(list(payload)))
      .map((item) => asText(readItem(item, headers)))
      .filter((text) => text !== '')
      .sort()
      .join(separator);
}

function readWhen(when: Condition, use: Expression): Read {
  const test = compileCondition(when);
  const read = compileExpression(use);
  return (payload, headers) => (test(payload, headers) ? read(payload, headers) : null);
}

function digestWithout(keys: readonly string[]): Read {
  if (keys.length === 0) return (payload) => digestOf(payload);
  const left = new Set(keys);
  return (payload) =>
    digestOf(Object.fromEntries(Object.entries(payload).filter(([key]) => !left.has(key))));
}
