import type { JsonObject, JsonValue } from '../json.ts';
import { asObject, asObjects } from '../payload.ts';
import type { ApiResponse } from './conversation.ts';
import { type ProviderApiCode, ProviderApiError } from './error.ts';

/** What a user can do about the refusals that every API has; said in the provider's words. */
export interface Advice {
  /** The provider's name, as messages begin. */
  readonly name: string;
  readonly unauthorized: string;
  readonly forbidden: string;
  readonly notFound: string;
  readonly rateLimited: string;
}

/** Longest text of a provider that is quoted in a message. */
const MAX_DETAIL = 200;

/**
 * Passes a 2xx answer on.
 * @throws {ProviderApiError} for any other, with what the user can do about it
 */
export function checkStatus(response: ApiResponse, advice: Advice): ApiResponse {
  const { status } = response;
  if (status >= 200 && status < 300) return response;
  const [code, message] = refusal(response, advice);
  throw new ProviderApiError(code, message);
}

function refusal(response: ApiResponse, advice: Advice): [ProviderApiCode, string] {
  const { status } = response;
  if (status === 401) return ['provider_unauthorized', advice.unauthorized];
  if (status === 402) return ['provider_plan', `${advice.name} needs a larger plan for this.`];
  if (status === 403) return ['provider_forbidden', advice.forbidden];
  if (status === 404) return ['provider_not_found', advice.notFound];
  if (status === 400 || status === 409 || status === 422) {
    return ['provider_invalid', `${advice.name} refused the webhook: ${detailOf(response)}`];
  }
  if (status === 429) return ['provider_rate_limited', advice.rateLimited];
  if (status === 408 || status >= 500) {
    return ['provider_unavailable', `${advice.name} answered ${status}; try again later.`];
  }
  return ['provider_unexpected', `${advice.name} answered ${status}.`];
}

/** The provider's own reason, where it gives one: `message`, `error.message` or `error`. */
function detailOf({ body }: ApiResponse): string {
  const { message, error } = asObject(body);
  const texts = [message, asObject(error).message, error];
  const text = texts.find((value) => typeof value === 'string' && value !== '');
  return typeof text === 'string' ? text.slice(0, MAX_DETAIL) : 'invalid input.';
}

/**
 * The objects of a list that an answer holds.
 * @throws {ProviderApiError} if it is no list: taken for an empty one, every start would
 * register once more
 */
export function listIn(value: JsonValue | undefined, name: string): JsonObject[] {
  if (Array.isArray(value)) return asObjects(value);
  throw new ProviderApiError(
    'provider_unexpected',
    `What answered is not ${name}’s list of webhooks. Check the address.`,
  );
}
