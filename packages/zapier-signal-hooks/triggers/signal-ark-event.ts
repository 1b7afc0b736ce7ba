import { PROVIDERS } from '@signal-hooks/catalogue';
import type { Trigger } from 'zapier-platform-core';
import { hookTrigger } from '../core/hook-trigger.ts';

export const signalArkEvent: Trigger = hookTrigger({
  key: 'signal_ark_event',
  noun: 'Event',
  label: 'New Signal Ark Event',
  description: 'Triggers when Signal Ark promotes a signal or a lead, or matches a play.',
  provider: PROVIDERS['signal-ark'],
});
