/**
 * The parts of the Make custom app that follow from the catalogue: forms, interfaces, samples
 * and the fields of each provider. The rest of `app/` is written by hand.
 *
 * @module
 */
import { listForm, webhookForm } from './form.ts';
import { type Json, toJson } from './json.ts';
import { ownFields, recordInterface, sampleBundle } from './record.ts';

/** The app's folder, from the repository's root. */
const FOLDER = 'packages/make-signal-hooks/app';

/** The committed files: paths from the repository's root, and contents. */
export function appFiles(): ReadonlyMap<string, string> {
  const files: Readonly<Record<string, Json>> = {
    'webhooks/signals/signals.params': webhookForm(),
    'modules/watch-new-signals/watch-new-signals.interface': recordInterface(),
    'modules/watch-new-signals/watch-new-signals.samples': sampleBundle(),
    'modules/list-events/list-events.mappable-params': listForm(),
    'modules/list-events/list-events.interface': recordInterface(),
    'modules/list-events/list-events.samples': sampleBundle(),
    'rpcs/own-fields/own-fields.communication': ownFields(),
  };
  return new Map(
    Object.entries(files).map(([name, content]) => [`${FOLDER}/${name}.iml.json`, toJson(content)]),
  );
}
