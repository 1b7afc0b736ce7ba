import type { Source } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import { type KnownSource, openSource, type ReadySource } from '../../ready.ts';
import type { ServiceDeps } from '../deps.ts';
import type { Change } from './change.ts';

/** @throws {GatewayError} `conflict` with the reason */
export function usable(known: KnownSource): ReadySource {
  if ('problem' in known) throw new GatewayError('conflict', known.problem);
  return known;
}

/** @throws {GatewayError} `source_not_found`, or `conflict` if it is unusable */
export async function findReady(deps: ServiceDeps, id: string): Promise<ReadySource> {
  return usable(await findKnown(deps, id));
}

/** @throws {GatewayError} `source_not_found` */
export async function findKnown(deps: ServiceDeps, id: string): Promise<KnownSource> {
  const { directory } = deps;
  await directory.refresh();
  const known = (await directory.source(id)) ?? directory.unusableSource(id);
  if (known === undefined) throw new GatewayError('source_not_found');
  const [current = known] = await withSigns(deps, [known]);
  return current;
}

/** The directory knows no signs of life: they change with every event, without a new version. */
export async function withSigns<Known extends KnownSource>(
  deps: ServiceDeps,
  all: readonly Known[],
): Promise<Known[]> {
  const rows = new Map((await deps.store.accounts.listSources()).map((row) => [row.id, row]));
  return all.map((known) => {
    const { lastEventAt, lastPingAt } = rows.get(known.source.id) ?? known.source;
    return { ...known, source: { ...known.source, lastEventAt, lastPingAt } };
  });
}

export async function putSource(deps: ServiceDeps, source: Source): Promise<void> {
  await deps.store.accounts.putSource(source);
  await deps.directory.refresh();
}

/**
 * Changes the source as it is in the store now: another gateway may have changed it since it
 * was read, and asking a provider takes seconds. Secrets that have expired are left out for
 * good.
 * @throws {GatewayError} `source_not_found`, or `conflict` if it has become unusable
 */
export async function changeStored(
  deps: ServiceDeps,
  id: string,
  change: Change,
): Promise<ReadySource> {
  const { store, directory, vault, now } = deps;
  const changed = await store.accounts.changeSource(id, (row) => {
    const opened = openSource(row, directory.providers, vault, now());
    if ('problem' in opened) throw new GatewayError('conflict', opened.problem);
    const { source, secrets } = change(opened);
    const kept = { ...secrets, retiring: secrets.retiring.filter(({ until }) => until > now()) };
    return { ...source, sealed: vault.seal(kept, id) };
  });
  if (changed === null) throw new GatewayError('source_not_found');
  await directory.refresh();
  return findReady(deps, id);
}
