/**
 * The Activepieces piece: triggers that subscribe at a Signal Hooks gateway, and actions.
 *
 * @module
 */
import { createPiece } from '@activepieces/pieces-framework';
import { findEvent } from './actions/find-event.ts';
import { findEvents } from './actions/find-events.ts';
import { replayDelivery } from './actions/replay-delivery.ts';
import { replayEventsSince } from './actions/replay-events-since.ts';
import { sendTestEvent } from './actions/send-test-event.ts';
import { auth } from './auth.ts';
import { LOGO } from './logo.ts';
import { triggers } from './triggers.ts';

/** Activepieces takes the piece among the exports by the name of its class. */
export const signalHooks = createPiece({
  displayName: 'Signal Hooks',
  description: 'Verified, de-duplicated signals of your providers, from your own gateway.',
  auth,
  logoUrl: LOGO,
  authors: ['signal-hooks'],
  actions: [findEvent, findEvents, replayDelivery, replayEventsSince, sendTestEvent],
  triggers,
});
