import { isDeepStrictEqual } from 'node:util';
import { GatewayError } from '../../errors.ts';
import type { StorableDefinition } from './definition.ts';
import type { ProviderDeps } from './deps.ts';

/**
 * Stores a definition whose id is new. The same one once more is no change.
 * @throws {GatewayError} `conflict` if its id has another definition
 */
export async function addProvider(
  deps: ProviderDeps,
  { provider: { id }, text }: StorableDefinition,
): Promise<void> {
  const { store, directory } = deps;
  const now = deps.now();
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
