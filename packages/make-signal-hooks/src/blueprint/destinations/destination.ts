import type { Source } from '../sources.ts';
import type { Step } from '../types.ts';

/** Where a scenario brings its events. */
export interface Destination {
  /** File names end with it. */
  readonly slug: string;
  readonly name: string;
  /** Modules that run for one event, at most. */
  readonly credits: number;
  /** Whether it can do something with the events of this source; absent: with any. */
  readonly fits?: (source: Source) => boolean;
  /** What runs for each new event, after the sender has its answer. */
  readonly steps: (source: Source) => readonly Step[];
  /** What the user has to do for it after the import. */
  readonly clicks: readonly string[];
  /** What is particular about it with events of this source. */
  readonly notes?: (source: Source) => readonly string[];
}
