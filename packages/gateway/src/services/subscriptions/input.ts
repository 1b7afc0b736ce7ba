import {
  type FilterCondition,
  filterFields,
  type ProviderId,
  validateConditions,
} from '@signal-hooks/catalogue';
import type { DeliveryFormat } from '../../domain.ts';
import type { FieldProblem } from '../../errors.ts';

/** What can be said about a subscription; what is absent stays as it is. */
export interface SubscriptionInput {
  readonly name?: string;
  readonly targetUrl?: string;
  /** Empty: every type. */
  readonly eventTypes?: readonly string[];
  /** The API's `filter`; checked here, whatever the type says. */
  readonly conditions?: readonly FilterCondition[];
  readonly format?: DeliveryFormat;
  /** Whether records have the provider's payload as `raw`. */
  readonly includeRaw?: boolean;
  /** Most deliveries under way at once. */
  readonly maxConcurrency?: number;
  /** Most attempts per second; null: no limit. */
  readonly maxPerSecond?: number | null;
  readonly status?: 'active' | 'paused';
}

/** Bounds that the API's schemas publish too. */
export const SUBSCRIPTION_LIMITS = {
  name: 100,
  eventTypes: 100,
  eventType: 100,
  rateGroup: 100,
  maxConcurrency: 100,
  maxPerSecond: 1000,
} as const;

/**
 * What is wrong with an input, apart from its target.
 * @param provider the only one whose events can come; null: any
 */
export function checkSubscription(
  input: SubscriptionInput,
  provider: ProviderId | null,
): FieldProblem[] {
  const { name = '', eventTypes = [], maxConcurrency = 1, maxPerSecond = null } = input;
  const most = SUBSCRIPTION_LIMITS;
  const problems: FieldProblem[] = [];
  if (name.length > most.name) {
    problems.push({ path: 'name', message: `Give at most ${most.name} characters.` });
  }
  const areTypes = eventTypes.every((type) => type !== '' && type.length <= most.eventType);
  if (!areTypes || eventTypes.length > most.eventTypes) {
    const message = `Give at most ${most.eventTypes} types of 1 to ${most.eventType} characters.`;
    problems.push({ path: 'event_types', message });
  }
  if (
    !Number.isInteger(maxConcurrency) ||
    maxConcurrency < 1 ||
    maxConcurrency > most.maxConcurrency
  ) {
    const message = `Give a whole number from 1 to ${most.maxConcurrency}.`;
    problems.push({ path: 'max_concurrency', message });
  }
  if (maxPerSecond !== null && !(maxPerSecond > 0 && maxPerSecond <= most.maxPerSecond)) {
    const message = `Give a number above 0 and up to ${most.maxPerSecond}, or null.`;
    problems.push({ path: 'max_per_second', message });
  }
  if (input.conditions === undefined) return problems;
  return [...problems, ...validateConditions(input.conditions, filterFields(provider), 'filter')];
}

/** Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes. */
export function isSigningSecret(secret: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(secret)) return false;
  const bytes = Buffer.from(secret.slice(6), 'base64');
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === secret.slice(6);
}
