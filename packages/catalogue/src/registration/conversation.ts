import { type JsonObject, type JsonValue, parsePayload } from '../json.ts';
import { ProviderApiError } from './error.ts';

/** Most requests of one conversation: a list that never ends must not keep anybody for ever. */
const MAX_REQUESTS = 100;

/** One request to a provider's management API. Its authentication is added by whoever sends it. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: JsonObject;
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>>;
}

/** The answer: its status and its body as JSON, null where it is empty or no JSON. */
export interface ApiResponse {
  readonly status: number;
  readonly body: JsonValue;
}

/**
 * Reads the body of a provider's answer, with every digit of long ids.
 * @returns null if it is empty or no JSON object; no provider answers anything else
 */
export function readApiBody(body: Uint8Array): JsonValue {
  const parsed = parsePayload(body);
  return parsed.ok ? parsed.payload : null;
}

/**
 * A conversation with a provider's API that does no I/O itself: it yields requests and is
 * resumed with the answers, so that the gateway, n8n and others can each send them in
 * their own way. It throws {@link ProviderApiError} for answers that end it.
 */
export type Conversation<Result> = Generator<ApiRequest, Result, ApiResponse>;

/**
 * Has a conversation: sends each request and hands the answer, or the failure, back to it.
 * @param send what sends a request; may throw
 * @throws {ProviderApiError} if the API keeps asking for more, and whatever the conversation throws
 */
export async function converse<Result>(
  send: (ask: ApiRequest) => Promise<ApiResponse>,
  conversation: Conversation<Result>,
): Promise<Result> {
  let step = conversation.next();
  for (let count = 0; !step.done; count += 1) {
    if (count === MAX_REQUESTS) {
      throw new ProviderApiError('provider_unexpected', 'The API keeps asking for more requests.');
    }
    try {
      const answer = await send(step.value);
      step = conversation.next(answer);
    } catch (error) {
      step = conversation.throw(error);
    }
  }
  return step.value;
}
