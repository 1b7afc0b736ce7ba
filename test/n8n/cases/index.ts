import type { TriggerCase } from '../trigger-case.ts';
import { salesiq } from './salesiq.ts';
import { siggnal } from './siggnal.ts';
import { signalArk } from './signal-ark.ts';
import { signalHooks } from './signal-hooks.ts';
import { signals } from './signals.ts';
import { signedWebhook } from './signed-webhook.ts';
import { sigsentry } from './sigsentry.ts';

/** All trigger nodes of the package. */
export const CASES: readonly TriggerCase[] = [
  siggnal,
  signalArk,
  signals,
  sigsentry,
  salesiq,
  signalHooks,
  signedWebhook,
];
