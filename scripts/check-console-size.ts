/**
 * Part of `npm run check`: what a browser loads before the console's first page is shown stays small.
 * Measures the built, compressed files: the page, what it loads at once, the larger language, and the
 * larger one of the two pages that may come first.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { consoleFolder } from '@signal-hooks/console';

/** Compressed by gzip; in bytes. */
const LIMIT = 300_000;

const sizeOf = (name: string): number => statSync(`${consoleFolder}/${name}.gz`).size;
const assets = readdirSync(`${consoleFolder}/assets`).map((name) => `assets/${name}`);

/** The built file of this name, as `assets/name-hash.js`. @throws {Error} if there is none */
function built(name: string, ending: string): string {
  const pattern = new RegExp(`^assets/${name}-[\\w-]{8}\\.${ending}$`);
  const found = assets.find((asset) => pattern.test(asset));
  if (found === undefined)
    throw new Error(`the console has no ${name}.${ending}; run npm run build`);
  return found;
}

/** A file and everything that it imports statically. */
function withImports(name: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  const text = readFileSync(`${consoleFolder}/${name}`, 'utf8');
  for (const [, other] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) {
    withImports(`assets/${other}`, seen);
  }
  return seen;
}

const html = readFileSync(`${consoleFolder}/index.html`, 'utf8');
const atOnce = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(
  ([, name = '']) => name,
);
const total = (names: Iterable<string>): number =>
  [...names].reduce((sum, name) => sum + sizeOf(name), 0);

const first = new Set(['index.html', ...atOnce]);
for (const name of atOnce.filter((each) => each.endsWith('.js'))) withImports(name, first);
/** Those of the alternatives that come first, with what they add. */
const largest = (names: readonly string[]): number =>
  Math.max(
    ...names.map((name) => total(new Set([...withImports(name)].filter((one) => !first.has(one))))),
  );

const size =
  total(first) +
  largest([built('en', 'js'), built('ru', 'js')]) +
  largest([built('home', 'js'), built('sign-in', 'js')]);
const kilobytes = (size / 1000).toFixed(1);
process.stdout.write(`first load: ${kilobytes} kB gzipped of ${LIMIT / 1000} kB\n`);
if (size > LIMIT) {
  process.stdout.write('Load what the first page does not need when it is needed: import().\n');
  process.exitCode = 1;
}
