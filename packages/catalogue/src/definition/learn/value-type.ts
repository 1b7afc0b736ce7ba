import type { ScalarType } from '../../record/field.ts';
import { compileScalar } from '../../record/field.ts';
import { readUtc } from '../../record/time.ts';
import type { Expression, Step } from '../expression.ts';
import type { Cell } from './captured.ts';
import { snakeCase } from './names.ts';
import type { Leaf } from './survey.ts';

/** What a place holds, as a type; and the other types where that is a guess. */
export interface GuessedType {
  readonly type: ScalarType;
  /** Types that fit as well, the guessed one first; absent: there is nothing to ask. */
  readonly options?: readonly ScalarType[];
  /** What makes a text readable as the type; absent: it is as it is. */
  readonly steps?: readonly Step[];
}

/**
 * Guesses the type of a place from its name and all that it holds.
 * @param key the last step of its path
 * @returns null if no type can hold all the values
 */
export function guessType(key: string, values: readonly Cell[]): GuessedType | null {
  const name = snakeCase(key);
  if (isUtc(name, values)) return { type: 'datetime', steps: ['utc'] };
  const guess = guessByName(name, values);
  if (isReadable(guess.type, values)) {
    const options = guess.options?.filter((type) => isReadable(type, values)) ?? [];
    return options.length > 1 ? { type: guess.type, options } : { type: guess.type };
  }
  const type = FALLBACKS.find((each) => isReadable(each, values));
  return type === undefined ? null : { type };
}

/** Whether a field of the type reads all the values: the very readers of the records are asked. */
export function isReadable(
  type: ScalarType,
  values: readonly Cell[],
  from: Expression = 'it',
): boolean {
  const read = compileScalar({ key: 'it', type, from });
  const unreadable: string[] = [];
  return values.every((it) => {
    read({ it }, unreadable);
    return unreadable.length === 0;
  });
}

/** Where a place's value is read from, as the type that is guessed. */
export function sourceOf({ path, keys, values }: Leaf): Expression {
  const steps = guessType(keys.at(-1) ?? '', values)?.steps;
  return steps === undefined ? path : { of: path, steps };
}

/** Whether times are in UTC and do not say so, but by their name, or in letters. */
function isUtc(name: string, values: readonly Cell[]): boolean {
  const isSaid = /(?:^|_)(?:utc|gmt)$/.test(name);
  const isMeant = (value: Cell): boolean =>
    typeof value === 'string' && (isSaid ? /^\d{4}-.*\d$/s : /^\d{4}-.* ?UTC$/s).test(value.trim());
  if (!values.every(isMeant) || isReadable('datetime', values)) return false;
  return isReadable('datetime', values, { of: 'it', steps: ['utc'] });
}

/** For values of several kinds. */
const FALLBACKS: readonly ScalarType[] = ['number', 'string', 'id'];

const TIME_NAME =
  /(?:^|_)(?:at|on|date|time|datetime|timestamp|ts|created|updated|modified|expires|expiry|expiration|started|ended|start|end|until|since|due)$/;
const ID_NAME = /(?:^|_)(?:id|uid|uuid|guid|gid|ulid|key|identifier|sku|inn|number|no)$/;
const PHONE_NAME = /(?:^|_)(?:phone|phone_number|mobile|telephone|tel|fax|whatsapp)$/;
/** What is counted in fractions too, though all that was seen is whole. */
const QUANTITY_NAME =
  /(?:^|_)(?:amount|price|total|subtotal|cost|sum|balance|tax|vat|discount|fee|rate|ratio|percent|percentage|score|weight|height|width|length|value|revenue|budget|lat|latitude|lng|lon|longitude|temperature|paid|due|remaining)(?:_|$)/;
const COUNT_NAME =
  /(?:^|_)(?:count|quantity|qty|index|position|version|size|duration|attempts?|minutes|seconds|hours|days)$/;
/** Digits that are no number: a sum of them means nothing. */
const CODE_NAME = /(?:^|_)(?:zip|zip_code|postal_code|postcode|phone|version|pin|year)$/;

/** @param name in snake_case */
function guessByName(name: string, values: readonly Cell[]): GuessedType {
  if (
    values.every((value) => typeof value === 'boolean' || /^(?:true|false)$/i.test(String(value)))
  )
    return { type: 'boolean' };
  if (values.every((value) => typeof value === 'number')) return guessNumber(name, values);
  if (values.every((value) => typeof value === 'string'))
    return guessText(
      name,
      values.map((value) => value.trim()),
    );
  return { type: TIME_NAME.test(name) && isReadable('datetime', values) ? 'datetime' : 'number' };
}

function guessNumber(name: string, values: readonly number[]): GuessedType {
  if (!values.every(Number.isSafeInteger)) {
    const isTime = TIME_NAME.test(name) && values.every((value) => isEpoch(String(value)));
    return { type: isTime ? 'datetime' : 'number' };
  }
  if (PHONE_NAME.test(name)) return { type: 'phone' };
  const mayBeTime = values.every((value) => isEpoch(String(value)));
  if (mayBeTime && TIME_NAME.test(name)) return { type: 'datetime' };
  if (ID_NAME.test(name)) return { type: 'id' };
  if (QUANTITY_NAME.test(name)) return { type: 'number' };
  if (COUNT_NAME.test(name)) return { type: 'integer' };
  if (mayBeTime) return { type: 'integer', options: ['integer', 'id', 'datetime'] };
  // A phone number of a country, or an id: no amount is written without its name.
  if (values.every((value) => value >= 100_000_000))
    return { type: 'id', options: ['id', 'integer'] };
  return { type: 'integer' };
}

const EMAIL = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/;
const WEB_ADDRESS = /^https?:\/\/\S+$/i;
const PHONE = /^\+\d[\d ().-]{6,24}$/;
const PHONE_TEXT = /^(?=(?:\D*\d){5})[+\d][\d ()./x-]{4,30}$/i;
const DECIMAL = /^-?\d{1,15}\.\d{1,10}$/;
const WHOLE = /^-?(?:0|[1-9]\d{0,14})$/;
/** UUID; 24 hex digits (MongoDB); ULID; a prefix and something made by a machine: `cus_N8xq2`. */
const MADE_ID =
  /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{24}|[0-9A-HJKMNP-TV-Z]{26}|[a-z]{2,12}_(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{5,64}|\d{16,40})$/i;
const ONE_WORD = /^\S{1,200}$/;

/** @param texts without white space around them */
function guessText(name: string, texts: readonly string[]): GuessedType {
  const all = (form: RegExp): boolean => texts.every((text) => form.test(text));
  if (all(EMAIL)) return { type: 'email' };
  if (all(WEB_ADDRESS)) return { type: 'url' };
  if (PHONE_NAME.test(name) ? all(PHONE_TEXT) : all(PHONE)) return { type: 'phone' };
  if (texts.every((text) => /\D/.test(text) && !DECIMAL.test(text) && readUtc(text) !== undefined))
    return { type: 'datetime' };
  if (TIME_NAME.test(name) && texts.every(isEpoch)) return { type: 'datetime' };
  if (all(MADE_ID) || (ID_NAME.test(name) && all(ONE_WORD))) return { type: 'id' };
  if (all(DECIMAL) && !CODE_NAME.test(name)) return { type: 'number' };
  if (all(WHOLE) && QUANTITY_NAME.test(name)) return { type: 'number' };
  if (all(WHOLE) && COUNT_NAME.test(name) && !CODE_NAME.test(name)) return { type: 'integer' };
  return { type: 'string' };
}

/** Whether digits can be a time since 1970, between 2001 and 2100, in seconds or milliseconds. */
const isEpoch = (digits: string): boolean => {
  if (/^[1-3]\d{9}(?:\.\d{1,9})?$/.test(digits)) return true;
  return /^[1-3]\d{12}$/.test(digits);
};
