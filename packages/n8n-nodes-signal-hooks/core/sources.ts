import { converse } from '@signal-hooks/catalogue';
import { listSources, sourceLabel } from '@signal-hooks/client';
import type {
  IHookFunctions,
  ILoadOptionsFunctions,
  INodeListSearchItems,
  INodeListSearchResult,
} from 'n8n-workflow';
import { explainToUser } from './errors.ts';
import { ANY } from './filters.ts';
import { listAll } from './gateway.ts';
import { credentialWire } from './wire.ts';

/**
 * The sources of a gateway, for a list in the panel.
 * @param filter what the user has typed; part of a name, an id or a provider
 */
export async function searchSources(
  node: ILoadOptionsFunctions,
  filter = '',
): Promise<INodeListSearchResult> {
  try {
    const { gatewayUrl } = await node.getCredentials('signalHooksApi');
    const settings = { gateway_url: String(gatewayUrl) };
    const wire = credentialWire(node, 'signalHooksApi');
    const page = (cursor: string | undefined) =>
      listSources({ limit: 100, cursor }).pick('id', 'name', 'provider');
    const sources = await converse(wire, listAll(settings, page));
    // The list shows nothing but names.
    const items = sources.map((source) => ({ name: sourceLabel(source), value: source.id }));
    const all = [{ name: 'All Sources', value: ANY }, ...items];
    return { results: all.filter((item) => fits(item, filter.trim().toLowerCase())) };
  } catch (error) {
    throw explainToUser(node, 'Signal Hooks', error);
  }
}

const fits = ({ name, value }: INodeListSearchItems, filter: string): boolean =>
  [name, String(value)].some((text) => text.toLowerCase().includes(filter));

/** The id of the source that was chosen; empty for all of them. */
export function chosenSource(hook: IHookFunctions): string {
  const given = hook.getNodeParameter('source', '');
  // An expression for the whole field gives a text.
  const isLocator = typeof given === 'object' && given !== null && 'value' in given;
  const id = String((isLocator ? given.value : given) ?? '').trim();
  return id === ANY ? '' : id;
}
