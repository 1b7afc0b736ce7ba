import { PROVIDERS } from '@signal-hooks/catalogue';
import type { Trigger } from 'zapier-platform-core';
import { hookTrigger } from '../core/hook-trigger.ts';

export const signalsEvent: Trigger = hookTrigger({
  key: 'signals_event',
  noun: 'Event',
  label: 'New SIGNALS Event',
  description: 'Triggers when users, roles or settings change in SIGNALS.',
  provider: PROVIDERS.signals,
});
