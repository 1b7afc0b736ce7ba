import type { AlertRule } from '../rule.ts';
import { deliveryLate } from './delivery-late.ts';
import { diskNearlyFull } from './disk-nearly-full.ts';
import { registrationLost } from './registration-lost.ts';
import { sourceRejecting } from './source-rejecting.ts';
import { sourceSilent } from './source-silent.ts';
import { storeNotWritable } from './store-not-writable.ts';
import { subscriptionDisabled } from './subscription-disabled.ts';
import { subscriptionFailing } from './subscription-failing.ts';
import { tokenExpiring } from './token-expiring.ts';

/** All rules, by their ids. */
export const ALERT_RULES: Readonly<Record<string, AlertRule>> = {
  subscription_failing: subscriptionFailing,
  subscription_disabled: subscriptionDisabled,
  delivery_late: deliveryLate,
  source_rejecting: sourceRejecting,
  source_silent: sourceSilent,
  registration_lost: registrationLost,
  store_not_writable: storeNotWritable,
  disk_nearly_full: diskNearlyFull,
  token_expiring: tokenExpiring,
};
