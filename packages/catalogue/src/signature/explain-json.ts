/** A token of JSON: a text, or what is outside of texts. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/g;
/** No provider nests deeper than six levels. */
const MAX_WRITTEN_DEPTH = 16;

/** The ways in which common tools write a JSON text; none for a text that nests too deep. */
export function jsonForms(text: string): string[] {
  const tokens = (text.match(TOKEN) ?? []).map((token) =>
    token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token,
  );
  if (depthOf(tokens) > MAX_WRITTEN_DEPTH) return [];
  const sorted = JSON.stringify(sortKeys(JSON.parse(text)));
  const compact = tokens.join('');
  const indents = ['  ', '    ', '\t'].map((unit) => indented(tokens, unit));
  return [...new Set([compact, ...indents, ...written(compact), sorted, ...written(sorted)])];
}

/** A compact text as others write it. */
function written(compact: string): string[] {
  const ascii = compact.replace(BEYOND_ASCII, lowerEscape);
  return [
    spaced(compact),
    ascii,
    spaced(ascii),
    // PHP, as it is, and with JSON_UNESCAPED_UNICODE.
    ascii.replaceAll('/', '\\/'),
    compact.replaceAll('/', '\\/'),
    // Go, Ruby on Rails.
    compact.replace(/[<>&\u2028\u2029]/g, lowerEscape),
    // .NET's System.Text.Json.
    compact.replace(/\\"/g, '\\u0022').replace(/[<>&'+`\u007f-\uffff]/g, upperEscape),
  ];
}

const BEYOND_ASCII = /[\u0080-\uffff]/g;
const lowerEscape = (char: string): string =>
  `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
const upperEscape = (char: string): string =>
  `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** How deep the brackets go. */
function depthOf(tokens: readonly string[]): number {
  let depth = 0;
  let deepest = 0;
  for (const token of tokens) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Python's separators: a space behind every comma and colon outside texts. */
const spaced = (compact: string): string =>
  compact.replace(/"(?:[^"\\]|\\.)*"|[,:]/g, (part) =>
    part === ',' || part === ':' ? `${part} ` : part,
  );

/** As `JSON.stringify` indents, but with the numbers as they are. */
function indented(tokens: readonly string[], unit: string): string {
  let depth = 0;
  let text = '';
  tokens.forEach((token, at) => {
    const isClosing = token === '}' || token === ']';
    const isEmpty = tokens[at - 1] === '{' || tokens[at - 1] === '[';
    if (isClosing) depth -= 1;
    if (isClosing && !isEmpty) text += `\n${unit.repeat(depth)}`;
    text += token === ':' ? ': ' : token;
    const isOpening = token === '{' || token === '[';
    if (isOpening) depth += 1;
    const next = tokens[at + 1];
    const breaks = token === ',' || (isOpening && next !== '}' && next !== ']');
    if (breaks) text += `\n${unit.repeat(depth)}`;
  });
  return text;
}

/** The value with the keys of all objects in alphabetical order. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}

/** Fewer keys are in alphabetical order by chance. */
const MIN_SORTED_KEYS = 4;

/** Whether the keys of a JSON object are in alphabetical order, which tells that a tool wrote it. */
export function hasSortedKeys(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const keys = Object.keys(value);
    return keys.length >= MIN_SORTED_KEYS && keys.every((key, at) => key >= (keys[at - 1] ?? ''));
  } catch {
    return false;
  }
}
