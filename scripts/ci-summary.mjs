/**
 * Adds up what the suites of a CI run reported and prints the one closing line.
 * RESULTS names the folder with jest's reports, STATUS is 1 if any command failed. CI_RESULTS names a
 * file to write them to, for the page on testing: see site/results.ts.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = process.env.RESULTS ?? '.';
const names = readdirSync(folder);
const reports = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
const sum = (key) => reports.reduce((total, report) => total + report[key], 0);

const passed = sum('numPassedTests');
let failed = sum('numFailedTests') + sum('numRuntimeErrorTestSuites');
// A failed check, or a suite that left no report, is no test of its own but must show.
if (failed === 0 && (process.env.STATUS !== '0' || reports.length < 2)) failed = 1;
const skipped = sum('numPendingTests') + sum('numTodoTests');
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
if (process.env.CI_RESULTS) writeFileSync(process.env.CI_RESULTS, JSON.stringify(results()));
if (passed === 0) process.exit(1);

/** What was found, suite by suite. */
function results() {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  const suites = reports.map((report, at) => ({
    name: basename(names[at], '.json'),
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
    seconds:
      Math.max(...report.testResults.map(({ endTime }) => endTime - report.startTime)) / 1000,
  }));
  return { at: new Date().toISOString(), commit, node: process.version.slice(1), suites };
}
