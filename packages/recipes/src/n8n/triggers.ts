import { nodeNameOf, type Provider } from '@signal-hooks/catalogue';
import type { NodeSpec, TriggerKind } from './recipe.ts';
import { HOW, PUBLISH, withArticle } from './texts.ts';

const PUBLISHING = 'Publishing the workflow registers its address there.';
/** The page on the trigger of any sender. */
const SIGNED_GUIDE =
  'https://github.com/signal-hooks/signal-hooks/blob/main/docs/how-to/signed-webhooks-in-n8n.md';
/** Where the address is to be found. */
const ADDRESS = 'the address: in the trigger’s panel, *Webhook URLs* → *Production URL*';

/** Where a provider's set-up is explained. */
const referenceOf = ({ id }: Provider): string =>
  `https://github.com/signal-hooks/signal-hooks/blob/main/docs/reference/providers/${id}.md#connecting-it`;

/** What a person has written of a provider's set-up; of others it follows from the definition. */
const WRITTEN: Readonly<
  Partial<Record<string, Partial<Pick<TriggerKind, 'setUp' | 'afterwards'>>>>
> = {
  siggnal: {
    afterwards: `In Siggnal, under Settings → Integrations → Webhooks, enter the same token, and ${ADDRESS}. Click *Send test*, and save.`,
  },
  'signal-ark': {
    afterwards: `In Signal Ark, on the same page, click *Add Destination* and paste ${ADDRESS}.`,
  },
  signals: {
    setUp: `**SIGNALS Trigger**: click *Connect to SIGNALS* and enter the address of your SIGNALS and an API token with the ability \`webhooks:manage\`. ${PUBLISHING}`,
  },
  sigsentry: {
    setUp: `**SigSentry Trigger**: click *Connect to SigSentry* and enter a secret API key with the permissions \`config:read\` and \`config:write\`. ${PUBLISHING}`,
  },
};

/** The set-up where the node registers itself, and where the user does. */
function setUpOf(provider: Provider): Pick<TriggerKind, 'setUp' | 'afterwards'> {
  const { name, registration } = provider;
  const connect = `**${name} Trigger**: click *Connect to ${name}*`;
  if (registration.api !== null) return { setUp: `${connect}${HOW}. ${PUBLISHING}` };
  const { secretFrom, secretLabel, secretPage } = registration;
  const page = secretPage === undefined ? '' : ` under ${secretPage}`;
  const own = `${connect} and make up ${withArticle(`*${secretLabel}*`)}, long and random.`;
  const theirs = `${connect} and paste the *${secretLabel}* that ${name} shows${page}.`;
  return {
    setUp: secretFrom === 'user' ? own : theirs,
    afterwards: `In ${name}${page}, enter ${secretFrom === 'user' ? 'the same secret, and ' : ''}${ADDRESS} ([how](${referenceOf(provider)})).`,
  };
}

/** The trigger of a provider. */
export const triggerOf = (provider: Provider): TriggerKind => ({
  node: nodeNameOf(provider),
  name: `${provider.name} Trigger`,
  ...setUpOf(provider),
  ...WRITTEN[provider.id],
});

/** What the panel of a provider's trigger lets a user change, if anything. Markdown. */
export const choicesOf = ({ name, events, panel }: Provider): string[] =>
  Object.keys(events).length > 1 || panel?.filters
    ? [`**${name} Trigger**: its filters, where you do not want every event.`]
    : [];

/** The trigger of events that come through a gateway. */
export const GATEWAY_TRIGGER: TriggerKind = {
  node: 'signalHooksTrigger',
  name: 'Signal Hooks Trigger',
  setUp:
    '**Signal Hooks Trigger**: click *Connect to Signal Hooks* and enter the address of your gateway, and a token made there with `npx signal-hooks token create --for n8n`. Publishing the workflow subscribes it there.',
};

/** The trigger of a sender of the user's choice. */
export const SIGNED_WEBHOOK_TRIGGER: TriggerKind = {
  node: 'signedWebhookTrigger',
  name: 'Signed Webhook Trigger',
  setUp: `**Signed Webhook Trigger**: choose the sender under *Preset*, or *Custom* and fill in how it signs ([how](${SIGNED_GUIDE})). Click *Connect to Signed Webhook* and enter its *Secret*.`,
  afterwards: `At the sender, enter ${ADDRESS}.`,
};

/** The node that starts a recipe. */
export const triggerNode = (
  { node, name }: TriggerKind,
  parameters: NodeSpec['parameters'],
): NodeSpec => ({
  name,
  type: `n8n-nodes-signal-hooks.${node}`,
  typeVersion: 2,
  parameters,
  isWebhook: true,
});

/** The last steps of a recipe's set-up: what starts it. None where no provider does. */
export function publishingSteps(trigger: TriggerKind | null): string[] {
  if (trigger === null) return [];
  return [PUBLISH, ...(trigger.afterwards === undefined ? [] : [trigger.afterwards])];
}
