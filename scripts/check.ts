/**
 * `npm run check`: types, lint, dead code, generated files, links, words and package checks, one
 * after the other. All run even if one fails; the exit status tells whether any did.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is published, and so checked as a package. */
const PUBLISHED = ['catalogue', 'client', 'console', 'emulator', 'gateway', 'demo', 'cli'];

const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['types', 'tsc', '--build'],
  ['lint and format', 'biome', 'check', '--error-on-warnings'],
  ['dead code', 'knip'],
  ['registry of providers', 'node', 'scripts/generate/registry.ts', '--check'],
  ['version', 'node', 'scripts/generate/version.ts', '--check'],
  ['generated files', 'node', 'scripts/generate/index.ts', '--check'],
  ['links', 'node', 'scripts/check-links.ts'],
  ['words', 'node', 'scripts/check-words.ts'],
  ['Russian pages', 'node', 'scripts/check-russian.ts'],
  ['site', 'node', 'site/build.ts'],
  ['size of the console', 'node', 'scripts/check-console-size.ts'],
  ['pictures', 'node', 'scripts/check-pictures.ts'],
  ['licences', 'node', 'scripts/check-licences.ts'],
  ['secrets', 'node', 'scripts/check-secrets.ts'],
  ['known weaknesses', 'node', 'scripts/check-audit.ts'],
  ...PUBLISHED.map(
    (name) => [`package ${name}`, 'publint', '--strict', `packages/${name}`] as const,
  ),
  ...PUBLISHED.map(
    (name) =>
      [
        `types of ${name}`,
        'attw',
        '--profile',
        'esm-only',
        '--quiet',
        '--pack',
        `packages/${name}`,
      ] as const,
  ),
];

const failed = checks.filter(([name, command, ...args]) => {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
  if (status !== 0) process.stdout.write(`${stdout}${stderr}\n`);
  // What could not be checked does not pass without a word.
  for (const [line] of stdout.matchAll(/^skipped: .+$/gm)) process.stdout.write(`       ${line}\n`);
  return status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;
