import type { Command } from 'commander';

/** Adds the options that say which gateway's data a command works on. */
export function addDataOptions(command: Command): Command {
  return command
    .option('--data <folder>', 'data folder (default: SIGNAL_HOOKS_DATA or .signal-hooks/data)')
    .option(
      '--database-url <url>',
      'postgres://… or sqlite:<folder> (default: SIGNAL_HOOKS_DATABASE_URL, or SQLite in the data folder)',
    )
    .option('--url <url>', 'public URL of the gateway (default: SIGNAL_HOOKS_URL)');
}

/** Adds the option that allows a command to make a store where there is none. */
export function addCreateOption(command: Command): Command {
  return command.option('--create', 'make a new, empty database if there is none');
}

/** Options of commands that can print JSON. */
export interface JsonOptions {
  readonly json?: boolean;
}

/** Adds the option that prints what the API shows, for programs. */
export function addJsonOption(command: Command): Command {
  return command.option('--json', 'print JSON');
}

/** Adds the option that answers the question before something that cannot be undone. */
export function addConfirmOption(command: Command): Command {
  return command.option('--yes', 'do it without asking');
}

/** Collects an option that may be repeated. */
export const collect = (value: string, all: readonly string[]): string[] => [...all, value];
