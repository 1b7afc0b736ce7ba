import { writeFile } from 'node:fs/promises';
import { ApiError } from '@signal-hooks/client';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { type ApiOptions, addApiOptions, withApi } from '../api.ts';
import { confirm } from '../confirm.ts';
import { exported } from '../gateway-file/export.ts';
import { type Plan, planOf } from '../gateway-file/plan.ts';
import { type ReadFile, readGatewayFile } from '../gateway-file/read.ts';
import type { Shown, Step } from '../gateway-file/step.ts';
import { bad, faint, good, print, strong, tame } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addConfirmOption, addCreateOption } from './data-options.ts';

interface ApplyOptions extends ApiOptions {
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly yes?: boolean;
}

/** `signal-hooks apply|export`: a gateway's configuration as a file. */
export function addApply(program: Command): void {
  addConfirmOption(
    addCreateOption(
      addApiOptions(
        program
          .command('apply')
          .argument(
            '<file>',
            'such as gateway.yaml; docs/reference/gateway-file.schema.json describes it',
          )
          .description('make the gateway what a file says; twice changes nothing')
          .option('--dry-run', 'only show the difference')
          .option('--prune', 'also remove what the file does not have'),
      ),
    ),
  ).action(apply);
  addApiOptions(
    program
      .command('export')
      .description('write what a gateway has as a file for `apply`, without secrets')
      .option('--out <file>', 'write to a new file instead of standard output'),
  ).action(writeExport);
}

async function writeExport({
  out,
  ...options
}: ApiOptions & { readonly out?: string }): Promise<void> {
  const text = await withApi(options, exported);
  const written = options.json ? `${JSON.stringify(parse(text), null, 2)}\n` : text;
  if (out === undefined) process.stdout.write(written);
  else {
    await writeFile(out, written, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? new UsageError(`${out} exists already.`) : error;
    });
  }
}

async function apply(path: string, options: ApplyOptions): Promise<void> {
  const read = await readGatewayFile(path);
  await withApi(options, async (api) => {
    const plan = await planOf(api, read);
    const removed = options.prune === true ? plan.others : [];
    const steps = [...plan.steps, ...removed];
    if (options.dryRun === true) {
      if (options.json)
        print(
          JSON.stringify(
            steps.map((step) => seen(step)),
            null,
            2,
          ),
        );
      else printPlan(steps, plan, removed.length === 0);
      return;
    }
    if (removed.length > 0 && options.yes !== true) printPlan(removed, plan, false);
    if (removed.length > 0) {
      await confirm(
        `${removed.length} are removed, with what belongs to them. Go on?`,
        options.yes,
      );
    }
    const done: object[] = [];
    for (const step of steps) {
      const shown = await step.run(api, plan.ids).catch((error: Error) => {
        throw new Error(whyNot(step, error, read, done.length > 0), { cause: error });
      });
      done.push(seen(step, shown));
      if (!options.json) printDone(step, shown);
    }
    if (options.json) print(JSON.stringify(done, null, 2));
    else printRest(steps.length, plan, removed.length === 0);
  });
}

/** What the gateway refuses, by its place in the file. */
function whyNot(
  { path, what, name }: Step,
  error: Error,
  { at }: ReadFile,
  isPart: boolean,
): string {
  const { cause } = error;
  const fields = cause instanceof ApiError && path !== null ? cause.fields : [];
  const problems = fields.map((field) => `${at(`${path}.${field.path}`)}: ${field.message}`);
  const where = path === null ? '' : `${at(path)}: `;
  return [
    ...(problems.length > 0 ? problems : [`${where}${what} “${tame(name)}”: ${error.message}`]),
    ...(isPart ? ['What came before it is done. Run it again when it is corrected.'] : []),
  ].join('\n');
}

/** A step as `--json` shows it. */
const seen = ({ action, what, name, details }: Step, shown: Shown | null = null): object => ({
  action,
  what,
  name,
  details,
  ...shown,
});

const SIGNS = { add: good('+'), change: strong('~'), remove: bad('-') } as const;
const DONE = { add: 'added', change: 'changed', remove: 'removed' } as const;

function printPlan(steps: readonly Step[], plan: Plan, hasOthers: boolean): void {
  for (const { action, what, name, details } of steps) {
    print(`${SIGNS[action]} ${what} ${strong(tame(name))}`);
    for (const detail of details) print(`    ${tame(detail, 300)}`);
  }
  printRest(steps.length, plan, hasOthers);
}

function printDone({ action, what, name }: Step, shown: Shown | null): void {
  print(good(`✔ ${DONE[action]} ${what} ${tame(name)}`));
  if (shown === null) return;
  if (typeof shown.ingest_url === 'string') print(`    ingest URL  ${shown.ingest_url}`);
  for (const [what, text] of [
    ['secret    ', shown.secret],
    ['token     ', shown.token],
  ] as const) {
    if (typeof text === 'string')
      print(`    ${what}  ${strong(text)}  ${faint('(not shown again)')}`);
  }
}

function printRest(count: number, { others }: Plan, hasOthers: boolean): void {
  if (count === 0) print('The gateway is as the file says.');
  if (!hasOthers || others.length === 0) return;
  print(faint(`Not in the file, and left as they are (--prune removes them):`));
  for (const { what, name, details } of others)
    print(faint(`  ${what} ${tame(name)}  ${details[0]}`));
}
