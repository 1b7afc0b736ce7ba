import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Blueprint } from '../../../src/blueprint/types.ts';

const FOLDER = join(__dirname, '../../../blueprints');

/** The names of the committed files. */
export const committedNames = (): string[] => readdirSync(FOLDER).sort();

/** A committed file. */
export const committedText = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

/** A committed blueprint, by provider and destination. */
export const committed = (slug: string): Blueprint =>
  JSON.parse(committedText(`${slug}.blueprint.json`)) as Blueprint;

/** All committed blueprints, by file name. */
export const allCommitted = (): [name: string, blueprint: Blueprint][] =>
  committedNames()
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, JSON.parse(committedText(name)) as Blueprint]);
