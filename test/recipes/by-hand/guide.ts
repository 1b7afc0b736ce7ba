import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER } from '../fill-in.ts';

/** A step or a row of the guide, and the names in it, in their order. */
export interface Said {
  /** On one line. */
  readonly text: string;
  readonly bold: readonly string[];
  readonly italic: readonly string[];
  readonly code: readonly string[];
}

const page = readFileSync(join(FOLDER, 'README.md'), 'utf8');
const README = readFileSync(
  join(__dirname, '../../../packages/n8n-nodes-signal-hooks/README.md'),
  'utf8',
);

/** A numbered step of the general part, by its first bold words. */
export const generalStep = (name: string): Said =>
  only(stepsIn(part('## Set one up')), ({ bold }) => bold[0] === name, name);

/** How the package is installed in n8n, as its own README says. */
export const installStep = (): Said =>
  only(
    README.split('\n\n').map(read),
    ({ bold }) => bold[0] === 'In n8n' && bold.length > 1,
    'how to install in n8n',
  );

/** The row of an account in the table of accounts. */
export const account = (name: string): Said =>
  only(
    rowsIn(part('## Connect your accounts')),
    ({ text }) => text.startsWith(`| ${name} |`),
    name,
  );

/** What is said about all recipes, by its first bold words. */
export const promise = (name: string): Said =>
  only(itemsIn(part('## What all of them do')), ({ bold }) => bold[0] === name, name);

/** What is to be filled in for a recipe, in its order. */
export function fillInSteps(slug: string): readonly Said[] {
  return stepsIn(
    part(`<a id="${slug}"></a>`).split('**Fill in**')[1]?.split('**Change**')[0] ?? '',
  );
}

/** From a line to the next heading of its kind. @throws {Error} if there is no such line */
function part(line: string): string {
  const rest = page.split(`\n${line}\n`)[1];
  if (rest === undefined) throw new Error(`the guide has no line ${line}`);
  return rest.split(line.startsWith('## ') ? '\n## ' : '\n<a id')[0] ?? '';
}

const stepsIn = (text: string): Said[] =>
  text
    .split(/^\d+\. /m)
    .slice(1)
    .map(read);
const itemsIn = (text: string): Said[] => text.split(/^- /m).slice(1).map(read);
const rowsIn = (text: string): Said[] => (text.match(/^\|.*\|$/gm) ?? []).map(read);

function read(lines: string): Said {
  const text = lines.trim().replaceAll(/\s+/g, ' ');
  const all = (pattern: RegExp): string[] =>
    [...text.matchAll(pattern)].map(([, word = '']) => word);
  return {
    text,
    bold: all(/\*\*([^*]+)\*\*/g),
    italic: all(/(?<!\*)\*([^*]+)\*(?!\*)/g),
    code: all(/`([^`]+)`/g),
  };
}

function only(all: readonly Said[], fits: (one: Said) => boolean, name: string): Said {
  const [found, ...others] = all.filter(fits);
  if (found !== undefined && others.length === 0) return found;
  throw new Error(`the guide says ${name} ${found === undefined ? 'nowhere' : 'twice'}`);
}
