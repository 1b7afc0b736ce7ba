import type { SampleObject, SampleValue } from '../provider.ts';

/** What the places of a template are filled with. */
export interface TemplateValues {
  /** Counts up from 1. */
  readonly sequence?: number;
  readonly at?: Date;
  /** Other named texts and numbers, such as `attempt`. */
  readonly [name: string]: string | number | Date | undefined;
}

/**
 * JSON with places in its texts, and two objects that stand for a value:
 *
 * | written as | gives | example |
 * |---|---|---|
 * | `{sequence}` | a number that counts up | `'sig_{sequence}'` → `sig_7` |
 * | `{sequence:6}` | with at least that many digits | `'sig_{sequence:6}'` → `sig_000007` |
 * | `{sequence+40}` | added to a number of any size | `'{sequence+30000000095000}'` |
 * | `{sequence%40+60}` | its remainder, added to a number | `'{sequence%40+60}'` → `67` |
 * | `{at}` | the time of the event, ISO 8601 with milliseconds | `2026-04-25T14:30:12.000Z` |
 * | `{at:seconds}` | without milliseconds | `2026-04-25T14:30:12Z` |
 * | `{at:offset}` | without milliseconds, zone as an offset | `2026-04-25T14:30:12+00:00` |
 * | `{at:plain}` | without milliseconds and zone | `2026-04-25T14:30:12` |
 * | `{at:epoch}` | milliseconds since 1970 | `1777127412000` |
 * | `{at:unix}` | seconds since 1970 | `1777127412` |
 * | `{at-240}`, `{at-240:epoch}` | that many minutes earlier | |
 * | `{name}` | another named value | `'{type}'` |
 * | `{ $number: '…' }` | the text as a number, with every digit | `{ $number: '{sequence+40}' }` → `47` |
 * | `{ $oneOf: […] }` | by turns, by the sequence | `{ $oneOf: ['high', 'low'] }` |
 */
export type TemplateValue = SampleValue | TemplateObject | readonly TemplateValue[];

/** An object of a template. */
export type TemplateObject = { readonly [key: string]: TemplateValue };

const PLACE = /\{([a-zA-Z]+)(?:%(\d+))?(?:([+-])(\d+))?(?::([a-z0-9]+))?\}/g;
const MINUTE_MS = 60_000;
/** A number is not written longer than this for a template's sake. */
const MAX_DIGITS = 40;

/**
 * Fills a template's places.
 * @throws {TypeError} for a place whose value was not given, or a number that is none
 */
export function fillTemplate(template: TemplateObject, values: TemplateValues): SampleObject {
  return fillObject(template, values);
}

/** Fills the places of one text. @throws {TypeError} for a place whose value was not given */
export function fillText(text: string, values: TemplateValues): string {
  return text.replace(
    PLACE,
    (_place, name: string, over?: string, sign?: string, by?: string, form?: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) throw new TypeError(`no value for {${name}}`);
      const signed = BigInt(by ?? 0) * (sign === '-' ? -1n : 1n);
      if (value instanceof Date) return timeText(value, Number(signed), form);
      if (typeof value === 'string') return value;
      return numberText(value, over, signed, form);
    },
  );
}

function timeText(at: Date, minutes: number, form: string | undefined): string {
  const moved = new Date(at.getTime() + minutes * MINUTE_MS);
  const iso = moved.toISOString();
  if (form === 'seconds') return iso.replace(/\.\d{3}Z$/, 'Z');
  if (form === 'plain') return iso.replace(/\.\d{3}Z$/, '');
  if (form === 'offset') return iso.replace(/\.\d{3}Z$/, '+00:00');
  if (form === 'unix') return String(Math.floor(moved.getTime() / 1000));
  return form === 'epoch' ? String(moved.getTime()) : iso;
}

function numberText(value: number, over: string | undefined, plus: bigint, form?: string): string {
  const whole = BigInt(Math.trunc(value));
  const number = (over === undefined ? whole : whole % BigInt(over)) + plus;
  return String(number).padStart(Math.min(Number(form ?? 0), MAX_DIGITS), '0');
}

function fillValue(value: TemplateValue, values: TemplateValues): SampleValue {
  if (typeof value === 'string') return fillText(value, values);
  if (Array.isArray(value)) return value.map((item) => fillValue(item, values));
  if (typeof value === 'object' && value !== null) return fillValueObject(value, values);
  return value as SampleValue;
}

function fillValueObject(value: object, values: TemplateValues): SampleValue {
  const { $number, $oneOf } = value as { $number?: string; $oneOf?: readonly TemplateValue[] };
  if ($number !== undefined) return numberOf(fillText($number, values));
  if ($oneOf === undefined) return fillObject(value as TemplateObject, values);
  const turn = Math.trunc(values.sequence ?? 0) % $oneOf.length;
  return fillValue($oneOf[turn] ?? null, values);
}

function fillObject(template: TemplateObject, values: TemplateValues): SampleObject {
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [key, fillValue(value, values)]),
  );
}

/** @throws {TypeError} for a text that is no number */
function numberOf(text: string): SampleValue {
  const number = Number(text);
  if (text === '' || Number.isNaN(number)) throw new TypeError(`"${text}" is no number`);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? BigInt(text) : number;
}
