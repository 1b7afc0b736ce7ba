import type { App } from '../app.ts';

/** Something that must be true of the app. */
export interface Rule {
  readonly id: string;
  /** What it demands, in a sentence. */
  readonly says: string;
  /** What of the app breaks it; nothing if all is well. */
  readonly findings: (app: App) => readonly string[];
}

/** The finding, unless the condition holds. */
export const unless = (holds: boolean, what: string): string[] => (holds ? [] : [what]);

/** The finding, unless both lists hold the same, in any order. */
export const unlessSame = (
  found: readonly string[],
  wanted: readonly string[],
  what: string,
): string[] =>
  unless(
    JSON.stringify([...found].sort()) === JSON.stringify([...wanted].sort()),
    `${what}: ${[...found].sort().join(', ')}`,
  );

/** "Capitalize only the first word and proper nouns"; acronyms and our own name stay as they are. */
export const isSentenceCase = (label: string): boolean =>
  /^\p{Lu}/u.test(label) &&
  label
    .replace(/^Signal Hooks$/, 'Signal')
    .split(' ')
    .slice(1)
    .every((word) => word === word.toLowerCase() || word === word.toUpperCase());
