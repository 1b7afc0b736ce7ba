import {
  type ApiRequest,
  type ApiResponse,
  type Conversation,
  ProviderApiError,
} from '@signal-hooks/catalogue';

/** A request that is expected, and the answer to it, both written by hand. */
export type Exchange = readonly [expected: Partial<ApiRequest>, answer: Partial<ApiResponse>];

/** Runs a conversation; fails if it asks for anything else, for more, or for less. */
export function converse<Result>(
  conversation: Conversation<Result>,
  ...exchanges: readonly Exchange[]
): Result {
  let turn = conversation.next();
  for (const [expected, answer] of exchanges) {
    if (turn.done === true) throw new Error('the conversation ended too early');
    expect(turn.value).toEqual(expected);
    turn = conversation.next({ status: 200, body: null, ...answer });
  }
  if (turn.done !== true) throw new Error(`asked for more: ${JSON.stringify(turn.value)}`);
  return turn.value;
}

/** Runs a conversation that ends in an error. @returns the error */
export function converseError(
  conversation: Conversation<unknown>,
  ...exchanges: readonly Exchange[]
): ProviderApiError {
  try {
    converse(conversation, ...exchanges);
  } catch (error) {
    if (error instanceof ProviderApiError) return error;
    throw error;
  }
  throw new Error('the conversation succeeded');
}
