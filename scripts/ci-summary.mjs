/**
 * Adds up what the suites of a CI run reported and prints the one closing line.
 * RESULTS names the folder with jest's reports, STATUS is 1 if any command failed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.RESULTS ?? '.';
const reports = readdirSync(folder).map((name) =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')),
);
const sum = (key) => reports.reduce((total, report) => total + report[key], 0);

const passed = sum('numPassedTests');
let failed = sum('numFailedTests') + sum('numRuntimeErrorTestSuites');
// A failed check, or a suite that left no report, is no test of its own but must show.
if (failed === 0 && (process.env.STATUS !== '0' || reports.length < 2)) failed = 1;
const skipped = sum('numPendingTests') + sum('numTodoTests');
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
if (passed === 0) process.exit(1);
