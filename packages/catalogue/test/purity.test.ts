import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = join(__dirname, '..', 'src');
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => [name, readFileSync(join(SOURCES, name), 'utf8')] as const);

/** What may not be bundled into an n8n node; a key of an object may be called so. */
const FORBIDDEN =
  /\b(?:process|globalThis|global|window|console|setTimeout|setInterval|setImmediate|queueMicrotask|fetch|require|__dirname|__filename|eval)\b(?!:)/;

/** The code without its comments and the texts in it. */
const codeOf = (source: string): string =>
  source.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|"(?:[^"\\\n]|\\.)*"/g,
    ' ',
  );

test('the sources were found', () => {
  expect(files.length).toBeGreaterThan(20);
});

test.each(files)('%s imports nothing but the catalogue and node:crypto', (_name, source) => {
  const imports = source.matchAll(/^(?:import|export)\b[^;]*?\bfrom\s+'([^']+)'/gm);
  const imported = [...imports].map(([, name]) => name);
  expect(source).not.toMatch(/\bimport\s*\(|^import\s+'/m);
  for (const name of imported) expect(name).toMatch(/^(?:\.{1,2}\/.+\.ts|node:crypto)$/);
});

test.each(files)('%s uses no process, clock, timer, console or network', (_name, source) => {
  const code = codeOf(source);
  expect(FORBIDDEN.exec(code)?.[0]).toBeUndefined();
  expect(code).not.toMatch(
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandom(?:Bytes|UUID)\b/,
  );
});
