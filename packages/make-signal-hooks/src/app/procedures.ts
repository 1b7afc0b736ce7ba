import { type Component, procedure } from './component.ts';
import type { JsonRecord } from './json.ts';
import { firstPages, IS_LIST, MAX_CHOICES } from './lists.ts';
import { builtInFields, gatewayFields } from './own-fields.ts';

/** A list that comes in one piece. */
const ofProviders = (iterate: string, output: JsonRecord): JsonRecord => ({
  url: '/v1/providers',
  method: 'GET',
  response: { valid: IS_LIST, iterate, output, limit: MAX_CHOICES },
});

/** What forms and outputs ask for while somebody builds a scenario. */
export const PROCEDURES: readonly Component[] = [
  procedure(
    'listProviders',
    'List providers',
    ofProviders('{{body.data}}', { label: '{{item.name}}', value: '{{item.id}}' }),
  ),
  procedure(
    'listEventTypes',
    'List event types of a provider',
    ofProviders("{{first(map(body.data, 'event_types', 'id', parameters.provider))}}", {
      label: '{{item.label}}',
      value: '{{item.type}}',
    }),
  ),
  procedure(
    'listSources',
    'List sources',
    firstPages(
      '/v1/sources',
      { provider: '{{ifempty(parameters.provider, undefined)}}' },
      { label: '{{item.name}} ({{item.provider}})', value: '{{item.id}}' },
    ),
  ),
  procedure(
    'listSubscriptions',
    'List subscriptions',
    firstPages(
      '/v1/subscriptions',
      { status: 'active' },
      { label: '{{ifempty(item.name, item.target_url)}} ({{item.id}})', value: '{{item.id}}' },
    ),
  ),
  procedure(
    'listDeliveries',
    'List failed deliveries',
    firstPages(
      '/v1/deliveries',
      { status: 'failed' },
      {
        label: '{{item.event_id}}, failed {{ifempty(item.finished_at, item.created_at)}}',
        value: '{{item.id}}',
      },
    ),
  ),
  // It sends nothing, so it needs no connection: it works wherever Make may ask it.
  procedure('ownFields', 'Own fields of a provider', builtInFields(), null),
  procedure('ownFieldsAtGateway', 'Own fields of any other provider', gatewayFields()),
];
