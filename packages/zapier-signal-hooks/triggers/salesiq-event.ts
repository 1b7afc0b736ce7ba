import { PROVIDERS } from '@signal-hooks/catalogue';
import type { Trigger } from 'zapier-platform-core';
import { hookTrigger } from '../core/hook-trigger.ts';

export const salesiqEvent: Trigger = hookTrigger({
  key: 'salesiq_event',
  noun: 'Event',
  label: 'New SalesIQ Event',
  description: 'Triggers when something happens in a Zoho SalesIQ portal, such as a missed chat.',
  provider: PROVIDERS.salesiq,
});
