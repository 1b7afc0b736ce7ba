import type { Provider, Settings } from '@signal-hooks/catalogue';
import type { Router } from 'express';
import type { Accounts } from './accounts.ts';
import type { Clock } from './clock.ts';
import type { Sender } from './delivery/sender.ts';
import type { Hook } from './hooks.ts';
import type { Json } from './http.ts';
import type { Samples } from './samples.ts';
import type { TargetRules } from './targets.ts';

/** What an emulated provider works with. */
export interface EmulatorContext {
  readonly clock: Clock;
  readonly sender: Sender;
  readonly samples: Samples;
  readonly rules: TargetRules;
  readonly accounts: Accounts;
  /** How SalesIQ returns public keys; the vendor does not document it. */
  readonly salesiqKeyFormat: 'spki' | 'pem';
}

/** One emulated provider. */
export interface EmulatedProvider {
  readonly provider: Provider;
  /** Where its servers are: base path and routes. */
  readonly mounts: readonly { readonly path: string; readonly router: Router }[];
  /** What is registered with it. */
  hooks(): readonly Hook[];
  /** What a user would fill in to register a source by API; empty where that is done by hand. */
  settings(url: string): Settings;
  /** What a user needs to know to try it, for the index: addresses and credentials. */
  guide(url: string): Json;
}

/** Creates an emulated provider. */
export type CreateEmulatedProvider = (context: EmulatorContext) => EmulatedProvider;
