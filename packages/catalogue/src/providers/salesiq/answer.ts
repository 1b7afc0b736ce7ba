import type { JsonObject, JsonValue } from '../../json.ts';
import { asObject, asText } from '../../payload.ts';
import { type Advice, checkStatus } from '../../registration/answer.ts';
import type { ApiResponse } from '../../registration/conversation.ts';
import { type ProviderApiCode, ProviderApiError } from '../../registration/error.ts';

const ADVICE: Advice = {
  name: 'SalesIQ',
  unauthorized:
    'SalesIQ does not accept the access token. Check the data centre, and create a new refresh token.',
  forbidden:
    'SalesIQ does not let this connection manage webhooks. It needs the scopes SalesIQ.webhooks.READ, CREATE, UPDATE and DELETE, of an administrator of the portal.',
  notFound: 'SalesIQ has no such portal or webhook. Check the screen name and the data centre.',
  rateLimited: 'SalesIQ has locked its API for a while after too many calls; try again later.',
};

/** SalesIQ's documented error codes. https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html */
const CODES: Readonly<Record<string, readonly [ProviderApiCode, string]>> = {
  1002: ['provider_unauthorized', ADVICE.unauthorized],
  1004: ['provider_unexpected', 'SalesIQ does not offer this call at its API.'],
  1006: [
    'provider_invalid',
    'SalesIQ could not reach the webhook’s URL: it sends a HEAD request there, which must answer 200. Check that the URL is reachable from the internet, over HTTPS and without a port.',
  ],
  1008: ['provider_unauthorized', ADVICE.unauthorized],
  1009: ['provider_forbidden', ADVICE.forbidden],
  1011: ['provider_invalid', 'SalesIQ refused a parameter of the webhook.'],
  1015: ['provider_invalid', 'SalesIQ could not read the description of the webhook.'],
  1016: [
    'provider_forbidden',
    'The Zoho user of this connection may not do this; SalesIQ wants an administrator of the portal.',
  ],
  1017: [
    'provider_limit',
    'SalesIQ’s limit is reached. Remove webhooks that are no longer needed, or keys of this one (it takes two).',
  ],
  1019: ['provider_not_found', ADVICE.notFound],
  1021: ['provider_plan', 'Webhooks are not part of the portal’s plan; SalesIQ asks to upgrade.'],
  1023: ['provider_rate_limited', ADVICE.rateLimited],
};

/** Longest text of SalesIQ that is quoted in a message. */
const MAX_DETAIL = 200;

/**
 * The `data` of a SalesIQ answer. "Both the success and the error responses hold the status
 * code as 200", so the body decides and the status is looked at only for the answers
 * of something in between, such as a proxy.
 * @throws {ProviderApiError} if the body is an error or is not understood
 */
export function dataOf(response: ApiResponse): JsonValue {
  const body = asObject(response.body);
  checkDone(response);
  if (body.data !== undefined) return body.data;
  throw new ProviderApiError(
    'provider_unexpected',
    'SalesIQ’s answer was not understood. Check the API address.',
  );
}

/**
 * Checks an answer of which only the success matters; it may be empty (assumed).
 * @throws {ProviderApiError} as {@link dataOf}
 */
export function checkDone(response: ApiResponse): void {
  const { error } = asObject(response.body);
  if (error === undefined || error === null) checkStatus(response, ADVICE);
  else throw asError(asObject(error));
}

function asError({ code, message }: JsonObject): ProviderApiError {
  const number = asText(code);
  const known = Object.hasOwn(CODES, number) ? CODES[number] : undefined;
  const said = typeof message === 'string' ? message.slice(0, MAX_DETAIL) : 'no reason given';
  if (known === undefined) {
    const shown = number.slice(0, 20) || 'without a number';
    return new ProviderApiError('provider_unexpected', `SalesIQ refused (${shown}): ${said}.`);
  }
  return new ProviderApiError(known[0], `${known[1]} (SalesIQ: ${number} ${said})`);
}

/** Error codes of a token that has run out or was never valid. */
const TOKEN_CODES: readonly string[] = ['1002', '1008'];

/** Whether SalesIQ does not accept the access token; it says so inside HTTP 200. */
export function isTokenRefused({ status, body }: ApiResponse): boolean {
  const { code } = asObject(asObject(body).error);
  return status === 401 || TOKEN_CODES.includes(asText(code));
}

/** What Zoho's token endpoint says, and what to do about it. */
const TOKEN_ERRORS: Readonly<Record<string, readonly [ProviderApiCode, string]>> = {
  invalid_client: [
    'provider_unauthorized',
    'Zoho does not know the client ID in this data centre. Check the client ID and the data centre.',
  ],
  invalid_client_secret: ['provider_unauthorized', 'The client secret does not fit the client ID.'],
  invalid_code: [
    'provider_unauthorized',
    'The refresh token is wrong, was revoked, or belongs to another client or data centre. Create a new one.',
  ],
  access_denied: [
    'provider_rate_limited',
    'Zoho gives out no more access tokens for the moment; try again in ten minutes.',
  ],
};

/**
 * The access token in an answer of Zoho's token endpoint, which holds errors inside HTTP 200.
 * @throws {ProviderApiError} if there is none
 */
export function accessTokenOf(response: ApiResponse): string {
  const { access_token: token, error } = asObject(response.body);
  if (typeof token === 'string' && token !== '') return token;
  const word = asText(error);
  const known = Object.hasOwn(TOKEN_ERRORS, word) ? TOKEN_ERRORS[word] : undefined;
  if (known !== undefined) throw new ProviderApiError(...known);
  checkStatus(response, { ...ADVICE, name: 'Zoho', unauthorized: 'Zoho refused the client.' });
  throw new ProviderApiError(
    'provider_unexpected',
    `Zoho gave no access token${word === '' ? '' : `: ${word.slice(0, MAX_DETAIL)}`}.`,
  );
}
