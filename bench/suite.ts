import type { Figure, RowName } from './rows.ts';

/** Why a figure could not be taken on this machine. */
export interface Skipped {
  readonly skipped: string;
}

/** What measures some of the figures in one go. */
export interface Suite {
  readonly names: readonly RowName[];
  run(): Promise<Partial<Record<RowName, Figure | Skipped>>>;
}

/** Prints a line of detail. */
export const detail = (line: string): void => void process.stdout.write(`  ${line}\n`);

/** A rate, such as 12,345/s. */
export const rate = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;
