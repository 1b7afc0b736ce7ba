/** One token of JSON: a text, a bracket, a comma, a colon, or a number or word. Blanks are left out. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

/**
 * Indents JSON without reading its values: every digit and every escape stays as it was sent.
 * @returns the text itself if it is no JSON
 */
export function indentJson(text: string): string {
  if (!isJson(text)) return text;
  let depth = 0;
  let out = '';
  let before = '';
  const newLine = (): string => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '}' || token === ']') {
      depth -= 1;
      if (before !== '{' && before !== '[') out += newLine();
    } else if (before === '{' || before === '[' || before === ',') out += newLine();
    out += token;
    if (token === ':') out += ' ';
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  return out;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
