import { networkWords, type ProviderApiCode, ProviderApiError } from '@signal-hooks/catalogue';
import {
  type IExecuteFunctions,
  type IHookFunctions,
  type ILoadOptionsFunctions,
  NodeOperationError,
} from 'n8n-workflow';

/** Where a node is when something fails. */
type AnyFunctions = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions;

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

/** What comes before the host in an address: a name and a password. */
const USER_INFO = /(?<=:\/\/)[^/\s@]+@/g;
/** Some APIs repeat what they refuse, tokens included. No word is that long and has a digit. */
const LONG_RUN = /[\w+/=-]{24,}/g;

/**
 * Turns whatever ended a conversation into an error the editor can show: what happened and
 * what to do. Neither requests nor answers become part of it, for they hold secrets.
 *
 * @param name of the provider; the message has it in any case
 * @param nextSteps where they differ for a provider
 */
export function explainToUser(
  node: AnyFunctions,
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
  node: AnyFunctions,
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

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'the reason is not known.';
