import type { AppendResult, AttemptOutcome, NewEvent } from '../../domain.ts';
import type { Database } from './database.ts';
import type { GroupWriter } from './group-writer.ts';
import type { SignsOfLife } from './signs-of-life.ts';

/** What an open store works with. */
export interface Server {
  readonly database: Database;
  /** For appending alone. */
  readonly writer: Database;
  readonly signs: SignsOfLife;
  readonly appends: GroupWriter<readonly NewEvent[], readonly AppendResult[]>;
  readonly outcomes: GroupWriter<readonly AttemptOutcome[], undefined>;
}

/** Time for statements that may touch many rows. */
export const LONG_TIMEOUT_MS = 60_000;
