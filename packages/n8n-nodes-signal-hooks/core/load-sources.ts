import { PROVIDERS } from '@signal-hooks/catalogue';
import {
  type IDataObject,
  type ILoadOptionsFunctions,
  type INodePropertyOptions,
  type JsonObject,
  NodeApiError,
} from 'n8n-workflow';
import { gatewayAt } from './gateway.ts';

/** Most pages of sources that are shown in a list. */
const MAX_PAGES = 10;

/** The sources of a gateway, for a list in the panel. */
export async function loadSources(node: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { gatewayUrl } = await node.getCredentials('signalHooksApi');
  const sources: INodePropertyOptions[] = [{ name: 'All Sources', value: '' }];
  let cursor: unknown = '';
  for (let page = 0; page < MAX_PAGES && typeof cursor === 'string'; page += 1) {
    const body = await readPage(node, String(gatewayUrl), cursor);
    sources.push(...(body.data as IDataObject[]).map(optionOf));
    cursor = body.next_cursor;
  }
  return sources;
}

async function readPage(
  node: ILoadOptionsFunctions,
  gatewayUrl: string,
  cursor: string,
): Promise<IDataObject> {
  try {
    return await node.helpers.httpRequestWithAuthentication.call(node, 'signalHooksApi', {
      url: gatewayAt({ gateway_url: gatewayUrl }, 'sources'),
      qs: { limit: 100, ...(cursor !== '' && { cursor }) },
      json: true,
    });
  } catch (error) {
    throw new NodeApiError(node.getNode(), error as JsonObject, {
      message: 'The gateway’s sources could not be read',
      description: 'Check the gateway’s address, and that its token has the scope sources:read.',
    });
  }
}

function optionOf({ id, name, provider }: IDataObject): INodePropertyOptions {
  const known = Object.values(PROVIDERS).find((each) => each.id === provider);
  return {
    name: String(name || id),
    value: String(id),
    description: known?.name ?? String(provider),
  };
}
