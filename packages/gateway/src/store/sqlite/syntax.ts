import type { Syntax } from '../sql.ts';

/** What SQLite writes differently. */
export const SYNTAX: Syntax = {
  parameter: () => '?',
  later: (one, other) => `max(coalesce(${one}, ${other}), coalesce(${other}, ${one}))`,
};
