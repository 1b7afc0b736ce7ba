import { networkWords } from '@signal-hooks/catalogue';
import { type Dispatcher as HttpClient, request } from 'undici';
import { AddressForbiddenError } from '../../net/safe-connector.ts';
import { slackMessage } from '../../slack.ts';
import type { AlertMessage } from '../message.ts';
import { tame } from '../text.ts';

/** For one message, everything included. */
const TIMEOUT_MS = 10_000;
/** Slack answers a word or two. */
const MAX_ANSWER = 1000;

/**
 * Sends a message to an incoming webhook of Slack, or of what takes the same.
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * @param client made with `createSafeAgent`
 * @returns why it was not taken, in words without the address; null: it was
 */
export async function sendToSlack(
  client: HttpClient,
  url: string,
  message: AlertMessage,
): Promise<string | null> {
  try {
    const response = await request(url, {
      dispatcher: client,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: slackMessage(`${message.subject}\n\n${message.text}`),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { statusCode, body } = response;
    if (statusCode >= 200 && statusCode < 300) {
      await body.dump();
      return null;
    }
    return `It answered HTTP ${statusCode}: ${await startOf(body)}`;
  } catch (error) {
    if (error instanceof AddressForbiddenError) return error.message;
    if (error instanceof Error && error.name === 'TimeoutError') {
      return `It did not answer within ${TIMEOUT_MS / 1000} seconds.`;
    }
    return `It could not be reached: ${networkWords(error) ?? 'the connection failed'}.`;
  }
}

async function startOf(body: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of body) {
    text += chunk.toString('utf8');
    // Leaving the loop ends the connection.
    if (text.length >= MAX_ANSWER) break;
  }
  return tame(text, 100) || 'nothing more';
}
