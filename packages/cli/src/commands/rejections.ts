import { type Client, listRejections, listSources, type Rejection } from '@signal-hooks/client';
import type { Command } from 'commander';
import { type ApiOptions, addApiOptions, withApi } from '../api.ts';
import { collectRows, readLimit, rowsOf } from '../lists.ts';
import { print, strong, tame } from '../terminal.ts';
import { shortTime } from '../time.ts';

interface RejectionOptions extends ApiOptions {
  readonly limit: string;
}

/** `signal-hooks rejections [source]`: requests that were refused, and why. */
export function addRejections(program: Command): void {
  addApiOptions(
    program
      .command('rejections')
      .argument('[source]', 'only of this source, such as src_01k9…')
      .description('requests that sources refused, and why, the newest first')
      .option('--limit <number>', 'how many', '25'),
  ).action(printRejections);
}

async function printRejections(
  source: string | undefined,
  options: RejectionOptions,
): Promise<void> {
  const limit = readLimit(options.limit);
  const found = await withApi(options, async (api) => {
    const ids = source === undefined ? await sourceIds(api) : [source];
    const lists = await Promise.all(
      ids.map((id) => collectRows(rowsOf(api, (page) => listRejections(id, page), limit))),
    );
    return lists.flat().sort(newestFirst).slice(0, limit);
  });
  if (options.json) print(JSON.stringify(found, null, 2));
  else if (found.length === 0) print('No request was refused.');
  for (const { at, source_id, code, explanation } of options.json ? [] : found) {
    print(`${shortTime(at)}  ${source_id}  ${strong(code)}`);
    print(`  ${tame(explanation, 500)}`);
  }
}

const sourceIds = async (api: Client): Promise<string[]> =>
  (await collectRows(rowsOf(api, listSources, Number.MAX_SAFE_INTEGER))).map(({ id }) => id);

const newestFirst = (a: Rejection, b: Rejection): number => b.at.localeCompare(a.at);
