/**
 * The Make scenario blueprints and their guide, generated from the catalogue: every provider,
 * and all of them at once through the gateway, with each destination.
 *
 * @module
 */
import type { Destination } from './destinations/destination.ts';
import { googleSheets } from './destinations/google-sheets.ts';
import { hubspot } from './destinations/hubspot.ts';
import { slack } from './destinations/slack.ts';
import { guide } from './guide.ts';
import { validate } from './rules/validate.ts';
import { blueprintOf, slugOf } from './scenario.ts';
import { SOURCES } from './sources.ts';

const DESTINATIONS: readonly Destination[] = [googleSheets, slack, hubspot];

/** Where the files are committed, from the repository's root. */
const FOLDER = 'packages/make-signal-hooks/blueprints';

/**
 * The committed files: paths from the repository's root, and contents.
 * @throws {TypeError} for a blueprint that breaks a rule, or for a provider that signs with
 *   HMAC and has no expressions in dialect.ts
 */
export function blueprintFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>([[`${FOLDER}/README.md`, guide(SOURCES, DESTINATIONS)]]);
  for (const source of SOURCES) {
    for (const destination of DESTINATIONS) {
      const blueprint = blueprintOf(source, destination);
      const slug = slugOf(source, destination);
      const [broken] = validate(blueprint);
      if (broken) throw new TypeError(`${slug}: ${broken.rule}: ${broken.what}`);
      files.set(`${FOLDER}/${slug}.blueprint.json`, `${JSON.stringify(blueprint, null, 2)}\n`);
    }
  }
  return files;
}
