import type { Rejection } from '../../domain.ts';
import type { KnownSource } from '../../ready.ts';
import type { Page, PageRequest } from '../../store/store.ts';
import { checkProviderId } from '../known-provider.ts';
import { pageOf } from '../paging.ts';
import type { SourceDeps } from './deps.ts';
import { findKnown, withSigns } from './stored.ts';

/** Newest first. */
export async function listSources(
  deps: SourceDeps,
  filter: { readonly provider: string | null },
  page: PageRequest,
): Promise<Page<KnownSource>> {
  const { directory } = deps;
  await directory.refresh();
  checkProviderId(directory, filter.provider);
  const all = [...directory.sources(), ...directory.unusableSources()];
  const sources = (await withSigns(deps, all)).filter(
    ({ source }) => filter.provider === null || source.provider === filter.provider,
  );
  return pageOf('sources', sources, page, ({ source }) => source);
}

/** @throws {GatewayError} `source_not_found` */
export function getSource(deps: SourceDeps, id: string): Promise<KnownSource> {
  return findKnown(deps, id);
}

/** The refused requests that are still kept, newest first. @throws {GatewayError} `source_not_found` */
export async function listRejections(
  deps: SourceDeps,
  id: string,
  page: PageRequest,
): Promise<Page<Rejection>> {
  await findKnown(deps, id);
  return deps.store.accounts.listRejections(id, page);
}

/** Refused requests of all sources, newest first. */
export const listAllRejections = (
  { store }: Pick<SourceDeps, 'store'>,
  page: PageRequest,
): Promise<Page<Rejection>> => store.newest.rejections(page);
