import { type Provider, textOf } from '@signal-hooks/catalogue';
import { listSources, sourceLabel, sourceName } from '@signal-hooks/client';
import type { Bundle, ZObject } from 'zapier-platform-core';
import type { Gateway } from './gateway.ts';

/** What a dropdown gets at a time; Zapier asks for more with the `paging_token`. */
export interface Choices {
  readonly results: readonly { readonly id: string; readonly label: string }[];
  readonly paging_token: string | null;
}

/** Where a dropdown's list goes on; undefined at its beginning. */
export const pagingToken = ({ meta }: Bundle): string | undefined =>
  textOf((meta as { readonly paging_token?: unknown } | undefined)?.paging_token) || undefined;

/** Most pages that are read at a time. */
const MAX_PAGES = 5;

/** The sources of a provider, or all, for a trigger's form. */
export const sourceChoices =
  (provider: Provider | null) =>
  async (_z: ZObject, bundle: Bundle, gateway: Gateway): Promise<Choices> => {
    const label = provider === null ? sourceLabel : sourceName;
    const results: { id: string; label: string }[] = [];
    let next: string | null = null;
    const page = (cursor = pagingToken(bundle)) =>
      listSources({ limit: 100, provider: provider?.id, cursor }).pick('id', 'name', 'provider');
    for await (const { data, next_cursor } of gateway.pages(page, MAX_PAGES)) {
      results.push(...data.map((source) => ({ id: source.id, label: label(source) })));
      next = next_cursor;
      if (results.length > 0 && !gateway.hasTime) break;
    }
    return { results, paging_token: next };
  };
