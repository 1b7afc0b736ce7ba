import type { ProviderId } from '@signal-hooks/catalogue';
import type { NodeSpec, Step } from './recipe.ts';
import { HOW, PUBLISH } from './texts.ts';

/** How events of a provider, or of all of them through a gateway, come into n8n. */
export interface TriggerKind {
  readonly node: string;
  /** As n8n names the node. */
  readonly name: string;
  /** What the user fills in before the workflow is published. Markdown. */
  readonly setUp: string;
  /** What the user does at the provider once it is; nothing where the node registers itself. */
  readonly afterwards?: string;
}

const PUBLISHING = 'Publishing the workflow registers its address there.';
/** Where the address is to be found. */
const ADDRESS = 'the address: in the trigger’s panel, *Webhook URLs* → *Production URL*';

/** The trigger nodes of the package. */
export const TRIGGERS: Readonly<Record<ProviderId | 'gateway', TriggerKind>> = {
  siggnal: {
    node: 'siggnalTrigger',
    name: 'Siggnal Trigger',
    setUp:
      '**Siggnal Trigger**: click *Connect to Siggnal* and make up a *Secret Token*, long and random.',
    afterwards: `In Siggnal, under Settings → Integrations → Webhooks, enter the same token, and ${ADDRESS}. Click *Send test*, and save.`,
  },
  'signal-ark': {
    node: 'signalArkTrigger',
    name: 'Signal Ark Trigger',
    setUp:
      '**Signal Ark Trigger**: click *Connect to Signal Ark* and paste the *Signing Secret* that Signal Ark shows under Settings → Integrations → Webhooks.',
    afterwards: `In Signal Ark, on the same page, click *Add Destination* and paste ${ADDRESS}.`,
  },
  signals: {
    node: 'signalsTrigger',
    name: 'SIGNALS Trigger',
    setUp: `**SIGNALS Trigger**: click *Connect to SIGNALS* and enter the address of your SIGNALS and an API token with the ability \`webhooks:manage\`. ${PUBLISHING}`,
  },
  sigsentry: {
    node: 'sigSentryTrigger',
    name: 'SigSentry Trigger',
    setUp: `**SigSentry Trigger**: click *Connect to SigSentry* and enter a secret API key with the permissions \`config:read\` and \`config:write\`. ${PUBLISHING}`,
  },
  salesiq: {
    node: 'zohoSalesIqTrigger',
    name: 'Zoho SalesIQ Trigger',
    setUp: `**Zoho SalesIQ Trigger**: click *Connect to Zoho SalesIQ*${HOW}. ${PUBLISHING}`,
  },
  gateway: {
    node: 'signalHooksTrigger',
    name: 'Signal Hooks Trigger',
    setUp:
      '**Signal Hooks Trigger**: click *Connect to Signal Hooks* and enter the address of your gateway, and a token made there with `npx signal-hooks token create --for n8n`. Publishing the workflow subscribes it there.',
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

/** The last steps of a recipe's set-up: what starts it. None where no provider does. */
export function publishingSteps(steps: readonly Step[]): string[] {
  const trigger = steps.find(({ node }) => node.isWebhook);
  const kind = Object.values(TRIGGERS).find(({ name }) => name === trigger?.node.name);
  if (kind === undefined) return [];
  return [PUBLISH, ...(kind.afterwards === undefined ? [] : [kind.afterwards])];
}
