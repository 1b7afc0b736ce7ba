import { type Credentials, digestOf, type HandshakeAnswer } from '@signal-hooks/catalogue';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { eventIdOf, firstSeenIn } from './event-id.ts';
import { harmlessHeaders, type OutputChoice, splitOf, toItems } from './items.ts';
import { messageOf, readRequest } from './request.ts';
import type { Arrival, Outcome, RawRequest, Trigger } from './trigger.ts';

/** The answer to everything that is accepted; the status is 200 before the workflow runs. */
const ACCEPTED: IWebhookResponseData = { webhookResponse: { received: true } };

/** What the panel's Options hold. */
interface Options {
  readonly headers?: boolean;
  /** Key of a list; anything else: one item per event. */
  readonly split?: string;
  readonly pings?: boolean;
  /** The node's address as the sender knows it. */
  readonly publicUrl?: unknown;
}

/**
 * Answers one request to a trigger node: verify over the raw bytes, read, filter, and start an
 * execution. A request that is not trusted is answered 401 and starts nothing; without
 * anything to check it with the answer is 503, so that the provider tries again.
 */
export async function receiveWebhook(
  webhook: IWebhookFunctions,
  trigger: Trigger,
): Promise<IWebhookResponseData> {
  const options = (webhook.getNodeParameter('options', {}) ?? {}) as Options;
  const request = await readRequest(webhook, String(options.publicUrl ?? '').trim());
  const credentials = await credentialsOf(webhook, trigger);
  if (credentials === null) {
    const message = `This node holds nothing to check requests of ${trigger.name} with. Check its credential and publish the workflow again.`;
    return refuse(webhook, 503, 'credential_missing', message);
  }
  const firstSeen = firstSeenIn(webhook.getWorkflowStaticData('node'));
  const outcome = trigger.receive(request, credentials, firstSeen, webhook);
  if (outcome.kind === 'refused') return refuse(webhook, 401, outcome.code, outcome.message);
  if (outcome.kind === 'handshake') return answer(webhook, outcome.answer);
  if (request.method === 'GET') {
    const message = `Events of ${trigger.name} come by POST; this is no request that it asks with.`;
    return refuse(webhook, 405, 'method_not_allowed', message);
  }
  if (outcome.kind === 'unreadable') {
    return { ...ACCEPTED, workflowData: [[{ json: unreadable(trigger, request, outcome) }]] };
  }
  const wanted = outcome.arrivals.filter((each) => isWanted(webhook, trigger, each, options));
  if (wanted.length === 0) return ACCEPTED;
  const choice = choiceOf(webhook, trigger, options, request);
  return { ...ACCEPTED, workflowData: [wanted.flatMap((each) => toItems(each, choice))] };
}

/** Gives the sender what it wants to hear; n8n itself would send every text as HTML. */
function answer(
  webhook: IWebhookFunctions,
  { status, contentType, body }: HandshakeAnswer,
): IWebhookResponseData {
  const response = webhook.getResponseObject().status(status);
  if (contentType === null) response.end();
  else response.type(contentType).send(body);
  return { noWebhookResponse: true };
}

/** What requests are checked with; null if nothing is stored, or the credential was deleted. */
async function credentialsOf(
  webhook: IWebhookFunctions,
  trigger: Trigger,
): Promise<Credentials | null> {
  try {
    return await trigger.credentials(webhook);
  } catch (error) {
    webhook.logger.warn(`${webhook.getNode().name}: ${messageOf(error)}`);
    return null;
  }
}

/** Answers a request that starts nothing, and logs why. */
export function refuse(
  webhook: IWebhookFunctions,
  status: number,
  code: string,
  message: string,
): IWebhookResponseData {
  const node = webhook.getNode().name;
  webhook.logger.warn(`${node}: a request was refused (${code}). ${message}`);
  webhook.getResponseObject().status(status).json({ code, message }).end();
  return { noWebhookResponse: true };
}

function isWanted(
  webhook: IWebhookFunctions,
  trigger: Trigger,
  arrival: Arrival,
  { pings = false }: Options,
): boolean {
  // Who listens in the editor has just clicked “Send test”.
  if (arrival.kind === 'ping') return pings || webhook.getMode() === 'manual';
  return trigger.filters.every(({ parameter, keeps }) => {
    const wanted = webhook.getNodeParameter(parameter, null);
    return wanted === null || wanted === '' || keeps(arrival, wanted);
  });
}

function choiceOf(
  webhook: IWebhookFunctions,
  { rows, secretHeaders }: Trigger,
  { split, headers = false }: Options,
  request: RawRequest,
): OutputChoice {
  return {
    output: webhook.getNodeParameter('output', 'record') as OutputChoice['output'],
    split: splitOf(rows, split),
    headers: headers ? harmlessHeaders(request.headers, secretHeaders) : null,
  };
}

/** Nothing that was signed is lost, even if it cannot be read. */
function unreadable(
  { id }: Trigger,
  { body, receivedAt }: RawRequest,
  { code, message, eventId }: Extract<Outcome, { kind: 'unreadable' }>,
): IDataObject {
  const text = Buffer.from(body).toString('utf8');
  return {
    // Of the bytes: two bodies that are no UTF-8 can make the same text.
    event_id: eventId || eventIdOf(id, digestOf(Buffer.from(body).toString('latin1'))),
    provider: id,
    event_type: 'unreadable',
    received_at: new Date(receivedAt).toISOString(),
    error: { code, message },
    body: text,
  };
}
