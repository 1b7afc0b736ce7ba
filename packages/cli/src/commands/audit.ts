import { type AuditEntry, listAudit } from '@signal-hooks/client';
import { AUDITED_KINDS } from '@signal-hooks/gateway';
import { type Command, Option } from 'commander';
import { type ApiOptions, addApiOptions, withApi } from '../api.ts';
import { collectRows, readLimit, rowsOf } from '../lists.ts';
import { bad, faint, print, strong, tame } from '../terminal.ts';
import { readSince, shortTime } from '../time.ts';

interface AuditOptions extends ApiOptions {
  readonly since?: string;
  readonly until?: string;
  readonly kind?: (typeof AUDITED_KINDS)[number];
  readonly id?: string;
  readonly by?: string;
  readonly limit: string;
}

/** `signal-hooks audit list`: who has changed what. */
export function addAudit(program: Command): void {
  const audit = program.command('audit').description('who has changed what');
  addApiOptions(
    audit
      .command('list')
      .description('changes that were asked for, the newest first')
      .option('--since <time>', 'only since then: 30m, 2h, 7d, or ISO 8601')
      .option('--until <time>', 'only before then')
      .addOption(new Option('--kind <kind>', 'only of such objects').choices(AUDITED_KINDS))
      .option('--id <id>', 'only of this object, such as src_01k9…')
      .option('--by <id>', 'only by this token or session, such as tok_01k9…')
      .option('--limit <number>', 'how many', '25'),
  ).action(printEntries);
}

async function printEntries(options: AuditOptions): Promise<void> {
  const limit = readLimit(options.limit);
  const { since, until, kind, id, by } = options;
  const query = {
    since: since === undefined ? undefined : readSince(since),
    until: until === undefined ? undefined : readSince(until),
    ...{ kind, id, caller_id: by },
  };
  const entries = await withApi(options, (api) =>
    collectRows(rowsOf(api, (page) => listAudit({ ...query, ...page }), limit)),
  );
  if (options.json) print(JSON.stringify(entries, null, 2));
  else if (entries.length === 0) print('Nothing was changed.');
  else for (const entry of entries) printEntry(entry);
}

function printEntry(entry: AuditEntry): void {
  const { caller_kind: kind, caller_id: id, caller_name: name } = entry;
  const who = `${kind} ${tame(name, 60)}${id === null ? '' : ` (${id})`}`;
  const what = `${strong(entry.operation)} ${tame(entry.object_id ?? '', 64)}`;
  print(`${shortTime(entry.at)}  ${what}  ${faint(`by ${who}`)}`);
  if (entry.outcome === 'failed') print(`  ${bad(`✘ ${entry.error}`)}`);
  if (entry.outcome === 'started') print(`  ${bad('what came of it is not known')}`);
  const before: Readonly<Record<string, unknown>> = entry.before ?? {};
  const after: Readonly<Record<string, unknown>> = entry.after ?? {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const sides = [before, after].flatMap((side) =>
      key in side ? [tame(JSON.stringify(side[key]), 100)] : ['–'],
    );
    print(`  ${tame(key, 60)}: ${sides.join(' → ')}`);
  }
}
