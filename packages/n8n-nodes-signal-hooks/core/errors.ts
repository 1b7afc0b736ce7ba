import { type ProviderApiCode, ProviderApiError } from '@signal-hooks/catalogue';
import { type IHookFunctions, type ILoadOptionsFunctions, NodeOperationError } from 'n8n-workflow';

/** What the user can do in n8n, besides what the message itself says. */
export type NextSteps = Readonly<Record<ProviderApiCode, string>>;

const NEXT_STEPS: NextSteps = {
  provider_unauthorized: 'Open the credential of this node and enter a valid token.',
  provider_forbidden: 'Give the token the missing permission, or choose another credential.',
  provider_invalid:
    'Check the settings of this node, and that n8n can be reached from the internet over HTTPS.',
  provider_limit:
    'Remove webhooks that are no longer needed at the provider, then publish the workflow again.',
  provider_rate_limited: 'Wait a few minutes, then publish the workflow again.',
  provider_not_found: 'Check the address and the names in the credential of this node.',
  provider_plan: 'Change the plan at the provider, then publish the workflow again.',
  provider_unavailable: 'Wait a few minutes, then publish the workflow again.',
  provider_unexpected: 'Check the address in the credential of this node.',
};

/** What people read for the ways in which no answer comes. */
const NETWORK_WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host name could not be found',
  EAI_AGAIN: 'its host name could not be found',
  ECONNREFUSED: 'nothing answers at its address',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  ERR_BAD_RESPONSE: 'its answer broke off',
  EHOSTUNREACH: 'its address could not be reached',
  ENETUNREACH: 'its address could not be reached',
  ETIMEDOUT: 'it did not answer in time',
  ECONNABORTED: 'it did not answer in time',
  ERR_INVALID_URL: 'its address is not complete; it begins with https://',
  ERR_BAD_REQUEST: 'its address is not complete; it begins with https://',
  ERR_FR_TOO_MANY_REDIRECTS: 'its address leads from one page to the next without end',
  ERR_INVALID_CHAR: 'the token holds a character that cannot be sent; paste it again',
  EPROTO: 'it does not speak HTTPS at this address',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate belongs to another host name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
};

/** What comes before the host in an address: a name and a password. */
const USER_INFO = /(?<=:\/\/)[^/\s@]+@/g;
/** Some APIs repeat what they refuse, tokens included. No word is that long and has a digit. */
const LONG_RUN = /[\w+/=-]{24,}/g;

/** Deepest chain of causes that is followed. */
const MAX_CAUSES = 5;

/**
 * Turns whatever ended a conversation into an error the editor can show: what happened and
 * what to do. Neither requests nor answers become part of it, for they hold secrets.
 *
 * @param name of the provider; the message has it in any case
 * @param nextSteps where they differ for a provider
 */
export function explainToUser(
  node: IHookFunctions | ILoadOptionsFunctions,
  name: string,
  error: unknown,
  nextSteps: Partial<NextSteps> = {},
): NodeOperationError {
  if (error instanceof NodeOperationError) return error;
  if (error instanceof ProviderApiError) {
    const { message, code } = error;
    const isNamed = name.split(' ').some((word) => message.includes(word));
    const description = nextSteps[code] ?? NEXT_STEPS[code];
    return operationError(node, isNamed ? message : `${name}: ${message}`, description);
  }
  const words = networkWords(error);
  const message = words
    ? `${name} could not be reached: ${words}.`
    : `${name} could not be asked: ${messageOf(error)}`;
  const description =
    'Check the credential of this node and n8n’s connection to the internet, then publish the workflow again.';
  return operationError(node, message, description);
}

/**
 * An error that the editor can show. Where publishing fails it shows the message only, so what
 * to do is part of it.
 */
export function operationError(
  node: IHookFunctions | ILoadOptionsFunctions,
  what: string,
  description: string,
): NodeOperationError {
  const text = `${what} ${description}`
    .replace(USER_INFO, '')
    .replace(LONG_RUN, (run) => (/\d/.test(run) ? '…' : run));
  const error = new NodeOperationError(node.getNode(), text, { description });
  // n8n looks for the codes of Node in a message, finds EPERM in "updatePermission", and
  // writes words of its own instead.
  error.message = text;
  return error;
}

/** n8n wraps the network's own error; its code is somewhere in the chain of causes. */
function networkWords(error: unknown): string | undefined {
  let at = error;
  for (let depth = 0; depth < MAX_CAUSES && typeof at === 'object' && at !== null; depth += 1) {
    const { code, httpCode, cause } = at as Record<'code' | 'httpCode' | 'cause', unknown>;
    const words = NETWORK_WORDS[String(code)] ?? NETWORK_WORDS[String(httpCode)];
    if (words !== undefined) return words;
    at = cause;
  }
  return undefined;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'the reason is not known.';
