import type { Trigger } from '@activepieces/pieces-framework';
import { ALERTS, PROVIDERS, triggersOf } from '@signal-hooks/catalogue';
import { type HookTrigger, hookTrigger } from './hook-trigger.ts';

/** Events of all providers. */
const EVERY_EVENT: HookTrigger = {
  key: 'new_signal',
  noun: 'Signal',
  label: 'New Signal',
  description: 'Triggers when any source of the gateway has a new event.',
  provider: null,
  kind: null,
};

/** Of all, of each provider, and of the gateway's own alerts: New Signal, New SalesIQ Event, … */
export const triggers: Trigger[] = [
  EVERY_EVENT,
  ...[...Object.values(PROVIDERS), ALERTS].flatMap(triggersOf),
].map(hookTrigger);
