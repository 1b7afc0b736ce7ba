import { findProvider, type Provider } from '@signal-hooks/catalogue';
import type { Bundle, ZObject } from 'zapier-platform-core';
import { type Gateway, type Page, pageOf } from './gateway.ts';
import { type JsonObject, textOf } from './values.ts';

/** What a dropdown gets at a time; Zapier asks for more with the `paging_token`. */
export interface Choices {
  readonly results: readonly { readonly id: string; readonly label: string }[];
  readonly paging_token: string | null;
}

/** Where a dropdown's list goes on; absent at its beginning. */
export const pagingToken = ({ meta }: Bundle): string =>
  textOf((meta as { readonly paging_token?: unknown } | undefined)?.paging_token);

/** Most pages that are read at a time. */
const MAX_PAGES = 5;

/** What is used of a source. */
interface Source extends JsonObject {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
}

const isSource = (row: JsonObject): row is Source =>
  [row.id, row.name, row.provider].every((each) => typeof each === 'string');

/** Where all are listed, the provider tells sources of one name apart. */
function nameOf({ id, name, provider }: Source, listed: Provider | null): string {
  const own = name || id;
  return listed === null ? `${own} (${findProvider(provider)?.name ?? provider})` : own;
}

/** The sources of a provider, or all, for a trigger's form. */
export const sourceChoices =
  (provider: Provider | null) =>
  async (_z: ZObject, bundle: Bundle, gateway: Gateway): Promise<Choices> => {
    const found: Source[] = [];
    let cursor: string | null = pagingToken(bundle);
    for (let pages = 0; pages < MAX_PAGES && cursor !== null; pages += 1) {
      if (found.length > 0 && !gateway.hasTime) break;
      const page: Page<Source> = await gateway.call({
        path: 'sources',
        query: { limit: 100, provider: provider?.id, cursor },
        read: pageOf(isSource),
      });
      found.push(...page.rows);
      cursor = page.next;
    }
    return {
      results: found.map((source) => ({ id: source.id, label: nameOf(source, provider) })),
      paging_token: cursor,
    };
  };
