import { PROVIDERS } from '@signal-hooks/catalogue';
import type { Trigger } from 'zapier-platform-core';
import { hookTrigger } from '../core/hook-trigger.ts';

export const sigsentryAnalysis: Trigger = hookTrigger({
  key: 'sigsentry_analysis',
  noun: 'Analysis',
  label: 'New SigSentry Analysis',
  description: 'Triggers when SigSentry has analysed an incident, or a watchdog rule fires.',
  provider: PROVIDERS.sigsentry,
});
