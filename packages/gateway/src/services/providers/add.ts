import { isDeepStrictEqual } from 'node:util';
import { GatewayError } from '../../errors.ts';
import type { StorableDefinition } from './definition.ts';
import type { ProviderDeps } from './deps.ts';

/** Most definitions of the user's own: all of them are in memory, and in the list of providers. */
const MAX_OWN = 200;

/**
 * Stores a definition whose id is new. The same one once more is no change.
 * @throws {GatewayError} `conflict` if its id has another definition, or there are too many
 */
export async function addProvider(
  deps: ProviderDeps,
  { provider: { id }, text }: StorableDefinition,
): Promise<void> {
  const { store, directory } = deps;
  const now = deps.now();
  if (directory.providers.own.size >= MAX_OWN && !directory.providers.own.has(id)) {
    throw new GatewayError(
      'conflict',
      `There are ${MAX_OWN} definitions, and there can be no more. Remove one that no source uses (DELETE /v1/providers/{id}, or signal-hooks provider remove).`,
    );
  }
  const isNew = await store.providers.add({ id, definition: text, createdAt: now, updatedAt: now });
  await directory.refresh();
  if (isNew) return;
  const stored = directory.providers.own.get(id)?.stored.definition ?? 'null';
  if (isDeepStrictEqual(JSON.parse(stored), JSON.parse(text))) return;
  throw new GatewayError(
    'conflict',
    `The provider "${id}" has another definition. Change that one (API: PUT /v1/providers/${id}, command line: signal-hooks provider update ${id} --definition …), or give this one another id.`,
  );
}
