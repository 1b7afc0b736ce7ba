import {
  type Credentials,
  createReceiver,
  credentialNameOf,
  enteredProperties,
  explainFailure,
  type Provider,
  type ReceivedEvent,
  toRecord,
} from '@signal-hooks/catalogue';
import type { IWebhookFunctions } from 'n8n-workflow';
import { type FirstSeen, identify } from './event-id.ts';
import { storedRegistration } from './registration.ts';
import type { Arrival, Outcome, RawRequest, Trigger } from './trigger.ts';

/** Verifies the provider's own signature over the raw bytes, and reads. */
export const receiveFrom =
  (provider: Provider): Trigger['receive'] =>
  (request, credentials, firstSeen, webhook) =>
    receive(provider, request, credentials, firstSeen, webhook);

/** What came with the registration. */
export const registeredCredentials = async (
  webhook: IWebhookFunctions,
): Promise<Credentials | null> =>
  storedRegistration(webhook.getWorkflowStaticData('node'))?.credentials ?? null;

/** The secrets or public keys of a credential: the present one, and the one before it while it is changed. */
export const enteredCredentials =
  (provider: Provider) =>
  async (webhook: IWebhookFunctions): Promise<Credentials | null> => {
    const stored = await webhook.getCredentials(credentialNameOf(provider));
    const entered = enteredProperties(provider)
      .map((name) => stored[name])
      .filter((value): value is string => typeof value === 'string' && value !== '');
    if (entered.length === 0) return null;
    return provider.signature.isSymmetric ? { secrets: entered } : { publicKeys: entered };
  };

function receive(
  provider: Provider,
  request: RawRequest,
  credentials: Credentials,
  firstSeen: FirstSeen,
  webhook: IWebhookFunctions,
): Outcome {
  const { receivedAt } = request;
  const received = createReceiver(provider, credentials)(request, receivedAt / 1000);
  if (received.ok) {
    const { answer, events } = received;
    if (answer !== null) return { kind: 'handshake', answer };
    const arrivals = events.map((event) => arrivalOf(provider, event, receivedAt, firstSeen));
    return { kind: 'events', arrivals };
  }
  const { code } = received;
  if (received.stage === 'parse') {
    return { kind: 'unreadable', code, message: received.explanation, eventId: '' };
  }
  const { explanation, hints } = explainFailure(provider, request, credentials, received.code);
  for (const hint of hints.map((each) => withoutQuery(each, request)))
    webhook.logger.warn(`${webhook.getNode().name}: ${hint}`);
  return { kind: 'refused', code, message: explanation };
}

/** A hint may tell the address that was called: what is in its query may be a secret of somebody's. */
function withoutQuery(hint: string, { url = '' }: RawRequest): string {
  const [address = ''] = url.split('?');
  if (address === '') return hint;
  const [before = '', ...behind] = hint.split(address);
  const rest = behind.map((part) => part.replace(/^\?\S*?(?=:?(?:\s|$))/, '?…'));
  return [before, ...rest].join(address);
}

function arrivalOf(
  provider: Provider,
  event: ReceivedEvent,
  receivedAt: number,
  firstSeen: FirstSeen,
): Arrival {
  const { raw, ...record } = toRecord(provider, event, {
    event_id: identify(provider.id, event.identity, receivedAt, firstSeen),
    received_at: new Date(receivedAt).toISOString(),
  });
  return { kind: event.ping ? 'ping' : 'event', eventType: event.type, record, payload: raw };
}
