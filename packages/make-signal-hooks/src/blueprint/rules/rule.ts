import type { Blueprint, MakeModule } from '../types.ts';
import { type Visit, visits } from './walk.ts';

/** Something that must be true of every blueprint. */
export interface Rule {
  readonly id: string;
  /** What it demands, in a sentence. */
  readonly says: string;
  /** What of the blueprint breaks it; nothing if all is well. */
  readonly findings: (blueprint: Blueprint) => readonly string[];
}

/** A rule about each module by itself. */
export const eachModule = (
  id: string,
  says: string,
  findings: (module: MakeModule, visit: Visit) => readonly string[],
): Rule => ({
  id,
  says,
  findings: ({ flow }) =>
    [...visits(flow)].flatMap((visit) =>
      findings(visit.module, visit).map(
        (what) => `module ${visit.module.id} (${visit.module.module}): ${what}`,
      ),
    ),
});

/** The finding, unless the condition holds. */
export const unless = (holds: boolean, what: string): string[] => (holds ? [] : [what]);
