/**
 * The Zapier app: REST Hook triggers that subscribe at a Signal Hooks gateway, searches and
 * actions.
 *
 * @module
 */
import {
  type App,
  type Create,
  defineApp,
  version as platformVersion,
  type Search,
  type Trigger,
} from 'zapier-platform-core';
import { authentication } from './authentication.ts';
import { zapierVersion } from './core/version.ts';
import { replayDelivery } from './creates/replay-delivery.ts';
import { replayEventsSince } from './creates/replay-events-since.ts';
import { sendTestEvent } from './creates/send-test-event.ts';
import manifest from './package.json' with { type: 'json' };
import { findEvent } from './searches/find-event.ts';
import { findEvents } from './searches/find-events.ts';
import { newSignal } from './triggers/new-signal.ts';
import { providerTriggers } from './triggers/provider-triggers.ts';

/** Each under its key. */
const byKey = <Item extends { readonly key: string }>(
  items: readonly Item[],
): Record<string, Item> => Object.fromEntries(items.map((item) => [item.key, item]));

const app: App<Record<string, Trigger>, Record<string, Create>, Record<string, Search>> = defineApp(
  {
    version: zapierVersion(manifest.version),
    platformVersion,
    flags: {
      // Otherwise Zapier's own words for 429 come before ours.
      throwForThrottlingEarly: false,
      // Empty values are read where they are used, and are the same in the editor and in a run.
      cleanInputData: false,
    },
    authentication,
    triggers: byKey([newSignal, ...providerTriggers]),
    searches: byKey([findEvent, findEvents]),
    creates: byKey([replayDelivery, replayEventsSince, sendTestEvent]),
  },
);

// Zapier's runtime loads the default export.
// biome-ignore lint/style/noDefaultExport: the host demands it.
export default app;
