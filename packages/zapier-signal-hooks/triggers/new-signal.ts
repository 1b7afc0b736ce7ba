import type { Trigger } from 'zapier-platform-core';
import { type HookTrigger, hookTrigger } from '../core/hook-trigger.ts';

/** Events of all providers. */
export const EVERY_EVENT: HookTrigger = {
  key: 'new_signal',
  noun: 'Signal',
  label: 'New Signal',
  description: 'Triggers when any source of the gateway has a new event.',
  provider: null,
  kind: null,
};

export const newSignal: Trigger = hookTrigger(EVERY_EVENT);
