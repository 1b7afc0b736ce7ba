/**
 * The Zapier app: REST Hook triggers that subscribe at a Signal Hooks gateway, a search and an
 * action.
 *
 * @module
 */
import {
  type App,
  type Create,
  version as platformVersion,
  type Search,
  type Trigger,
} from 'zapier-platform-core';
import { authentication } from './authentication.ts';
import { replayDelivery } from './creates/replay-delivery.ts';
import manifest from './package.json' with { type: 'json' };
import { findEvent } from './searches/find-event.ts';
import { newSignal } from './triggers/new-signal.ts';
import { providerTriggers } from './triggers/provider-triggers.ts';

const triggers: readonly Trigger[] = [newSignal, ...providerTriggers];

const app: App<Record<string, Trigger>, Record<string, Create>, Record<string, Search>> = {
  version: manifest.version,
  platformVersion,
  flags: {
    // Otherwise Zapier's own words for 429 come before ours.
    throwForThrottlingEarly: false,
    // Empty values are read where they are used, and are the same in the editor and in a run.
    cleanInputData: false,
  },
  authentication,
  triggers: Object.fromEntries(triggers.map((trigger) => [trigger.key, trigger])),
  searches: { [findEvent.key]: findEvent },
  creates: { [replayDelivery.key]: replayDelivery },
};

// Zapier's runtime loads the default export.
// biome-ignore lint/style/noDefaultExport: the host demands it.
export default app;
