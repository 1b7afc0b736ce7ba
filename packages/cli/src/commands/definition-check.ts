import { andList, type Provider } from '@signal-hooks/catalogue';
import { checkedDefinition, type FieldProblem, GatewayError } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { readDefinition } from '../read-file.ts';
import { bad, good, print, tame } from '../terminal.ts';

interface CheckOptions {
  readonly preset?: string;
  readonly json?: boolean;
}

/** What `definition check --json` prints. */
interface CheckReport {
  readonly ok: boolean;
  readonly problems: readonly FieldProblem[];
}

/** `signal-hooks definition check`: says what is wrong with a definition, and what to write instead. */
export function addDefinitionCheck(definition: Command): void {
  definition
    .command('check')
    .description('check a definition; says by path what is wrong, and what to write there')
    .argument('<file>', 'the definition, as JSON; - for standard input')
    .option('--preset <id>', 'the preset that the definition starts from')
    .option('--json', 'print {ok, problems}')
    .action(async (file: string, { preset, json }: CheckOptions) => {
      const checked = check(await readDefinition(file), preset);
      const problems = 'problems' in checked ? checked.problems : [];
      const report: CheckReport = { ok: problems.length === 0, problems };
      if (json) print(JSON.stringify(report, null, 2));
      else if ('provider' in checked) printGood(checked.provider);
      else printProblems(file, problems);
      process.exitCode = report.ok ? 0 : 1;
    });
}

/** What came of it; paths are those in the file. */
function check(
  definition: unknown,
  preset: string | undefined,
): { readonly provider: Provider } | { readonly problems: readonly FieldProblem[] } {
  try {
    return { provider: checkedDefinition(definition, preset).provider };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return {
      problems: error.fields.map(({ path, message }) => ({
        path: path.replace(/^definition\.?/, ''),
        message,
      })),
    };
  }
}

function printGood({ id, name, signature, events, fields }: Provider): void {
  const types = Object.keys(events);
  print(good(`✔ ${tame(name)} (${id}) can be used`));
  print(`  signed      ${signature.form}, in the header ${signature.header}`);
  print(`  own fields  ${fields.length}`);
  if (types.length > 0) print(`  events      ${tame(andList(types), 400)}`);
}

function printProblems(file: string, problems: readonly FieldProblem[]): void {
  print(bad(`✖ ${file} cannot be used yet`));
  for (const { path, message } of problems) {
    print(`  ${path === '' ? 'the whole' : tame(path, 200)}: ${message}`);
  }
}
