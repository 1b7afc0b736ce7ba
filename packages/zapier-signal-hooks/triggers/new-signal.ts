import type { Trigger } from 'zapier-platform-core';
import { hookTrigger } from '../core/hook-trigger.ts';

export const newSignal: Trigger = hookTrigger({
  key: 'new_signal',
  noun: 'Signal',
  label: 'New Signal',
  description: 'Triggers when any source of the gateway has a new event.',
  provider: null,
  kind: null,
});
