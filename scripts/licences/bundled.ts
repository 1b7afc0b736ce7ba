/**
 * What a bundle has in it of others, as a text file beside it: their licences ask for a copy. Vite
 * writes the same for the console.
 */
import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENCE_FILE = /^(?:licen[cs]e|copying)/i;

/** What every bundle with packages of others has beside it. */
export const LICENCES_FILE = 'third-party-licences.txt';

/** A package, and the SPDX identifier of its licence. */
export interface Licensed {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** What is known from elsewhere of a package that says nothing itself. */
export type Unnamed = Readonly<Record<string, { readonly licence: string; readonly text: string }>>;

/** The part of esbuild's metafile that is read here. */
interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>
  >;
}

/**
 * Writes the list of a bundle that esbuild has made.
 *
 * @param folder the one that the metafile's paths begin at
 * @throws {Error} if a package has no licence, or no text of it
 */
export function writeLicences(
  file: string,
  metafile: Metafile,
  folder: string,
  unnamed: Unnamed,
): void {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  const sections = new Map<string, string>();
  for (const path of inputs) {
    const [, at] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
    if (at === undefined) continue;
    const { name, version, licence, text } = read(join(folder, at), unnamed);
    sections.set(`${name} - ${version} (${licence})`, text);
  }
  const parts = [...sections].sort(([a], [b]) => (a < b ? -1 : 1));
  const list = parts.map(([title, text]) => `## ${title}\n\n${text.trim()}\n`);
  writeFileSync(file, ['# Licences of what is bundled here\n', ...list].join('\n'));
}

function read(folder: string, unnamed: Unnamed): Licensed & { readonly text: string } {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  const { name, version, license } = JSON.parse(manifest);
  const known = unnamed[name];
  if (license === undefined && known !== undefined) return { name, version, ...known };
  const found = readdirSync(folder).find((one) => LICENCE_FILE.test(one));
  if (license === undefined || found === undefined) {
    throw new Error(`${name} ${version} is bundled, and has no licence or no text of it`);
  }
  return { name, version, licence: license, text: readFileSync(join(folder, found), 'utf8') };
}

/** The packages in a list that {@link writeLicences} or Vite has written. */
export function readLicences(file: string): Licensed[] {
  const titles = readFileSync(file, 'utf8').matchAll(/^## (\S+) - (\S+) \((.+)\)$/gm);
  return [...titles].map(([, name = '', version = '', licence = '']) => ({
    ...{ name, version, licence },
  }));
}

/**
 * esbuild writes the path of each module above it, unless it minifies.
 * @throws {Error} if a bundle has a package of others: its licence would be missing
 */
export function expectNoneIn(folder: string): void {
  const files = globSync('**/*.js', { cwd: folder });
  if (files.length === 0) throw new Error(`nothing is built in ${folder}`);
  for (const file of files) {
    const [found] =
      /^\s*\/\/ \S*node_modules\/\S+$/m.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
    if (found !== undefined) {
      throw new Error(
        `${join(folder, file)} has a package without its licence: ${found.trim().slice(3)}`,
      );
    }
  }
}
