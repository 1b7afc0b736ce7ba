/**
 * `npm run test:e2e -- [--n8n oldest|newest] [jest arguments]`: the end-to-end tests, with one of the
 * two releases of n8n that the project is tried with; the newest by default.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isN8nRelease, N8N_RELEASES } from './support/tools.ts';

const CONFIG = fileURLToPath(new URL('../jest.e2e.config.mjs', import.meta.url));
const JEST = createRequire(import.meta.url).resolve('jest/bin/jest');

const { release, rest } = split(process.argv.slice(2));
if (release !== undefined && !isN8nRelease(release)) {
  process.stderr.write(`--n8n takes one of: ${N8N_RELEASES.join(', ')}.\n`);
  process.exit(2);
}
const env = { ...process.env, ...(release !== undefined && { SIGNAL_HOOKS_TEST_N8N: release }) };
const child = spawn(process.execPath, [JEST, '--config', CONFIG, ...rest], {
  stdio: 'inherit',
  env,
});
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGINT', () => undefined);
child.on('exit', (code) => process.exit(code ?? 1));

/** Takes `--n8n` out; everything else is for jest. */
function split(args: readonly string[]): { release: string | undefined; rest: string[] } {
  const options = { n8n: { type: 'string' } } as const;
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const given = tokens.findLast((token) => token.kind === 'option' && token.name === 'n8n');
  if (given?.kind !== 'option') return { release: undefined, rest: [...args] };
  const count = given.inlineValue === true ? 1 : 2;
  return {
    release: given.value ?? '',
    rest: args.filter((_arg, index) => index < given.index || index >= given.index + count),
  };
}
