import {
  ALL_FIELDS,
  type ApiRegistration,
  apiOf,
  type JsonObject,
  type JsonValue,
  type Operator,
  PROVIDERS,
  parseValue,
  type Settings,
} from '@signal-hooks/catalogue';
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { receiveDelivery } from './delivery.ts';
import {
  chosenEvents,
  eventsFilter,
  minimumFilter,
  priorityFilter,
  textsFilter,
  textsOf,
} from './filters.ts';
import { gatewayRegistration, pauseSubscription } from './gateway.ts';
import { providerTrigger, registeredCredentials, secretsOf } from './provider.ts';
import { newSecret } from './registration.ts';
import { chosenSource } from './sources.ts';
import type { Trigger } from './trigger.ts';
import { credentialWire } from './wire.ts';
import { isSalesIqDataEvent, ZOHO_NEXT_STEPS, zohoSettings, zohoWire } from './zoho.ts';

/** Each start chooses an Authorization of its own, so there is none to compare the stored one with. */
const SIGSENTRY_API: ApiRegistration = {
  ...apiOf(PROVIDERS.sigsentry),
  authorizationSetting: undefined,
};

/** The event types to ask a provider for: those chosen, or all there are. */
function eventsOf(hook: IHookFunctions, parameter: string, all: readonly string[]): string[] {
  const chosen = chosenEvents(hook.getNodeParameter(parameter, []));
  return chosen.length > 0 ? chosen : [...all];
}

/** Siggnal: registered by hand, one kind of event. */
export const siggnal: Trigger = providerTrigger(PROVIDERS.siggnal, {
  credentials: secretsOf('siggnalApi'),
  filters: [
    textsFilter('filters.eventTypes', 'signal_type'),
    textsFilter('filters.projects', 'project_id'),
    priorityFilter('filters.minimumPriority'),
  ],
  splits: ['contacts'],
});

/** Signal Ark: registered by hand; it sends every event to every destination. */
export const signalArk: Trigger = providerTrigger(PROVIDERS['signal-ark'], {
  credentials: secretsOf('signalArkApi'),
  filters: [eventsFilter('events'), minimumFilter('filters.minimumIcpScore', 'score')],
  splits: ['contacts', 'plays'],
});

/** SIGNALS: registers itself; the secret comes once. */
export const signals: Trigger = providerTrigger(PROVIDERS.signals, {
  credentials: registeredCredentials,
  registration: {
    api: apiOf(PROVIDERS.signals),
    connect: async (hook) => credentialWire(hook, 'signalsApi'),
    wanted: async (hook) => {
      const { baseUrl } = await hook.getCredentials('signalsApi');
      return {
        settings: { base_url: String(baseUrl) },
        events: eventsOf(hook, 'events', Object.keys(PROVIDERS.signals.events)),
      };
    },
  },
  filters: [],
  splits: [],
});

/** SigSentry: registers itself with a secret and a bearer token of our choice; it cannot filter by event. */
export const sigSentry: Trigger = providerTrigger(PROVIDERS.sigsentry, {
  credentials: registeredCredentials,
  registration: {
    api: SIGSENTRY_API,
    connect: async (hook) => credentialWire(hook, 'sigSentryApi'),
    wanted: async (hook) => {
      const { apiUrl } = await hook.getCredentials('sigSentryApi');
      return {
        settings: {
          api_url: String(apiUrl ?? ''),
          severity_threshold: String(hook.getNodeParameter('minimumSeverity')),
          auth_header: `Bearer ${newSecret()}`,
        },
        events: [],
      };
    },
  },
  // The lowest severity is a setting at SigSentry, which applies it to what tells one.
  filters: [eventsFilter('events'), textsFilter('filters.projects', 'project_id')],
  splits: ['affected_services'],
});

/** Zoho SalesIQ: registers itself; data and administration events need webhooks of their own. */
export const zohoSalesIq: Trigger = providerTrigger(PROVIDERS.salesiq, {
  credentials: registeredCredentials,
  registration: {
    api: apiOf(PROVIDERS.salesiq),
    connect: (hook, settings) => zohoWire(hook, apiOf(PROVIDERS.salesiq), settings),
    nextSteps: ZOHO_NEXT_STEPS,
    wanted: async (hook) => {
      const isData = hook.getNodeParameter('kind') === 'data';
      const all = Object.keys(PROVIDERS.salesiq.events);
      const ofKind = all.filter((event) => isSalesIqDataEvent(event) === isData);
      const appIds = isData ? textsOf(hook.getNodeParameter('options.appIds', '')) : [];
      return {
        settings: { ...(await zohoSettings(hook)), app_ids: appIds.join(',') },
        events: eventsOf(hook, isData ? 'dataEvents' : 'administrationEvents', ofKind),
      };
    },
  },
  filters: [],
  splits: ['contacts'],
});

/** Signal Hooks: subscribes at a gateway, which verifies and filters. */
export const signalHooks: Trigger = {
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
  splits: ['contacts'],
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
