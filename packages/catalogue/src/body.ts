import { readPath } from './definition/path.ts';
import { isForm, readForm } from './form.ts';
import {
  type JsonObject,
  type JsonValue,
  MAX_VALUES,
  markOddText,
  mayHoldOddText,
  type ParsedPayload,
  parseJson,
  parsePayload,
  type Refused,
  refuse,
  writeJson,
} from './json.ts';
import type { BodyDefinition, Provider } from './provider.ts';

/** One event of a body. */
export interface BodyItem {
  readonly payload: JsonObject;
  /** The bytes to keep: {@link readStoredBody} reads the same payload of them again. */
  readonly body: Uint8Array;
}

/** What a request's body is. */
export type ParsedBody =
  | {
      readonly ok: true;
      /** All of it; empty if it is a list. */
      readonly whole: JsonObject;
      readonly items: readonly BodyItem[];
    }
  | Refused;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a verified body, in the form that its content type says, as the events that are in it. */
export function parseBody(
  definition: BodyDefinition,
  body: Uint8Array,
  contentType: string | undefined,
): ParsedBody {
  const { each } = definition;
  if (each === undefined) {
    const parsed = parseOne(definition, body, contentType);
    if (!parsed.ok) return parsed;
    const { payload } = parsed;
    return { ok: true, whole: payload, items: [{ payload, body }] };
  }
  const wantsForm = isReadAsForm(definition, contentType);
  const parsed = wantsForm ? parseForm(body, contentType) : parseJson(body, each === '');
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  const list: JsonValue = Array.isArray(value) ? value : each === '' ? null : readPath(each)(value);
  const whole = Array.isArray(value) ? {} : value;
  if (Array.isArray(list)) return itemsOf(list, whole, mayHoldOddText(value));
  // No list: what came is one event, so that nothing is lost.
  const kept = wantsForm ? encoder.encode(writeJson(whole)) : body;
  return { ok: true, whole, items: [{ payload: whole, body: kept }] };
}

/**
 * Reads the kept bytes of one event again, also where the definition has changed since.
 * @param contentType that was kept with it: of the request; of an item of a list that of JSON
 */
export function readStoredBody(
  { body: definition }: Pick<Provider, 'body'>,
  body: Uint8Array,
  contentType: string | undefined,
): ParsedPayload {
  if (!isForm(contentType)) return parsePayload(body);
  if (definition?.each === undefined && definition?.accepts?.includes('form') === true) {
    return parsedForm(body, contentType);
  }
  // Items of a list are kept as JSON, whatever they came in.
  const json = parsePayload(body);
  return json.ok ? json : parsedForm(body, contentType);
}

function parseOne(
  definition: BodyDefinition,
  body: Uint8Array,
  contentType: string | undefined,
): ParsedPayload {
  if (!isReadAsForm(definition, contentType)) return parsePayload(body);
  return parsedForm(body, contentType);
}

function parsedForm(body: Uint8Array, contentType: string | undefined): ParsedPayload {
  const parsed = parseForm(body, contentType);
  return parsed.ok ? { ok: true, payload: parsed.value } : parsed;
}

const isReadAsForm = (
  { accepts = ['json'] }: BodyDefinition,
  contentType: string | undefined,
): boolean => accepts.includes('form') && (isForm(contentType) || !accepts.includes('json'));

type ParsedForm = { readonly ok: true; readonly value: JsonObject } | Refused;

/** A form's parameters as an object: of several with one name a list. */
function parseForm(body: Uint8Array, contentType: string | undefined): ParsedForm {
  if (!isForm(contentType)) {
    return refuse(
      'payload_not_form',
      'The body is not a form: its content type is not application/x-www-form-urlencoded.',
    );
  }
  if (body.length === 0) {
    return refuse('payload_empty', 'The request has no body. A webhook carries parameters.');
  }
  try {
    decoder.decode(body);
  } catch {
    return refuse(
      'payload_not_utf8',
      'The body is not valid UTF-8, so it cannot be read as a form.',
    );
  }
  const parameters = readForm(body, MAX_VALUES);
  if (parameters === null) {
    return refuse('payload_too_large', `The form holds more than ${MAX_VALUES} parameters.`);
  }
  if (parameters.has('__proto__')) {
    return refuse('payload_forbidden_key', 'The form has a parameter named "__proto__".');
  }
  const inner = payloadParameter(parameters.get('payload'));
  if (inner !== null) return inner;
  const entries = [...parameters].map(([name, values]): [string, JsonValue] => [
    name,
    values.length === 1 ? (values[0] ?? '') : values,
  ]);
  const value: JsonObject = Object.fromEntries(entries);
  const holdsNul = [...parameters].some((texts) => texts.flat().join('').includes('\0'));
  if (holdsNul) markOddText(value);
  return { ok: true, value };
}

/** The JSON object that a form carries in its parameter `payload`; null if that holds none. */
function payloadParameter(values: readonly string[] | undefined): ParsedForm | null {
  const [text, ...more] = values ?? [];
  if (text === undefined || more.length > 0) return null;
  const parsed = parsePayload(encoder.encode(text));
  if (parsed.ok) return { ok: true, value: parsed.payload };
  const isText = ['payload_empty', 'payload_not_json', 'payload_not_object'].includes(parsed.code);
  return isText ? null : parsed;
}

function itemsOf(list: readonly JsonValue[], whole: JsonObject, isOdd: boolean): ParsedBody {
  const items: BodyItem[] = [];
  for (const [at, item] of list.entries()) {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      return refuse('payload_not_object', `Item ${at + 1} of the list is not a JSON object ({…}).`);
    }
    if (isOdd) markOddText(item);
    items.push({ payload: item, body: encoder.encode(writeJson(item)) });
  }
  return { ok: true, whole, items };
}
