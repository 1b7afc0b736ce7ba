import { ALERTS, ALERTS_ID } from '@signal-hooks/catalogue';
import { FIRST_FIELD, json, SANITIZE } from './base.ts';
import { type Component, webhook } from './component.ts';
import { option, webhookForm } from './form.ts';
import type { Json, JsonRecord } from './json.ts';
import { sentenceCase } from './parameter.ts';

const AUTHORIZATION: JsonRecord = { authorization: 'Bearer {{connection.api_token}}' };
const ADDRESS = '{{connection.base_url}}/v1/subscriptions';

/** Make takes 30 requests a second. */
const MAX_PER_SECOND = 25;

/** How a webhook subscribes: whether the base reaches its requests is not documented. */
const attach = (name: string, wanted: JsonRecord, temp: JsonRecord = {}): JsonRecord => ({
  ...(Object.keys(temp).length > 0 && { temp }),
  url: ADDRESS,
  method: 'POST',
  headers: AUTHORIZATION,
  body: {
    name: `Make: ${name}`,
    target_url: '{{webhook.url}}',
    ...wanted,
    format: 'flat',
    max_per_second: MAX_PER_SECOND,
  },
  response: {
    valid: '{{statusCode == 201}}',
    type: { '*': 'automatic', ...json('403', '422') },
    error: {
      message: `[{{statusCode}}] {{ifempty(body.detail, 'The gateway did not take the subscription. Check the connection.')}} ${FIRST_FIELD}`,
    },
    data: {
      externalHookId: '{{body.id}}',
      provider: '{{body.provider}}',
      source_id: '{{body.source_id}}',
    },
  },
  log: { sanitize: [SANITIZE.token, SANITIZE.secret] },
});

const DETACH: JsonRecord = {
  url: `${ADDRESS}/{{webhook.externalHookId}}`,
  method: 'DELETE',
  headers: AUTHORIZATION,
  response: {
    valid: '{{statusCode == 204}}',
    type: { '*': 'automatic', ...json('403', '404') },
    error: {
      message:
        "[{{statusCode}}] {{ifempty(body.detail, 'The gateway did not end the subscription. Check the connection.')}}",
    },
  },
  log: { sanitize: [SANITIZE.token] },
};

/** Whatever has an event's id starts the scenario. */
const COMMUNICATION: JsonRecord = {
  condition: '{{if(body.event_id, true, false)}}',
  output: '{{body}}',
};

const codes = (params: Json, attached: JsonRecord): Component['codes'] => ({
  communication: COMMUNICATION,
  params,
  attach: attached,
  detach: DETACH,
});

const EVENT_TYPES = '{{ifempty(parameters.event_types, undefined)}}';

/** Where the events of providers come. */
export const SIGNALS_WEBHOOK: Component = webhook(
  'signals',
  'Signals',
  codes(
    webhookForm(),
    attach(
      'Watch new signals',
      {
        provider: '{{ifempty(parameters.provider, undefined)}}',
        event_types: EVENT_TYPES,
        source_id: '{{ifempty(parameters.source_id, undefined)}}',
        filter:
          '{{merge(if(parameters.priority_at_least, temp.urgent, emptyarray), ifempty(parameters.conditions, emptyarray))}}',
        include_raw: '{{ifempty(parameters.include_raw, false)}}',
      },
      {
        urgent: [{ field: 'priority', op: 'gte', value: '{{parameters.priority_at_least}}' }],
      },
    ),
  ),
);

/** Where the gateway's own alerts come; a subscription to everything does not get them. */
export const ALERTS_WEBHOOK: Component = webhook(
  'alerts',
  'Alerts',
  codes(
    [
      {
        name: 'event_types',
        type: 'select',
        label: 'Alerts',
        help: 'Leave it empty to be told both, when something goes wrong and when it is over.',
        multiple: true,
        options: Object.entries(ALERTS.events).map(([type, { label }]) =>
          option(sentenceCase(label), type),
        ),
      },
    ],
    attach('Watch new alerts', { provider: ALERTS_ID, event_types: EVENT_TYPES }),
  ),
);
