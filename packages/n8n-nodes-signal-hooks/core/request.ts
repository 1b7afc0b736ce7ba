import type { IWebhookFunctions } from 'n8n-workflow';
import type { RawRequest } from './trigger.ts';

/**
 * A request as it came: n8n may not have read its body, and may not have understood it.
 * @param publicUrl the node's address as the sender knows it, where that is not what n8n says
 */
export async function readRequest(
  webhook: IWebhookFunctions,
  publicUrl: string,
): Promise<RawRequest> {
  const request = webhook.getRequestObject();
  if (request.rawBody === undefined) {
    try {
      await request.readRawBody?.();
    } catch (error) {
      // n8n has used a form up, or the sender went away. Nothing is left that could be trusted,
      // and an error thrown here would be shown as a failed execution.
      webhook.logger.debug(`${webhook.getNode().name}: ${messageOf(error)}`);
    }
  }
  const url = calledUrl(webhook, publicUrl);
  return {
    body: request.rawBody ?? Buffer.alloc(0),
    headers: request.headers,
    method: request.method,
    ...(url !== undefined && { url }),
    receivedAt: Date.now(),
  };
}

/** What an error says of itself. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'unknown';

/** The last three parts of a path: n8n's endpoint, the webhook's id, and the node's path. */
const ENDPOINT = /[^/]+(?=\/[^/]+\/[^/]+\/?$)/;

/**
 * The whole address under which the sender has called. n8n knows its public address from its
 * settings (`N8N_WEBHOOK_URL`); the request's own headers are the sender's to choose, and say
 * nothing of a path that a proxy takes away.
 */
function calledUrl(webhook: IWebhookFunctions, publicUrl: string): string | undefined {
  const { originalUrl } = webhook.getRequestObject();
  const mark = originalUrl.indexOf('?');
  const path = mark === -1 ? originalUrl : originalUrl.slice(0, mark);
  const query = mark === -1 ? '' : originalUrl.slice(mark);
  if (publicUrl !== '') return publicUrl.split('?')[0] + query;
  const production = webhook.getNodeWebhookUrl('default');
  // n8n gives the Production URL here even where the Test URL was called.
  const endpoint = ENDPOINT.exec(path)?.[0];
  return production?.replace(ENDPOINT, (same) => endpoint ?? same).concat(query);
}
