import { typedSecret } from '../../support/screens.ts';
import { hmacHex } from '../../support/siggnal.ts';
import { emulatorActions } from '../emulator-actions.ts';
import type { TriggerCase } from '../trigger-case.ts';

const SECRET = typedSecret('siggnal');

/** Registered by hand: the user pastes the URL and a secret token into Siggnal's screen. */
export const siggnal: TriggerCase = {
  title: 'Siggnal Trigger',
  node: 'siggnalTrigger',
  credential: {
    type: 'siggnalApi',
    fields: () => ({ signingSecret: SECRET, previousSecret: '' }),
    wrong: { fields: { signingSecret: ' pasted with a space ' }, message: /space/ },
  },
  ...emulatorActions('siggnal', 'signal'),
  requested: null,
  forged: { 'x-siggnal-signature': '0'.repeat(64) },
  sign: (_fixture, _url, body) => ({ 'x-siggnal-signature': hmacHex(SECRET, body) }),
};
