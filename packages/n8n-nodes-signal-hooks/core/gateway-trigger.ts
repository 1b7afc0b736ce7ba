import { ALERTS_ID, type JsonObject, type Settings } from '@signal-hooks/catalogue';
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { type ConditionRow, conditionsOf } from './conditions.ts';
import { receiveDelivery } from './delivery.ts';
import { chosenEvents, textsOf } from './filters.ts';
import { gatewayRegistration, pauseSubscription } from './gateway.ts';
import { chosenSource } from './locator.ts';
import { registeredCredentials } from './provider.ts';
import type { NodeRegistration, Trigger } from './trigger.ts';
import { credentialWire } from './wire.ts';

/** How a node subscribes at a gateway, whatever it asks for. */
const SUBSCRIBED = {
  api: gatewayRegistration,
  connect: async (hook) => credentialWire(hook, 'signalHooksApi'),
  isRenewed: true,
  isTargetChecked: true,
  pause: (hook) =>
    hook.getNodeParameter('options.onUnpublish', 'pause') === 'pause' ? pauseSubscription : null,
  webhookName: (hook) =>
    hook.getNodeParameter('options.respond', 'immediately') === 'afterRun' ? 'setup' : 'default',
} as const satisfies Partial<NodeRegistration>;

/** Signal Hooks: subscribes at a gateway, which verifies and filters. */
export const gatewayTrigger: Trigger = {
  name: 'Signal Hooks',
  id: 'signal-hooks',
  credentials: registeredCredentials,
  registration: {
    ...SUBSCRIBED,
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

/** The alerts of a gateway, which are events of a built-in source. */
export const alertTrigger: Trigger = {
  ...gatewayTrigger,
  registration: {
    ...SUBSCRIBED,
    wanted: async (hook) => ({
      settings: await alertSettings(hook),
      events: chosenEvents(hook.getNodeParameter('events', [])),
    }),
  },
  rows: {},
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

async function alertSettings(hook: IHookFunctions): Promise<Settings> {
  const { gatewayUrl } = await hook.getCredentials('signalHooksApi');
  const rules = textsOf(hook.getNodeParameter('rules', ''));
  const filter = rules.length === 0 ? [] : [{ field: 'alert_rule', op: 'in', value: rules }];
  return {
    gateway_url: String(gatewayUrl),
    provider: ALERTS_ID,
    filter: JSON.stringify(filter),
    include_raw: String(hook.getNodeParameter('output', 'record') !== 'record'),
  };
}

function gatewayFilter(hook: IHookFunctions): JsonObject[] {
  const priority = String(hook.getNodeParameter('filters.minimumPriority', ''));
  const least = priority === '' ? [] : [{ field: 'priority', op: 'gte', value: priority }];
  const rows = hook.getNodeParameter('conditions.condition', []) as readonly ConditionRow[];
  return [...least, ...conditionsOf(rows)];
}
