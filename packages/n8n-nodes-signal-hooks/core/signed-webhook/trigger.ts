import {
  type Credentials,
  capitalised,
  filledFields,
  type Provider,
  SOURCE_KEYS,
} from '@signal-hooks/catalogue';
import type { IHookFunctions, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { operationError } from '../errors.ts';
import { eventsFilter } from '../filters.ts';
import { receiveFrom } from '../provider.ts';
import type { Outcome, Trigger } from '../trigger.ts';
import { receiveWebhook, refuse } from '../webhook.ts';
import { providerOf } from './definition.ts';
import { SettingsError } from './error.ts';
import { readSettings } from './settings.ts';

/** The credential's properties: the present one, and the one before it. */
const PROPERTIES = {
  secret: ['signingSecret', 'previousSecret'],
  'public key': ['publicKey', 'previousPublicKey'],
} as const;

/**
 * Answers one request to a Signed Webhook Trigger. While its panel says nothing usable, which only
 * an expression can make of a published one, the answer is 503: the sender tries again.
 */
export async function receiveSignedWebhook(
  webhook: IWebhookFunctions,
): Promise<IWebhookResponseData> {
  const provider = providerOf(readSettings(webhook));
  if (provider instanceof SettingsError) {
    return refuse(webhook, 503, 'settings_invalid', provider.message);
  }
  return await receiveWebhook(webhook, signedWebhookTrigger(provider));
}

/**
 * Checks a node's panel and its credential when the workflow is published, or listens for a test.
 * @throws {NodeOperationError} in the panel's words
 */
export async function checkSignedWebhook(hook: IHookFunctions): Promise<void> {
  const provider = providerOf(readSettings(hook));
  if (provider instanceof SettingsError) {
    throw operationError(hook, provider.message, 'Then publish the workflow again.');
  }
  const { credential } = provider.signature;
  const credentials = await credentialsOf(hook, provider);
  const found = provider.signature.matcher(credentials ?? {});
  if (typeof found !== 'string') return;
  const lack = found === 'credential_missing' ? 'none' : 'one that cannot be read';
  const what = `${capitalised(provider.name)} is checked with a ${credential}, and the credential of this node has ${lack}.`;
  throw operationError(hook, what, `Open the credential and enter the ${credential} there.`);
}

/** The trigger of one sender. */
export function signedWebhookTrigger(provider: Provider): Trigger {
  const { id, name, signature } = provider;
  const receive = receiveFrom(provider);
  const filled = filledFields(provider).map(({ key }) => key);
  const kept = new Set([...filled, 'occurred_at', 'unreadable_fields']);
  for (const key of SOURCE_KEYS) kept.delete(key);
  return {
    ...{ id, name },
    credentials: (webhook) => credentialsOf(webhook, provider),
    receive: (...request) => withFilledFields(receive(...request), kept),
    filters: [eventsFilter('eventTypes')],
    // A token is the secret itself.
    secretHeaders: signature.kind === 'token' ? [signature.header] : [],
    rows: {},
  };
}

/** What the credential holds of the kind that the sender is checked with; null if that is nothing. */
async function credentialsOf(
  node: IHookFunctions | IWebhookFunctions,
  { signature }: Provider,
): Promise<Credentials | null> {
  const stored = await node.getCredentials('signedWebhookApi');
  const entered = PROPERTIES[signature.credential]
    .map((name) => stored[name])
    .filter((value): value is string => typeof value === 'string' && value !== '');
  if (entered.length === 0) return null;
  return signature.credential === 'secret' ? { secrets: entered } : { publicKeys: entered };
}

/** Records without the common fields that nothing of this sender ever fills. */
function withFilledFields(outcome: Outcome, kept: ReadonlySet<string>): Outcome {
  if (outcome.kind !== 'events') return outcome;
  const arrivals = outcome.arrivals.map((arrival) => {
    const cells = Object.entries(arrival.record).filter(([key]) => kept.has(key));
    return { ...arrival, record: Object.fromEntries(cells) };
  });
  return { ...outcome, arrivals };
}
