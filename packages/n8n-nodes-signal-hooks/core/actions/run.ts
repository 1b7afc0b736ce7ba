import { ProviderApiError } from '@signal-hooks/catalogue';
import { ApiError, createClient } from '@signal-hooks/client';
import type { IExecuteFunctions, INodeExecutionData, NodeOperationError } from 'n8n-workflow';
import { explainToUser, type NextSteps } from '../errors.ts';
import { toProviderError } from '../gateway.ts';
import { gatewayWire } from '../wire.ts';
import { DELIVERY_OPERATIONS } from './deliveries.ts';
import { EVENT_OPERATIONS } from './events.ts';
import { Input } from './input.ts';
import type { Operation } from './operation.ts';
import { SOURCE_OPERATIONS } from './sources.ts';
import { SUBSCRIPTION_OPERATIONS } from './subscriptions.ts';

/** What the node can do, by resource and operation. */
export const OPERATIONS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  delivery: DELIVERY_OPERATIONS,
  event: EVENT_OPERATIONS,
  source: SOURCE_OPERATIONS,
  subscription: SUBSCRIPTION_OPERATIONS,
};

const NEXT_STEPS: Partial<NextSteps> = {
  provider_forbidden:
    'Make a new token there, with “signal-hooks token create --for n8n”, and enter it into the credential of this node.',
  provider_invalid: 'Check the fields of this node.',
  provider_not_found: 'Check the fields of this node, and the address in its credential.',
  provider_rate_limited: 'Wait a minute, then run it again.',
  provider_unavailable: 'Wait a minute, then run it again.',
};

/**
 * Does for one input item what the panel says.
 * @throws {NodeOperationError} in the words of the panel
 */
export async function runOperation(
  node: IExecuteFunctions,
  index: number,
): Promise<INodeExecutionData[]> {
  try {
    const resource = String(node.getNodeParameter('resource', index));
    const operation = String(node.getNodeParameter('operation', index));
    const run = OPERATIONS[resource]?.[operation];
    if (run === undefined) throw new Error(`${resource} has no operation ${operation}.`);
    const { gatewayUrl } = await node.getCredentials('signalHooksApi', index);
    const client = createClient(String(gatewayUrl), gatewayWire(node));
    const found = await run(client, new Input(node, index));
    return found.map((json) => ({ json, pairedItem: { item: index } }));
  } catch (error) {
    throw explain(node, index, error);
  }
}

function explain(node: IExecuteFunctions, index: number, error: unknown): NodeOperationError {
  const known = error instanceof ApiError ? inWordsOfPanel(error) : error;
  const explained = explainToUser(node, 'Signal Hooks', known, NEXT_STEPS);
  explained.context.itemIndex = index;
  return explained;
}

/** What the gateway says of a request is said to people: only the names of fields are not the panel's. */
function inWordsOfPanel(error: ApiError): ProviderApiError {
  const { isOfGateway, status, message, fields, missingScope } = error;
  if (!isOfGateway || ![400, 403, 404, 409, 422].includes(status)) return toProviderError(error);
  if (status === 403) {
    const what = missingScope === null ? message : `it lacks the scope ${missingScope}.`;
    return new ProviderApiError('provider_forbidden', `The API token may not do this: ${what}`);
  }
  const reasons = fields.map((field) => `${fieldName(field.path)}: ${field.message}`);
  const code = status === 404 ? 'provider_not_found' : 'provider_invalid';
  return new ProviderApiError(code, [message, ...reasons].join(' '));
}

/** What the panel calls a value of a request, where that is not its own name. */
const FIELD_NAMES: Readonly<Record<string, string>> = {
  event_id: 'Event',
  event_type: 'Event Types',
  filter: 'Conditions',
  max_per_second: 'Maximum per Second',
  priority_at_least: 'Minimum Priority',
  q: 'Search',
  secrets: 'Secret',
  source_id: 'Source',
  subscription_id: 'Subscription',
};

function fieldName(path: string): string {
  const [head = ''] = path.split('.');
  const words = head.replaceAll('_', ' ').replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  return FIELD_NAMES[head] ?? words;
}
