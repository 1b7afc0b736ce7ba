import { PROVIDERS } from '@signal-hooks/catalogue';
import type { Trigger } from 'zapier-platform-core';
import { hookTrigger } from '../core/hook-trigger.ts';
import { providerTrigger } from '../core/provider-trigger.ts';

/** One trigger for each provider: New Siggnal Signal, New SalesIQ Event, … */
export const providerTriggers: readonly Trigger[] = Object.values(PROVIDERS).map((provider) =>
  hookTrigger(providerTrigger(provider)),
);
