import {
  type IExecuteFunctions,
  type ILoadOptionsFunctions,
  type INodeExecutionData,
  type INodeListSearchResult,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
  NodeOperationError,
} from 'n8n-workflow';
import {
  runOperation,
  searchEvents,
  searchSources,
  searchSubscriptions,
} from '../../core/index.ts';
import { deliveryProperties } from './delivery.ts';
import { eventProperties } from './event.ts';
import { sourceProperties } from './source.ts';
import { subscriptionProperties } from './subscription.ts';

export class SignalHooks implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Signal Hooks',
    name: 'signalHooks',
    icon: { light: 'file:signalHooks.svg', dark: 'file:signalHooks.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
    description: 'Searches and replays the events of a Signal Hooks gateway, and manages it',
    defaults: { name: 'Signal Hooks' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    credentials: [{ name: 'signalHooksApi', required: true }],
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        default: 'event',
        options: [
          { name: 'Delivery', value: 'delivery' },
          { name: 'Event', value: 'event' },
          { name: 'Source', value: 'source' },
          { name: 'Subscription', value: 'subscription' },
        ],
      },
      ...deliveryProperties,
      ...eventProperties,
      ...sourceProperties,
      ...subscriptionProperties,
    ],
  };

  methods = {
    listSearch: {
      async searchEvents(
        this: ILoadOptionsFunctions,
        filter?: string,
        paginationToken?: string,
      ): Promise<INodeListSearchResult> {
        return await searchEvents(this, filter, paginationToken);
      },
      async searchSources(
        this: ILoadOptionsFunctions,
        filter?: string,
        paginationToken?: string,
      ): Promise<INodeListSearchResult> {
        return await searchSources(this, filter, paginationToken);
      },
      async searchSubscriptions(
        this: ILoadOptionsFunctions,
        filter?: string,
        paginationToken?: string,
      ): Promise<INodeListSearchResult> {
        return await searchSubscriptions(this, filter, paginationToken);
      },
    },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const made: INodeExecutionData[] = [];
    for (let index = 0; index < this.getInputData().length; index += 1) {
      try {
        made.push(...(await runOperation(this, index)));
      } catch (error) {
        if (!this.continueOnFail()) {
          throw new NodeOperationError(this.getNode(), error as Error, { itemIndex: index });
        }
        const { message } = error as Error;
        made.push({ json: { error: message }, pairedItem: { item: index } });
      }
    }
    return [made];
  }
}
