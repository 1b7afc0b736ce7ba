import { isTexts, type Json } from '../http.ts';
import { MAX_URL } from '../targets.ts';

/** What is wrong, by field, in Laravel's words. */
export type Errors = Record<string, string[]>;

/** The rules of create and update; an update may leave any field out. */
export function validate(input: Json, update: boolean): Errors {
  const errors: Errors = {};
  const check = (field: string, required: boolean, rule: (value: unknown) => string | null) => {
    const value = input[field];
    const empty = value === undefined || value === null || value === '';
    if (empty && update && !(field in input)) return;
    if (empty && !required) return;
    const message = empty ? `The ${field} field is required.` : rule(value);
    if (message !== null) errors[field] = [message];
  };
  check('url', true, urlRule);
  check('events', true, eventsRule);
  check('is_active', false, activeRule);
  return errors;
}

function urlRule(value: unknown): string | null {
  if (typeof value !== 'string') return 'The url field must be a string.';
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) {
    return 'The url field must be a valid URL.';
  }
  if (value.length <= MAX_URL) return null;
  return `The url field must not be greater than ${MAX_URL} characters.`;
}

/** Any name is taken: newer builds have more events than are documented. */
function eventsRule(value: unknown): string | null {
  if (!Array.isArray(value)) return 'The events field must be an array.';
  if (value.length === 0) return 'The events field must have at least 1 items.';
  return isTexts(value) ? null : 'The events field must contain only strings.';
}

function activeRule(value: unknown): string | null {
  return asBoolean(value) === null ? 'The is active field must be true or false.' : null;
}

/** What Laravel takes for a boolean. */
export function asBoolean(value: unknown): boolean | null {
  if (value === true || value === 1 || value === '1') return true;
  if (value === false || value === 0 || value === '0') return false;
  return null;
}

/** Laravel's summary: the first message, and how many more there are. */
export function summarise(errors: Errors): string {
  const messages = Object.values(errors).flat();
  const more = messages.length - 1;
  if (more === 0) return messages[0] ?? '';
  return `${messages[0]} (and ${more} more error${more === 1 ? '' : 's'})`;
}
