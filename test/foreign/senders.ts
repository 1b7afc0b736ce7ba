import { nameOf, type Sender } from './sender.ts';
import { HUB } from './senders/hub.ts';
import { SIGNING } from './senders/signing.ts';
import { TIMED } from './senders/timed.ts';
import { TWILIO } from './senders/twilio.ts';
import { VERIFYING } from './senders/verifying.ts';
import { WITHOUT_LIBRARY } from './senders/without-library.ts';

/** Every sender, one for each preset and form. */
export const SENDERS: readonly Sender[] = [
  ...SIGNING,
  ...TWILIO,
  ...VERIFYING,
  ...TIMED,
  ...HUB,
  ...WITHOUT_LIBRARY,
];

/** @throws {Error} if there is none of that name */
export function senderOf(name: string): Sender {
  const sender = SENDERS.find((one) => nameOf(one) === name);
  if (sender === undefined) throw new Error(`no sender "${name}"`);
  return sender;
}
