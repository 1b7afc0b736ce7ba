/** A request that somebody pasted: what a definition is learned from. */
export interface PastedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Reads a pasted request: a curl command, raw HTTP, headers and a body with an empty line between
 * them, or a body alone. Null if it is none of these.
 */
export function readPasted(text: string): PastedRequest | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (/^curl\s/.test(trimmed)) return readCurl(trimmed);
  if (/^[[{]/.test(trimmed)) return { headers: {}, body: trimmed };
  return readHttp(text.trimStart());
}

const FIRST_LINE = /^[A-Z]{3,10} \S+(?: HTTP\/[\d.]+)?$/;
const HEADER = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*(.*)$/;

function readHttp(text: string): PastedRequest | null {
  const end = /\r?\n[ \t]*\r?\n/.exec(text);
  const head = end === null ? text.trimEnd() : text.slice(0, end.index);
  const body = end === null ? '' : text.slice(end.index + end[0].length).replace(/\r?\n$/, '');
  const [first = '', ...rest] = head.split(/\r?\n/);
  const lines = FIRST_LINE.test(first) ? rest : [first, ...rest];
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value = ''] = HEADER.exec(line) ?? [];
    if (name === undefined) return null;
    headers[name.toLowerCase()] = value.trim();
  }
  return body === '' ? null : { headers, body };
}

const BODY_FLAGS = ['-d', '--data', '--data-raw', '--data-binary', '--data-ascii', '--json'];

function readCurl(text: string): PastedRequest | null {
  const words = shellWords(text);
  const headers: Record<string, string> = {};
  const bodies: string[] = [];
  for (const [at, word] of words.entries()) {
    const next = words[at + 1];
    const [flag = '', inline] = /^--[a-z-]+=/.test(word)
      ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
      : [word];
    const value = inline ?? next;
    if (value === undefined) continue;
    if (BODY_FLAGS.includes(flag)) bodies.push(value);
    if (flag !== '-H' && flag !== '--header') continue;
    const [, name, content = ''] = HEADER.exec(value) ?? [];
    if (name !== undefined) headers[name.toLowerCase()] = content.trim();
  }
  const body = bodies.join('&');
  // Of a file only its name is there.
  return body === '' || body.startsWith('@') ? null : { headers, body };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The words of a command, as a shell reads quotation marks and backslashes. */
function shellWords(text: string): string[] {
  const words: string[] = [];
  const parts =
    /\$'((?:[^'\\]|\\.)*)'|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\\r?\n|\\(.)|(\s+)|([^\s'"\\]+)/g;
  let word: string | null = null;
  for (const [all, ansi, single, double, escaped, blank, plain] of text.matchAll(parts)) {
    if (blank !== undefined) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    if (/^\\\r?\n$/.test(all)) continue;
    const piece =
      ansi?.replace(/\\(.)/g, (_pair, char: string) => ESCAPES[char] ?? char) ??
      single ??
      double?.replace(/\\(["\\$`])/g, '$1').replace(/\\\r?\n/g, '') ??
      escaped ??
      plain ??
      '';
    word = (word ?? '') + piece;
  }
  return word === null ? words : [...words, word];
}
