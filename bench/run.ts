/**
 * `npm run bench -- [name…] [--all] [--json file]`: figures of the table in `rows.ts`, each against a
 * peer in the same run. Without names it takes all that do not last minutes; `--all` takes those too.
 * `--json` writes `{name: {ours, peer, ratio, aim}}`.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import {
  aimText,
  type Figure,
  isReached,
  isRowName,
  ROWS,
  type Row,
  type RowName,
  show,
} from './rows.ts';
import type { Skipped, Suite } from './suite.ts';
import { SUITES } from './suites/index.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean', default: false }, json: { type: 'string' } },
});
const unknown = positionals.filter((word) => !isRowName(word));
if (unknown.length > 0) {
  const names = Object.keys(ROWS).join(', ');
  process.stderr.write(`There is no figure ${unknown.join(', ')}. There are: ${names}.\n`);
  process.exit(2);
}

function isWanted(name: RowName): boolean {
  if (positionals.length > 0) return positionals.includes(name);
  const row: Row = ROWS[name];
  return options.all || row.isLong !== true;
}

const measured: Partial<Record<RowName, Figure & { readonly aim: string }>> = {};

/** Three digits are more than such figures are worth. */
const round = (value: number | null): number | null =>
  value === null ? null : Number(value.toPrecision(3));

function report(name: RowName, result: Figure | Skipped): void {
  const row: Row = ROWS[name];
  if ('skipped' in result) {
    print(`${name}: SKIPPED: ${result.skipped}`);
    return;
  }
  const aim = aimText(row);
  const [ours, peer, ratio] = [result.ours, result.peer, result.ratio].map(round);
  measured[name] = { ours: ours ?? Number.NaN, peer: peer ?? null, ratio: ratio ?? null, aim };
  const beside = result.peer === null ? '' : `, peer ${show(peer ?? 0, row.unit)}, ratio ${ratio}`;
  const verdict = isReached(row, result) ? 'reached' : 'not reached';
  print(`${name}: ours ${show(ours ?? 0, row.unit)}${beside} (aim ${aim}: ${verdict})`);
}

async function runSuite({ names, run }: Suite): Promise<void> {
  const wanted = names.filter(isWanted);
  if (wanted.length === 0) return;
  print('');
  for (const name of wanted) {
    const { what, peer }: Row = ROWS[name];
    print(`${name}: ${what}${peer === null ? '' : `; peer: ${peer}`}`);
  }
  try {
    const results = await run();
    for (const name of wanted) report(name, results[name] ?? { skipped: 'not measured' });
  } catch (error) {
    process.exitCode = 1;
    print(`${wanted.join(', ')}: FAILED: ${error instanceof Error ? error.message : error}`);
  }
  if (options.json === undefined) return;
  await writeFile(options.json, `${JSON.stringify(measured, null, 2)}\n`);
}

const processor = cpus()[0]?.model ?? 'unknown processor';
print(
  `node ${process.version}, ${availableParallelism()} cores, ${processor}, load ${loadavg()[0]?.toFixed(2)}`,
);
for (const suite of SUITES) await runSuite(suite);
