import { findProvider, type Provider } from '@signal-hooks/catalogue';
import type { Bundle, Trigger, ZObject } from 'zapier-platform-core';
import { callGateway } from './gateway.ts';
import { guarded } from './guard.ts';

/** Most pages that are read for a list. */
const MAX_PAGES = 10;

/** The key of the hidden trigger that lists the sources of a provider, or all. */
export const sourcesKey = (provider: Provider | null): string =>
  provider === null ? 'sources' : `sources_${provider.id.replace('-', '_')}`;

/** A hidden trigger that fills the list of sources in a trigger's form. */
export const sourcesTrigger = (provider: Provider | null): Trigger => ({
  key: sourcesKey(provider),
  noun: 'Source',
  display: {
    label: `${provider === null ? '' : `${provider.name} `}Sources`,
    description: 'Lists the sources of the gateway for a dropdown.',
    hidden: true,
  },
  operation: {
    type: 'polling',
    perform: guarded((z, bundle) => listSources(z, bundle, provider)),
    sample: { id: 'src_01k9q2v7c5e8', name: 'Sales signals' },
    outputFields: [
      { key: 'id', label: 'ID', type: 'string' },
      { key: 'name', label: 'Name', type: 'string' },
    ],
  },
});

/** What is used of a source. */
interface Source {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
}

/** Where all are listed, the provider tells sources of one name apart. */
function nameOf({ id, name, provider }: Source, listed: Provider | null): string {
  const own = name || id;
  return listed === null ? `${own} (${findProvider(provider)?.name ?? provider})` : own;
}

async function listSources(
  z: ZObject,
  bundle: Bundle,
  provider: Provider | null,
): Promise<{ id: string; name: string }[]> {
  const found: Source[] = [];
  let cursor: string | null = '';
  for (let page = 0; page < MAX_PAGES && cursor !== null; page += 1) {
    const query: Record<string, string | number> = { limit: 100, cursor };
    const body = await callGateway(z, bundle, { path: 'sources', query });
    found.push(...body.data);
    cursor = body.next_cursor;
  }
  return found
    .filter((source) => provider === null || source.provider === provider.id)
    .map((source) => ({ id: source.id, name: nameOf(source, provider) }));
}
