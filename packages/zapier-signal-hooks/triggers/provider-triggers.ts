import { ALERTS, PROVIDERS, triggersOf } from '@signal-hooks/catalogue';
import type { Trigger } from 'zapier-platform-core';
import { hookTrigger } from '../core/hook-trigger.ts';

/** Of each provider, and of the gateway's own alerts: New SalesIQ Event, New Missed Chat, … */
export const providerTriggers: readonly Trigger[] = [...Object.values(PROVIDERS), ALERTS]
  .flatMap(triggersOf)
  .map(hookTrigger);
