import { PROVIDERS } from '@signal-hooks/catalogue';
import type { Trigger } from 'zapier-platform-core';
import { hookTrigger } from '../core/hook-trigger.ts';

export const siggnalSignal: Trigger = hookTrigger({
  key: 'siggnal_signal',
  noun: 'Signal',
  label: 'New Siggnal Signal',
  description: 'Triggers when Siggnal finds a signal about a company.',
  provider: PROVIDERS.siggnal,
});
