import { existsSync } from 'node:fs';
import {
  AnswerError,
  type CapturedRequest,
  type LearnedDefinition,
  type LearnOptions,
  type LearnQuestion,
  learnDefinition,
  readCaptured,
} from '@signal-hooks/catalogue';
import type { Command } from 'commander';
import { formatJson } from '../format-json.ts';
import { headersFileOf, readHeadersFile } from '../header-lines.ts';
import { readBody, readSecret } from '../read-file.ts';
import { faint, good, print, report, strong, tame } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { collect } from './data-options.ts';

interface LearnCommandOptions {
  readonly headers: readonly string[];
  readonly secretFile?: string;
  readonly id?: string;
  readonly name?: string;
  readonly answer: readonly string[];
  readonly json?: boolean;
}

/** `signal-hooks definition learn`: proposes a definition of a product that nobody described. */
export function addDefinitionLearn(definition: Command): void {
  definition
    .command('learn')
    .description('propose a definition of a product from captured requests; prints it as JSON')
    .argument('<body...>', 'files with the raw bodies of its requests, - for standard input')
    .option(
      '--headers <file>',
      "file with their headers, 'Name: value' in each line; repeat for each body (default: the one that capture wrote beside it)",
      collect,
      [],
    )
    .option(
      '--secret-file <file>',
      'file with the shared secret, or the public key: the way of signing is tried',
    )
    .option('--id <id>', 'its id, such as acme-alerts')
    .option('--name <name>', 'what the product is called')
    .option('--answer <about=answer>', 'answer to a question; repeat for more', collect, [])
    .option('--json', 'print {definition, questions, notes}')
    .action(async (bodies: string[], options: LearnCommandOptions) => {
      const learned = await learn(bodies, options);
      if (options.json) {
        print(JSON.stringify(learned, null, 2));
        return;
      }
      print(formatJson(learned.definition));
      reportOn(learned);
    });
}

async function learn(
  bodies: readonly string[],
  options: LearnCommandOptions,
): Promise<LearnedDefinition> {
  const requests = await readAll(bodies, options.headers);
  const { id, name, secretFile } = options;
  if (id !== undefined && !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    throw new UsageError(`--id ${id} is no id. Write lower-case words joined by hyphens: acme-crm`);
  }
  const secret = secretFile === undefined ? undefined : await readSecret(secretFile);
  const given: LearnOptions = {
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...(secret !== undefined && { secret }),
    answers: Object.fromEntries(options.answer.map(parseAnswer)),
  };
  try {
    return learnDefinition(requests, given);
  } catch (error) {
    if (error instanceof AnswerError) throw new UsageError(`--answer: ${error.message}`);
    throw error;
  }
}

async function readAll(
  bodies: readonly string[],
  headerFiles: readonly string[],
): Promise<CapturedRequest[]> {
  if (headerFiles.length > 0 && headerFiles.length !== bodies.length) {
    throw new UsageError(
      `There are ${bodies.length} bodies and ${headerFiles.length} files of headers. Give --headers once for each body, in the same order.`,
    );
  }
  const requests = bodies.map((body, at) => readRequests(body, headerFiles[at]));
  return (await Promise.all(requests)).flat();
}

/** The request of one body; of a list one for each item. */
async function readRequests(
  file: string,
  given: string | undefined,
): Promise<readonly CapturedRequest[]> {
  const beside = headersFileOf(file);
  const headersFile = given ?? (file !== '-' && existsSync(beside) ? beside : undefined);
  const body = await readBody(file);
  const headers = headersFile === undefined ? undefined : await readHeadersFile(headersFile);
  const captured = readCaptured(body, headers);
  if (!captured.ok) throw new UsageError(`${file}: ${captured.explanation}`);
  if (captured.requests.length > 0) return captured.requests;
  throw new UsageError(`${file}: The list is empty. Capture a request with an event in it.`);
}

function parseAnswer(text: string): readonly [about: string, answer: string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`"${text}" is no answer. Write --answer about=answer.`);
  return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}

/** What is no part of the definition goes to standard error: it may be written to a file. */
function reportOn({ definition, questions, notes }: LearnedDefinition): void {
  report(good(`✔ a definition of ${tame(definition.name)}`));
  for (const note of notes) report(`  ${note}`);
  if (questions.length === 0) return;
  report();
  report(strong('It is not sure of this:'));
  for (const question of questions) reportQuestion(question);
  report();
  report(
    faint("  Another answer: --answer 'about=answer', with what is in front of the question."),
  );
}

function reportQuestion({ about, question, options, chosen }: LearnQuestion): void {
  report(`  ${about}: ${question}`);
  for (const { answer, example } of options) {
    const mark = answer === chosen ? '●' : '○';
    const shown = example === undefined ? '' : faint(`  ${tame(example)}`);
    report(`    ${mark} ${tame(answer, 200)}${shown}`);
  }
}
