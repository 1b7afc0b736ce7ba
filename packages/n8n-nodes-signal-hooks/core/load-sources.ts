import { asText, findProvider, type JsonObject } from '@signal-hooks/catalogue';
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { explainToUser } from './errors.ts';
import { listAll } from './gateway.ts';
import { converse, credentialWire } from './wire.ts';

/** The sources of a gateway, for a list in the panel. */
export async function loadSources(node: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  try {
    const { gatewayUrl } = await node.getCredentials('signalHooksApi');
    const settings = { gateway_url: String(gatewayUrl) };
    const wire = credentialWire(node, 'signalHooksApi');
    const sources = await converse(wire, listAll(settings, 'sources'));
    return [{ name: 'All Sources', value: '' }, ...sources.map(optionOf)];
  } catch (error) {
    throw explainToUser(node, 'Signal Hooks', error);
  }
}

function optionOf({ id, name, provider }: JsonObject): INodePropertyOptions {
  const providerId = asText(provider);
  return {
    name: asText(name) || asText(id),
    value: asText(id),
    description: findProvider(providerId)?.name ?? providerId,
  };
}
