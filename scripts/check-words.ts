/**
 * Part of `npm run check`: identifiers and comments of the product's code, and the prose of all
 * pages, use standard terms, not metaphors, and call a machine "it"; pages use the words of the
 * glossary. Texts in the code that users see are not checked.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** Where the product's code is; the folders of tests are not checked. */
const PATHS =
  /^(?:packages\/[^/]+\/(?:(?:src|core|nodes|triggers|searches|creates|credentials)\/.+|[^/]+)|scripts\/.+)\.(?:tsx?|mjs)$/;

interface Rule {
  /** Matches lower-case words, separated by spaces. */
  readonly words: RegExp;
  readonly use: string;
  /** Files in which the word is the standard term or part of an interface. */
  readonly except?: readonly string[];
}

const RULES: readonly Rule[] = [
  {
    words: /\bstages?\b/,
    use: 'environment, context or fixture',
    except: [
      // The field `stage` of a refused request, and HubSpot's own term for tickets.
      'packages/catalogue/src/receive.ts',
      'packages/gateway/src/ingest/ingest.ts',
      'packages/cli/src/commands/verify.ts',
      'packages/n8n-nodes-signal-hooks/core/provider.ts',
      'packages/make-signal-hooks/src/blueprint/destinations/hubspot-ticket.ts',
    ],
  },
  {
    words: /\b(?:cast|actors?|players?|theatre)\b/,
    use: 'provider, source or sender',
    // A key of Linear's payloads.
    except: ['packages/catalogue/src/presets/linear/events.ts'],
  },
  { words: /\bscenes?\b/, use: 'step or case' },
  { words: /\b(?:story|chapters?)\b/, use: 'report' },
  { words: /\boccasions?\b/, use: 'event' },
  { words: /\bledgers?\b/, use: 'store or log' },
  { words: /\bkits?\b/, use: 'fixture or tools' },
  { words: /\bdialects?\b/, use: 'syntax or format' },
  { words: /\bhouses?\b/, use: 'internal, or the thing itself' },
  { words: /\bfarewells?\b/, use: 'close' },
  { words: /\bdeaf\b/, use: 'ignore' },
  { words: /\bheld\b/, use: 'stored, kept or locked' },
  { words: /\btold\b/, use: 'returned, reported or logged' },
  { words: /\b(?:stands?(?! (?:for|ins|in for)\b)|stood)\b/, use: 'is' },
  { words: /\bin force\b/, use: 'active' },
  { words: /\b(?:mend|mends|mended|mending)\b/, use: 'repair or correct' },
  { words: /\b(?:he|him|his|himself)\b/, use: '"it" for a machine, "they" for a person' },
];

/** A name or a comment, and where it begins. */
interface Piece {
  readonly text: string;
  readonly at: number;
}

/** The identifiers and comments of a file. Comments are what the tokens leave between them. */
function piecesOf(source: ts.SourceFile): Piece[] {
  const pieces: Piece[] = [];
  const visit = (node: ts.Node): void => {
    const tokens = node.getChildren(source).filter((child) => !ts.isJSDoc(child));
    tokens.forEach(visit);
    if (tokens.length > 0) return;
    const start = node.getStart(source);
    const between = source.text.slice(node.pos, start);
    pieces.push({ text: between, at: node.pos + between.search(/\S|$/) });
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
      pieces.push({ text: node.text, at: start });
    }
  };
  visit(source);
  return pieces;
}

/** `setStage` and `SET_STAGE` become `set stage`; a `{@link Stage}` in a comment `link stage`. */
const wordsOf = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[^A-Za-z]+/g, ' ')
    .toLowerCase();

const tracked = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
  encoding: 'utf8',
}).split('\0');
const files = tracked.filter((path) => PATHS.test(path) && path !== 'scripts/check-words.ts');
const pages = tracked.filter((path) => path.endsWith('.md'));

/** The words that pages must not use instead of those of the glossary: its last column. */
function glossaryRules(page: string): Rule[] {
  const rows = page.split('\n## ')[0]?.match(/^\| (?!word \||-).+\|$/gm) ?? [];
  if (rows.length === 0) throw new Error('docs/reference/words.md has no glossary');
  return rows.map((row) => {
    const [word = '', , not = ''] = row.slice(2, -2).split(' | ');
    if (not === '') throw new Error(`docs/reference/words.md: "${word}" lacks its last column`);
    return { words: new RegExp(`\\b${not}(?:s|es)?\\b`), use: `"${word}"`, except: [GLOSSARY] };
  });
}

const GLOSSARY = 'docs/reference/words.md';

/** A page without code, quotations and addresses, with all its lines. */
const proseOf = (page: string): string =>
  page
    .replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, ' '))
    .replace(/`[^`]*`|“[^”]*”|«[^»]*»|\]\([^)]*\)/g, (part) => part.replace(/[^\n]/g, ' '));

const faults: string[] = [];
for (const path of files) {
  const rules = RULES.filter(({ except }) => !except?.includes(path));
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  for (const { text, at } of [{ text: path, at: 0 }, ...piecesOf(source)]) {
    const words = wordsOf(text);
    for (const { words: pattern, use } of rules) {
      const [found] = pattern.exec(words) ?? [];
      if (found === undefined) continue;
      const line = source.getLineAndCharacterOfPosition(at).line + 1;
      faults.push(`${path}:${line} "${found}": write ${use}`);
    }
  }
}
// People are told things; only in code is it a name for what machines do.
const pageRules = [
  ...RULES.filter(({ words }) => !words.test('told')),
  ...glossaryRules(readFileSync(GLOSSARY, 'utf8')),
];
for (const path of pages) {
  const rules = pageRules.filter(({ except }) => !except?.includes(path));
  for (const [at, line] of proseOf(readFileSync(path, 'utf8')).split('\n').entries()) {
    const words = wordsOf(line);
    for (const { words: pattern, use } of rules) {
      const [found] = pattern.exec(words) ?? [];
      if (found !== undefined) faults.push(`${path}:${at + 1} "${found}": write ${use}`);
    }
  }
}
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(
  `words: ${files.length} files, ${pages.length} pages, ${faults.length} faults\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
