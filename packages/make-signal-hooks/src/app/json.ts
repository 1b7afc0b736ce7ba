/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonRecord;

/** A JSON object. */
export type JsonRecord = { readonly [key: string]: Json };

/** Longest line, as Biome has it. */
const WIDTH = 100;
const STEP = '  ';

const isScalar = (value: Json): boolean => typeof value !== 'object' || value === null;

/** The items of a list of scalars on one line, if there is room on it. */
function onOneLine(items: readonly Json[], before: number): string | undefined {
  if (!items.every(isScalar)) return undefined;
  const text = `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
  // One more for a comma behind it.
  return before + text.length + 1 <= WIDTH ? text : undefined;
}

function print(value: Json, indent: string, before: number): string {
  if (isScalar(value)) return JSON.stringify(value);
  const inner = indent + STEP;
  const lines = Array.isArray(value)
    ? value.map((item) => print(item, inner, inner.length))
    : Object.entries(value as JsonRecord).map(([key, item]) => {
        const name = `${JSON.stringify(key)}: `;
        return name + print(item, inner, inner.length + name.length);
      });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (lines.length === 0) return `${open}${close}`;
  const short = Array.isArray(value) ? onOneLine(value, before) : undefined;
  if (short !== undefined) return short;
  return `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${close}`;
}

/** A file's content, formatted as the repository's formatter would. */
export const toJson = (value: Json): string => `${print(value, '', 0)}\n`;
