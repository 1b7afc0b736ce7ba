import type { ProviderId } from '@signal-hooks/catalogue';
import type { NodeSpec } from './recipe.ts';

/** How events of a provider, or of all of them through a gateway, come into n8n. */
export interface TriggerKind {
  readonly node: string;
  /** As n8n names the node. */
  readonly name: string;
  /** What the user does. Markdown. */
  readonly setUp: string;
}

const PUBLISHING = 'Publishing the workflow registers its address there.';

/** The trigger nodes of the package. */
export const TRIGGERS: Readonly<Record<ProviderId | 'gateway', TriggerKind>> = {
  siggnal: {
    node: 'siggnalTrigger',
    name: 'Siggnal Trigger',
    setUp:
      '**Siggnal Trigger**: make a credential with a secret token of your choice. In Siggnal, under Settings → Integrations → Webhooks, enter the same token and the node’s *Production URL*.',
  },
  'signal-ark': {
    node: 'signalArkTrigger',
    name: 'Signal Ark Trigger',
    setUp:
      '**Signal Ark Trigger**: make a credential with the signing secret that Signal Ark shows under Settings → Integrations → Webhooks. When the workflow is published, add the node’s *Production URL* there as a destination.',
  },
  signals: {
    node: 'signalsTrigger',
    name: 'SIGNALS Trigger',
    setUp: `**SIGNALS Trigger**: make a credential with the address of your SIGNALS and an API token that may manage webhooks. ${PUBLISHING}`,
  },
  sigsentry: {
    node: 'sigSentryTrigger',
    name: 'SigSentry Trigger',
    setUp: `**SigSentry Trigger**: make a credential with an API key of SigSentry. ${PUBLISHING}`,
  },
  salesiq: {
    node: 'zohoSalesIqTrigger',
    name: 'Zoho SalesIQ Trigger',
    setUp: `**Zoho SalesIQ Trigger**: make a credential and connect your Zoho account. ${PUBLISHING}`,
  },
  gateway: {
    node: 'signalHooksTrigger',
    name: 'Signal Hooks Trigger',
    setUp:
      '**Signal Hooks Trigger**: make a credential with the address of your gateway and a token with the scopes `subscriptions:read`, `subscriptions:write` and `sources:read`. Publishing the workflow subscribes it there.',
  },
};

/** The trigger of a recipe; what is not given has the node's default. */
export const triggerNode = (
  { node, name }: TriggerKind,
  parameters: NodeSpec['parameters'] = {},
): NodeSpec => ({
  name,
  type: `n8n-nodes-signal-hooks.${node}`,
  typeVersion: 1,
  parameters,
  isWebhook: true,
});
