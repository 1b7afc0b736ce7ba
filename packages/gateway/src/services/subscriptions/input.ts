import { validateConditions } from '@signal-hooks/catalogue';
import type { InputOf } from '../../entities/columns.ts';
import { checkBounds } from '../../entities/input.ts';
import { SUBSCRIPTION } from '../../entities/subscription.ts';
import type { FieldProblem } from '../../errors.ts';
import type { FieldMap } from '../../providers.ts';

/** What can be said about a subscription; what is absent stays as it is. */
export interface SubscriptionInput extends InputOf<typeof SUBSCRIPTION, 'always'> {
  readonly targetUrl?: string;
  readonly status?: 'active' | 'paused';
}

/**
 * What is wrong with an input, apart from its target.
 * @param fields those that its conditions can name
 */
export function checkSubscription(input: SubscriptionInput, fields: FieldMap): FieldProblem[] {
  const problems = checkBounds(SUBSCRIPTION, input);
  if (input.conditions === undefined) return problems;
  return [...problems, ...validateConditions(input.conditions, [...fields.values()], 'filter')];
}

/** Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes. */
export function isSigningSecret(secret: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(secret)) return false;
  const bytes = Buffer.from(secret.slice(6), 'base64');
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === secret.slice(6);
}
