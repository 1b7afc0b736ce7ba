/**
 * Part of `npm run check`: the registry knows no weakness of a dependency that nobody has looked at.
 * Those that are no danger here are in `scripts/audit/allowed.json`, each with the reason and a date.
 *
 * Without an answer of the registry it says so and passes; with `--require-answer` it fails then.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { askRegistry } from './audit/ask.ts';
import { faultsOf } from './audit/compare.ts';

const { values } = parseArgs({
  options: {
    allowed: {
      type: 'string',
      default: fileURLToPath(new URL('audit/allowed.json', import.meta.url)),
    },
    'require-answer': { type: 'boolean', default: false },
  },
});

const answer = askRegistry(fileURLToPath(new URL('..', import.meta.url)));
if ('unanswered' in answer) {
  process.stdout.write(
    `skipped: the registry did not say what it knows of the dependencies: ${answer.unanswered}\n`,
  );
  process.exitCode = values['require-answer'] ? 1 : 0;
} else {
  const allowed = JSON.parse(readFileSync(values.allowed, 'utf8'));
  const faults = faultsOf(answer.advisories, allowed, new Date().toISOString().slice(0, 10));
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(
    `${answer.advisories.length} advisories, ${allowed.length} allowed, ${faults.length} faults\n`,
  );
  if (faults.length > 0) {
    process.stdout.write(
      'Take a corrected version: npm audit fix. Where none of it can happen here, say why in scripts/audit/allowed.json.\n',
    );
    process.exitCode = 1;
  }
}
