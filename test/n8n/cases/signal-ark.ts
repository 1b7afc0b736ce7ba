import { fillScreen, typedSecret } from '../../support/screens.ts';
import { hmacHex } from '../../support/siggnal.ts';
import { emulatorActions } from '../emulator-actions.ts';
import type { TriggerCase } from '../trigger-case.ts';

const SECRET = typedSecret('signal-ark');

/** Registered by hand; adding the destination sends a ping, which has to be answered. */
export const signalArk: TriggerCase = {
  title: 'Signal Ark Trigger',
  node: 'signalArkTrigger',
  credential: {
    type: 'signalArkApi',
    fields: () => ({ signingSecret: SECRET, previousSecret: '' }),
    wrong: { fields: { signingSecret: 'short' }, message: /short/ },
  },
  ...emulatorActions('signal-ark', 'signal.promoted'),
  async registerByHand({ emulator }, url) {
    const { json } = await fillScreen(emulator, 'signal-ark', url);
    expect(json).toMatchObject({ ping: { status: 'delivered' } });
  },
  requested: null,
  forged: { 'x-signalark-signature': '0'.repeat(64) },
  sign: (_fixture, _url, body) => ({ 'x-signalark-signature': hmacHex(SECRET, body) }),
};
