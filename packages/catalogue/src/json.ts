/** Any JSON value. Integers that a double cannot hold are kept as strings of their digits. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue };

/** Why a verified body could not be read as a payload. */
export type PayloadCode =
  | 'payload_empty'
  | 'payload_not_utf8'
  | 'payload_not_json'
  | 'payload_not_object'
  | 'payload_not_form'
  | 'payload_too_deep'
  | 'payload_too_large'
  | 'payload_duplicate_key'
  | 'payload_forbidden_key';

/** The outcome of {@link parsePayload}: the payload, or a code with a sentence that says what is wrong. */
export type ParsedPayload = { readonly ok: true; readonly payload: JsonObject } | Refused;

/** Why a body could not be read, with a sentence that says what is wrong. */
export interface Refused {
  readonly ok: false;
  readonly code: PayloadCode;
  readonly explanation: string;
}

/** Deepest nesting that is read; no provider documents more than six levels. */
export const MAX_DEPTH = 64;

/** Most values (objects, arrays, scalars) in one payload that are read. */
export const MAX_VALUES = 100_000;

/** Texts longer than this, in characters, are checked for depth before they are parsed. */
const LONG_TEXT = 100_000;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** What {@link inspect} counts while it walks a parsed payload. */
interface Census {
  values: number;
  keys: number;
  /** Whether there is an integer that a double may not hold exactly. */
  inexact: boolean;
}

/**
 * Reads the raw bytes of a body as one JSON object.
 *
 * Stricter than `JSON.parse`, because what passes here is stored and forwarded:
 * invalid UTF-8, a duplicate key in one object, `__proto__`, nesting
 * beyond {@link MAX_DEPTH} and more than {@link MAX_VALUES} values are refused.
 * Gentler in one point: integers beyond 2^53 (SalesIQ's ids) keep every digit,
 * as strings.
 *
 * @param body the raw bytes; verify their signature first
 */
export function parsePayload(body: Uint8Array): ParsedPayload {
  const parsed = parseJson(body, false);
  return parsed.ok ? { ok: true, payload: parsed.value as JsonObject } : parsed;
}

/** The outcome of {@link parseJson}. */
export type ParsedJson = { readonly ok: true; readonly value: JsonObject | JsonValue[] } | Refused;

/**
 * Reads the raw bytes of a body as JSON, as strictly as {@link parsePayload}.
 * @param takesLists whether it may be a list
 */
export function parseJson(body: Uint8Array, takesLists: boolean): ParsedJson {
  if (body.length === 0) {
    return refuse('payload_empty', 'The request has no body. A webhook carries a JSON object.');
  }
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    return refuse('payload_not_utf8', 'The body is not valid UTF-8, so it cannot be read as JSON.');
  }
  if (text.length > LONG_TEXT && nestsTooDeep(text)) return tooDeep();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse('payload_not_json', `The body is not valid JSON: ${firstLine(error)}`);
  }
  if (typeof value !== 'object' || value === null || (Array.isArray(value) && !takesLists)) {
    return refuse('payload_not_object', 'The body is JSON, but not a JSON object ({…}).');
  }
  const census: Census = { values: 0, keys: 0, inexact: false };
  const problem = inspect(value, 0, census);
  if (problem !== null) return problem;
  if (mayRepeatKeys(text, census.keys) && repeatsKey(text)) {
    return refuse(
      'payload_duplicate_key',
      'An object in the body has the same key twice, so its meaning is ambiguous.',
    );
  }
  const read = (census.inexact ? keepDigits(text) : value) as JsonObject;
  if (text.includes('\\u') && ODD_ESCAPE.test(text)) odd.add(read);
  return { ok: true, value: read };
}

/** NUL, and halves of characters; JSON in UTF-8 can hold them as escapes only. */
const ODD_ESCAPE = /\\u(?:0000|d[89a-f])/i;
const odd = new WeakSet<JsonObject | JsonValue[]>();

/** Whether what was parsed may hold NUL or halves of characters, which few systems take. */
export const mayHoldOddText = (read: JsonObject | JsonValue[]): boolean => odd.has(read);

/** Says so of a payload that was made of another text. */
export const markOddText = (payload: JsonObject): void => {
  odd.add(payload);
};

/** What may be an integer that a double cannot hold; inside a text it may be anything. */
const LONG_INTEGER = /([:[,]\s*)(-?\d{16,})(?=\s*[,\]}])/g;

/**
 * Parses (valid) JSON once more, with an integer that a double cannot hold as the string of its
 * digits.
 */
function keepDigits(text: string): unknown {
  const quoted = text.replace(LONG_INTEGER, (all, before: string, digits: string) =>
    Number.isSafeInteger(Number(digits)) ? all : `${before}"${digits}"`,
  );
  try {
    return JSON.parse(quoted);
  } catch {
    // Some digits were part of a text: the first quote put there ends it, which is never valid.
    return JSON.parse(text, keepDigitsOf);
  }
}

/** A reviver takes five times as long. */
function keepDigitsOf(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

/** Walks a parsed value, counts, and refuses what must not be stored. Recursion is bounded by MAX_DEPTH. */
function inspect(value: object, depth: number, census: Census): Refused | null {
  if (depth >= MAX_DEPTH) return tooDeep();
  if (Array.isArray(value)) {
    census.values += value.length;
    if (census.values > MAX_VALUES) return tooLarge();
    for (const item of value) {
      const problem = inspectInner(item, depth, census);
      if (problem !== null) return problem;
    }
    return null;
  }
  for (const key in value) {
    if (key === '__proto__') {
      return refuse('payload_forbidden_key', 'The body has a key named "__proto__".');
    }
    census.keys += 1;
    census.values += 1;
    if (census.values > MAX_VALUES) return tooLarge();
    const problem = inspectInner((value as JsonObject)[key], depth, census);
    if (problem !== null) return problem;
  }
  return null;
}

/** Scalars end the walk without a call of their own. */
function inspectInner(value: unknown, depth: number, census: Census): Refused | null {
  if (typeof value === 'object' && value !== null) return inspect(value, depth + 1, census);
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) census.inexact = true;
  return null;
}

const QUOTE = 0x22;
const SPACE = 0x20;

/**
 * The cheap half of the duplicate-key check. The colon behind a key follows its quote, unless
 * there is white space between them; a colon inside a string can only add to the count, behind
 * an escaped quote. So if the count equals the keys that were parsed, none was overwritten.
 */
function mayRepeatKeys(text: string, keys: number): boolean {
  let count = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    const before = text.charCodeAt(at - 1);
    if (before === QUOTE) count += 1;
    else if (before <= SPACE) return true;
  }
  return count !== keys;
}

/** The exact half: scans the (valid) JSON text and compares the keys of each object. */
function repeatsKey(text: string): boolean {
  const scopes: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '{') scopes.push(new Set());
    else if (char === '[') scopes.push(null);
    else if (char === '}' || char === ']') scopes.pop();
    else if (char === '"') {
      const end = endOfString(text, at);
      const scope = scopes.at(-1);
      if (scope && nextIsColon(text, end + 1)) {
        const key = JSON.parse(text.slice(at, end + 1)) as string;
        if (scope.has(key)) return true;
        scope.add(key);
      }
      at = end;
    }
  }
  return false;
}

/** Index of the quote that ends a string, or of the end of a text that breaks off inside it. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function nextIsColon(text: string, start: number): boolean {
  let at = start;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return text[at] === ':';
}

/** Ten million brackets keep `JSON.parse` busy for a second; counting them first does not. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = endOfString(text, at);
    else if (char === 0x5b || char === 0x7b) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (char === 0x5d || char === 0x7d) depth -= 1;
  }
  return false;
}

function tooDeep(): Refused {
  return refuse('payload_too_deep', `The JSON is nested deeper than ${MAX_DEPTH} levels.`);
}

function tooLarge(): Refused {
  return refuse('payload_too_large', `The JSON holds more than ${MAX_VALUES} values.`);
}

/** A body that is not read, and why. */
export function refuse(code: PayloadCode, explanation: string): Refused {
  return { ok: false, code, explanation };
}

/** The parser's own words without the excerpt of the body that V8 quotes: it may hold personal data. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : 'unknown error';
  const position = /position \d+(?: \(line \d+ column \d+\))?/.exec(message);
  return position ? `the error is at ${position[0]}.` : 'it ends too early or is garbled.';
}

/**
 * Writes a value that was parsed as JSON that reads back to the same: with every digit, and a
 * number that is no longer exact so that it stays a number.
 */
export function writeJson(value: JsonValue): string {
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  const entries = Object.entries(value);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${writeJson(item)}`).join(',')}}`;
}

function writeNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (!Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999';
  // As plain digits it would be read as the text of an id.
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? value.toExponential()
    : String(value);
}
