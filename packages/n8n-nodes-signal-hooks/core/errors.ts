import { type ProviderApiCode, ProviderApiError } from '@signal-hooks/catalogue';
import { type IHookFunctions, NodeOperationError } from 'n8n-workflow';

/** What the user can do in n8n, besides what the message itself says. */
const NEXT_STEPS: Readonly<Record<ProviderApiCode, string>> = {
  provider_unauthorized:
    'Open the credential of this node and enter a valid token, or connect the account again.',
  provider_forbidden: 'Give the token the missing permission, or choose another credential.',
  provider_invalid: 'Check the settings of this node, and that n8n has a public HTTPS address.',
  provider_limit: 'Remove webhooks that are no longer needed at the provider, then activate again.',
  provider_rate_limited: 'Wait a few minutes, then activate the workflow again.',
  provider_not_found: 'Check the address and the names in the credential of this node.',
  provider_plan: 'Change the plan at the provider, then activate the workflow again.',
  provider_unavailable: 'Wait a few minutes, then activate the workflow again.',
  provider_unexpected: 'Check the address in the credential of this node.',
};

/** What people read for the ways in which no answer comes. */
const NETWORK_WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host name could not be found',
  EAI_AGAIN: 'its host name could not be found',
  ECONNREFUSED: 'nothing answers at its address',
  ECONNRESET: 'the connection broke',
  EHOSTUNREACH: 'its address could not be reached',
  ETIMEDOUT: 'it did not answer in time',
  ECONNABORTED: 'it did not answer in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
};

/** Deepest chain of causes that is followed. */
const MAX_CAUSES = 5;

/**
 * Turns whatever ended a conversation into an error the editor can show: what happened and
 * what to do. Neither requests nor answers become part of it, for they hold secrets.
 */
export function explainToUser(
  hook: IHookFunctions,
  name: string,
  error: unknown,
): NodeOperationError {
  if (error instanceof NodeOperationError) return error;
  if (error instanceof ProviderApiError) {
    return new NodeOperationError(hook.getNode(), error.message, {
      description: NEXT_STEPS[error.code],
    });
  }
  const words = networkWords(error);
  const message = words
    ? `${name} could not be reached: ${words}.`
    : `${name} could not be asked: ${messageOf(error)}`;
  return new NodeOperationError(hook.getNode(), message, {
    description: 'Check the address in the credential of this node, then activate again.',
  });
}

/** n8n wraps the network's own error; its code stands somewhere in the chain of causes. */
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
