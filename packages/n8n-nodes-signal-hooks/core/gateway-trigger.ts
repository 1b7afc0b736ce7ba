import {
  ALL_FIELDS,
  type JsonObject,
  type JsonValue,
  type Operator,
  parseValue,
  type Settings,
} from '@signal-hooks/catalogue';
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { receiveDelivery } from './delivery.ts';
import { textsOf } from './filters.ts';
import { gatewayRegistration, pauseSubscription } from './gateway.ts';
import { registeredCredentials } from './provider.ts';
import { chosenSource } from './sources.ts';
import type { Trigger } from './trigger.ts';
import { credentialWire } from './wire.ts';

/** Signal Hooks: subscribes at a gateway, which verifies and filters. */
export const gatewayTrigger: Trigger = {
  name: 'Signal Hooks',
  id: 'signal-hooks',
  credentials: registeredCredentials,
  registration: {
    api: gatewayRegistration,
    connect: async (hook) => credentialWire(hook, 'signalHooksApi'),
    isRenewed: true,
    isTargetChecked: true,
    pause: (hook) =>
      hook.getNodeParameter('options.onUnpublish', 'pause') === 'pause' ? pauseSubscription : null,
    wanted: async (hook) => ({
      settings: await gatewaySettings(hook),
      events: textsOf(hook.getNodeParameter('eventTypes', '')),
    }),
  },
  receive: (request, { secrets = [] }, _firstSeen, webhook) =>
    receiveDelivery(request, secrets, formatOf(webhook)),
  filters: [],
  rows: { contacts: 'Contact' },
};

const formatOf = (node: IHookFunctions | IWebhookFunctions): string =>
  String(node.getNodeParameter('options.format', 'standard'));

async function gatewaySettings(hook: IHookFunctions): Promise<Settings> {
  const { gatewayUrl } = await hook.getCredentials('signalHooksApi');
  const source = chosenSource(hook);
  return {
    gateway_url: String(gatewayUrl),
    source_id: source,
    // A source has one provider, and the panel then hides what was chosen before.
    provider: source === '' ? String(hook.getNodeParameter('provider', '')) : '',
    filter: JSON.stringify(gatewayFilter(hook)),
    format: formatOf(hook),
    include_raw: String(hook.getNodeParameter('output', 'record') !== 'record'),
  };
}

/** A row of the panel's conditions. */
interface ConditionRow {
  readonly field: string;
  readonly op: Operator;
  /** A text, or whatever an expression gives. */
  readonly value?: unknown;
}

/** The panel's conditions as the gateway takes them, which checks them. */
function gatewayFilter(hook: IHookFunctions): JsonObject[] {
  const rows = hook.getNodeParameter('conditions.condition', []) as readonly ConditionRow[];
  const priority = String(hook.getNodeParameter('filters.minimumPriority', ''));
  const least = priority === '' ? [] : [{ field: 'priority', op: 'gte', value: priority }];
  // The keys in the gateway's order, for its answer is compared with this.
  const given = rows.map((row) => ({ field: row.field, op: row.op, value: conditionValue(row) }));
  return [...least, ...given];
}

/** What cannot be meant is left as it is, for the gateway to refuse rather than to guess at. */
function conditionValue({ field, op, value }: ConditionRow): JsonValue {
  const parsed = parseValue(ALL_FIELDS.get(field) ?? { type: 'string' }, op, value);
  return parsed.ok ? (parsed.value as JsonValue) : String(value ?? '');
}
