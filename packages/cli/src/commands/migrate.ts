import { migrateToPostgres } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { configOf, type DataOptions } from '../open.ts';
import { faint, good, print, printTable, report, strong } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addJsonOption, type JsonOptions } from './data-options.ts';

interface MigrateOptions extends DataOptions, JsonOptions {
  readonly to: string;
}

/** `signal-hooks migrate`: the data of a stopped gateway, from SQLite to PostgreSQL. */
export function addMigrate(program: Command): void {
  addJsonOption(
    program
      .command('migrate')
      .description('move the data of a stopped gateway from SQLite to PostgreSQL')
      .requiredOption(
        '--to <url>',
        'postgres://… of an empty database; PGPASSWORD may hold the password',
      )
      .option('--data <folder>', 'data folder (default: SIGNAL_HOOKS_DATA or .signal-hooks/data)'),
  ).action(migrate);
}

async function migrate({ to, data, json }: MigrateOptions): Promise<void> {
  if (!/^postgres(?:ql)?:\/\//.test(to) || !URL.canParse(to)) {
    throw new UsageError(
      '--to takes a URL such as postgres://user@host:5432/database. In a password, write %23 for #, %2F for / and %3F for ?.',
    );
  }
  // The gateway's variables may name the new database already.
  const config = { ...configOf(data === undefined ? {} : { data }), databaseUrl: null };
  const tables = await migrateToPostgres(config, to, {
    onCopied: (table) => report(faint(`  copied ${table}`)),
  });
  if (json) {
    print(JSON.stringify({ tables, kept: `${config.dataDir}/gateway.db.migrated` }, null, 2));
    return;
  }
  printTable([
    ['table', 'rows', 'SHA-256 in both'].map(strong),
    ...tables.map(({ name, rows, sha256 }) => [name, String(rows), sha256.slice(0, 16)]),
  ]);
  print(good('✔ everything is in PostgreSQL, and the same as it was'));
  const [variable, value] =
    config.key === undefined
      ? ['SIGNAL_HOOKS_KEY_FILE', `${config.dataDir}/key`]
      : ['SIGNAL_HOOKS_KEY', 'as until now: without it no secret can be opened'];
  print('  Start the gateway with these variables, and every command too:');
  printTable(
    [
      ['SIGNAL_HOOKS_DATABASE_URL', 'the URL that you gave, with its password'],
      [variable, value],
    ],
    '    ',
  );
  print(
    `  ${config.dataDir}/gateway.db.migrated is what it was before: delete it when all is well.`,
  );
}
