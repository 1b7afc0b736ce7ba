import type { AlertRule } from '../rule.ts';
import { deliveryLate } from './delivery-late.ts';
import { subscriptionDisabled } from './subscription-disabled.ts';
import { subscriptionFailing } from './subscription-failing.ts';
import { tokenExpiring } from './token-expiring.ts';

/** All rules, by their ids. */
export const ALERT_RULES: Readonly<Record<string, AlertRule>> = {
  subscription_failing: subscriptionFailing,
  subscription_disabled: subscriptionDisabled,
  delivery_late: deliveryLate,
  token_expiring: tokenExpiring,
};
