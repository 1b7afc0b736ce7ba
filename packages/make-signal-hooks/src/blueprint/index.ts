/**
 * The Make scenario blueprints and their guide, generated from the catalogue: every provider,
 * and all of them at once through the gateway, with each destination that fits.
 *
 * @module
 */
import { destinationsOf } from './destinations/index.ts';
import { guide } from './guide.ts';
import { validate } from './rules/validate.ts';
import { blueprintOf, slugOf } from './scenario.ts';
import { SOURCES } from './sources.ts';

/** Where the files are committed, from the repository's root. */
const FOLDER = 'packages/make-signal-hooks/blueprints';

/**
 * The committed files: paths from the repository's root, and contents.
 * @throws {TypeError} for a blueprint that breaks a rule, or for an expression that
 *   Make cannot evaluate
 */
export function blueprintFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>([[`${FOLDER}/README.md`, guide()]]);
  for (const source of SOURCES) {
    for (const destination of destinationsOf(source)) {
      const blueprint = blueprintOf(source, destination);
      const slug = slugOf(source, destination);
      const [broken] = validate(blueprint);
      if (broken) throw new TypeError(`${slug}: ${broken.rule}: ${broken.what}`);
      files.set(`${FOLDER}/${slug}.blueprint.json`, `${JSON.stringify(blueprint, null, 2)}\n`);
    }
  }
  return files;
}
