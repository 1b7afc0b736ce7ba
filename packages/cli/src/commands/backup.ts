import { resolve } from 'node:path';
import { areDeliveriesPaused, backUp, restore, resumeDeliveries } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import { configOf, type DataOptions, withGateway } from '../open.ts';
import { faint, good, print, strong } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import {
  addConfirmOption,
  addDataOptions,
  addJsonOption,
  type JsonOptions,
} from './data-options.ts';

/** `signal-hooks backup|restore|resume`: a copy of a gateway's data, and its use elsewhere. */
export function addBackup(program: Command): void {
  addJsonOption(
    addDataOptions(
      program
        .command('backup')
        .argument('<folder>', 'where to, such as ./backup-2026-11-27; it must not exist yet')
        .description('copy database and key; the gateway may go on running'),
    ),
  ).action(takeBackup);
  addJsonOption(
    addDataOptions(
      program
        .command('restore')
        .argument('<backup>', 'a folder that `backup` made')
        .description('make a data folder of a back-up; its deliveries wait until `resume`'),
    ),
  ).action(restoreBackup);
  addConfirmOption(
    addDataOptions(
      program.command('resume').description('let the deliveries of a restored gateway start'),
    ),
  ).action(resume);
}

async function takeBackup(folder: string, options: DataOptions & JsonOptions): Promise<void> {
  const config = sqliteConfig(options, 'Back it up with pg_dump, and keep the key elsewhere.');
  const to = resolve(folder);
  const { withKey } = await backUp(config.dataDir, to, config.key);
  if (options.json) {
    print(
      JSON.stringify({ data: resolve(config.dataDir), backup: to, with_key: withKey }, null, 2),
    );
    return;
  }
  print(good(`✔ copied ${config.dataDir} to ${to}`));
  if (withKey) print('  The key is in it: whoever has this folder can read every secret.');
  else print('  The key is not in it: keep SIGNAL_HOOKS_KEY elsewhere.');
}

async function restoreBackup(backup: string, options: DataOptions & JsonOptions): Promise<void> {
  const config = sqliteConfig(options, 'Restore it with pg_restore, and serve with --no-deliver.');
  const from = resolve(backup);
  const { withKey } = await restore(from, config.dataDir, config.key);
  if (options.json) {
    const data = resolve(config.dataDir);
    const paused = areDeliveriesPaused(data);
    print(
      JSON.stringify({ backup: from, data, with_key: withKey, deliveries_paused: paused }, null, 2),
    );
    return;
  }
  print(good(`✔ restored into ${config.dataDir}`));
  print('  A gateway on it takes requests, but delivers nothing until you run:');
  print(`  ${strong(`signal-hooks resume --data ${config.dataDir}`)}`);
  print(faint('  Be sure that the gateway it was copied from has stopped: both would deliver.'));
  if (!withKey) print('  The back-up has no key: the gateway needs SIGNAL_HOOKS_KEY.');
}

async function resume(options: DataOptions & { readonly yes?: boolean }): Promise<void> {
  const { dataDir } = sqliteConfig(options, 'Start its gateways without --no-deliver.');
  const counts = await withGateway(options, ({ store }) => store.deliveries.countPending());
  if (!areDeliveriesPaused(dataDir)) {
    print('The deliveries of this gateway are not held back.');
    return;
  }
  const count = [...counts.values()].reduce((sum, each) => sum + each, 0);
  await confirm(
    `${count} pending deliveries to ${counts.size} subscriptions will be made. Go on?`,
    options.yes,
  );
  await resumeDeliveries(dataDir);
  print(good('✔ deliveries start; a running gateway begins within a second'));
}

function sqliteConfig(options: DataOptions, otherwise: string): ReturnType<typeof configOf> {
  const config = configOf(options);
  if (config.databaseUrl === null) return config;
  throw new UsageError(`This gateway's data is in PostgreSQL. ${otherwise}`);
}
