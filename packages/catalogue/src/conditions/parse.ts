import {
  type ConditionValue,
  type FilterCondition,
  type FilterField,
  MAX_IN_VALUES,
} from './condition.ts';
import { isOperator, OPERATOR_NAMES, OPERATORS, type Operator, operatorsFor } from './operators.ts';
import { BOOLEAN, VALUE_KINDS, type ValueKind } from './value.ts';

/** A value that was read, or what it must be, in words that follow "must be". */
export type ParsedValue =
  | { readonly ok: true; readonly value: ConditionValue }
  | { readonly ok: false; readonly mustBe: string };

/**
 * Reads the value of a condition as the field's type wants it: `company_tax_id` stays a text,
 * `score` becomes a number. Blanks around it and one pair of double quotes are left out; the
 * values of `in` are separated by commas, and one with a comma in it is in quotes. An empty
 * value of `exists` means true.
 *
 * @param input what was typed; or what an expression gave: numbers, booleans and lists are read
 *   as if they had been typed
 */
export function parseValue(
  { type }: Pick<FilterField, 'type'>,
  op: Operator,
  input: unknown,
): ParsedValue {
  if (op === 'in') return parseList(VALUE_KINDS[type], input);
  const text = unquoted(input);
  if (op === 'exists' && text === '') return { ok: true, value: true };
  const kind = op === 'exists' ? BOOLEAN : VALUE_KINDS[type];
  const value = kind.parse(text);
  return value === undefined ? { ok: false, mustBe: kind.words } : { ok: true, value };
}

function parseList({ parse, words }: ValueKind, input: unknown): ParsedValue {
  const texts = Array.isArray(input) ? input.map(plain) : splitList(plain(input));
  const values = texts.filter((text) => text !== '').map(parse);
  const read = values.filter((value) => typeof value === 'string' || typeof value === 'number');
  if (read.length === 0 || read.length > MAX_IN_VALUES || read.length < values.length) {
    const mustBe = `1 to ${MAX_IN_VALUES} values separated by commas, each ${words}`;
    return { ok: false, mustBe };
  }
  return { ok: true, value: read };
}

/** Texts separated by commas, without blanks around them; a comma between double quotes is none. */
const splitList = (text: string): string[] =>
  (text.match(/(?:\s*"[^"]*"\s*(?=,|$))|[^,]+/g) ?? []).map(unquoted);

const plain = (input: unknown): string =>
  input === null || input === undefined ? '' : String(input).trim();

function unquoted(input: unknown): string {
  const text = plain(input);
  return /^"(.+)"$/s.exec(text)?.[1]?.trim() ?? text;
}

/** A condition that was read, or a sentence that says what is wrong with it. */
export type ParsedCondition =
  | { readonly ok: true; readonly condition: FilterCondition }
  | { readonly ok: false; readonly message: string };

const SIGNS = OPERATOR_NAMES.flatMap((op) => {
  const { sign } = OPERATORS[op];
  return sign === undefined ? [] : [{ sign, op }];
}).sort((a, b) => b.sign.length - a.sign.length);

const escaped = (sign: string): string => sign.replace(/[*^]/g, '\\$&');
const WITH_SIGN = new RegExp(
  `^([a-z0-9_]+)\\s*(${SIGNS.map(({ sign }) => escaped(sign)).join('|')})(.*)$`,
  's',
);
const WITH_NAME = /^([a-z0-9_]+)\s+([a-z_]+)(?:\s+(.*))?$/s;

/** How an operator is typed. */
const typed = (op: Operator): string => OPERATORS[op].sign ?? op;

/**
 * Reads a condition from one line: `priority>=high`, `company_tax_id^=78`, `title contains raises`,
 * `company_name in "Acme, Inc.", Globex`, `contact_email exists`, `contact_email exists false`.
 * @param fields those that can be named, see `filterFields`
 */
export function parseCondition(text: string, fields: readonly FilterField[]): ParsedCondition {
  const [, key = '', op, value] = splitCondition(text.trim()) ?? [];
  if (op === undefined) {
    const all = OPERATOR_NAMES.map(typed).join(' ');
    const message = `"${text}" is no condition. Write a field, one of ${all}, and a value.`;
    return { ok: false, message };
  }
  const field = fields.find((each) => each.key === key);
  if (field === undefined) {
    return { ok: false, message: `"${text}": there is no field "${key}" that events have here.` };
  }
  const fitting = operatorsFor(field.type);
  if (!fitting.includes(op)) {
    const message = `"${text}": ${key} takes ${fitting.map(typed).join(' ')}, but not ${typed(op)}.`;
    return { ok: false, message };
  }
  const parsed = parseValue(field, op, value);
  if (!parsed.ok) return { ok: false, message: `"${text}": ${key} must be ${parsed.mustBe}.` };
  return { ok: true, condition: { field: key, op, value: parsed.value } };
}

function splitCondition(
  text: string,
): readonly [text: string, field: string | undefined, op: Operator, value?: string] | null {
  const [all = '', field, sign, value] = WITH_SIGN.exec(text) ?? [];
  const bySign = SIGNS.find((each) => each.sign === sign)?.op;
  if (bySign !== undefined) return [all, field, bySign, value ?? ''];
  const [, key, name, rest] = WITH_NAME.exec(text) ?? [];
  return isOperator(name) ? [text, key, name, rest ?? ''] : null;
}
