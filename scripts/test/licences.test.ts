import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { type Folder, makeFolder } from '../../test/support/folder.ts';
import { expectNoneIn, readLicences, writeLicences } from '../licences/bundled.ts';
import { faultsOf, pageOf } from '../licences/compare.ts';

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder.path, path)), { recursive: true });
  writeFileSync(join(folder.path, path), text);
}

/** A program that imports two packages; only one has a licence file. */
function writeProgram(): void {
  write('main.js', "import { a } from 'a';\nimport { b } from '@scope/b';\nconsole.log(a, b);\n");
  write('node_modules/a/package.json', '{ "name": "a", "version": "1.2.3", "license": "ISC" }');
  write('node_modules/a/index.js', 'export const a = 1;\n');
  write('node_modules/a/LICENSE.md', 'Copyright somebody.\n');
  write('node_modules/@scope/b/package.json', '{ "name": "@scope/b", "version": "2.0.0" }');
  write('node_modules/@scope/b/index.js', 'export const b = 2;\n');
}

const bundle = async () => {
  const { metafile } = await build({
    ...{ absWorkingDir: folder.path, entryPoints: ['main.js'], outfile: 'built/main.js' },
    ...{ bundle: true, metafile: true, logLevel: 'silent' },
  });
  return metafile;
};

test('a bundle’s packages are listed with their texts', async () => {
  writeProgram();
  const file = join(folder.path, 'list.txt');
  const known = { licence: 'MIT', text: 'Copyright somebody else.' };
  writeLicences(file, await bundle(), folder.path, { '@scope/b': known });
  expect(readFileSync(file, 'utf8')).toBe(
    '# Licences of what is bundled here\n\n' +
      '## @scope/b - 2.0.0 (MIT)\n\nCopyright somebody else.\n\n' +
      '## a - 1.2.3 (ISC)\n\nCopyright somebody.\n',
  );
  expect(readLicences(file)).toEqual([
    { name: '@scope/b', version: '2.0.0', licence: 'MIT' },
    { name: 'a', version: '1.2.3', licence: 'ISC' },
  ]);
});

test('a package without a licence is not bundled', async () => {
  writeProgram();
  const metafile = await bundle();
  const list = (): void => writeLicences(join(folder.path, 'list.txt'), metafile, folder.path, {});
  expect(list).toThrow('@scope/b 2.0.0 is bundled, and has no licence');
});

test('a bundle that is said to have nothing of others is looked through', async () => {
  writeProgram();
  await bundle();
  const built = join(folder.path, 'built');
  expect(() => expectNoneIn(built)).toThrow(/node_modules\/(?:a|@scope\/b)\/index\.js$/);
  write('main.js', 'console.log(1);\n');
  await bundle();
  expect(() => expectNoneIn(built)).not.toThrow();
  expect(() => expectNoneIn(join(folder.path, 'node_modules/a/none'))).toThrow('nothing is built');
});

const ALLOWED = {
  licences: ['MIT', 'ISC'],
  exceptions: [{ package: 'odd', licence: 'WTFPL', why: 'It is never called.' }],
};
const MIT = { name: 'a', version: '1.0.0', licence: 'MIT' };
const ODD = { name: 'odd', version: '1.0.0', licence: 'WTFPL' };

test('a licence that is not allowed is named, but for exceptions that are there', () => {
  expect(faultsOf([MIT, ODD], ALLOWED)).toEqual([]);
  expect(faultsOf([MIT, ODD, { ...MIT, name: 'b', licence: 'GPL-3.0-only' }], ALLOWED)).toEqual([
    'b 1.0.0: GPL-3.0-only',
  ]);
  expect(faultsOf([ODD, { ...MIT, licence: '' }], ALLOWED)).toEqual(['a 1.0.0: no licence']);
  expect(faultsOf([{ ...ODD, name: 'other' }], ALLOWED)).toEqual([
    'other 1.0.0: WTFPL',
    'odd is an exception, but is not shipped',
  ]);
});

test('the page lists them by licence', () => {
  const page = pageOf(new Map([['Installed', [ODD, MIT, { ...MIT, name: 'A' }, MIT]]]));
  expect(page).toContain(
    '## Installed\n\n| licence | packages |\n|---|---|\n| MIT | A, a |\n| WTFPL | odd |\n',
  );
});
