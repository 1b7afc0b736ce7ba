import { send } from '../../support/http.ts';
import { hmacHex } from '../../support/siggnal.ts';
import { emulatorActions, keyAt } from '../emulator-actions.ts';
import type { TriggerCase } from '../trigger-case.ts';

const TOKEN = '1|emulated-signals-token';

/** Registers itself; SIGNALS makes the secret and tells it once. */
export const signals: TriggerCase = {
  title: 'SIGNALS Trigger',
  node: 'signalsTrigger',
  parameters: async () => ({ events: ['user.created', 'role.created'] }),
  credential: {
    type: 'signalsApi',
    fields: ({ emulator }) => ({ baseUrl: `${emulator.url}/signals`, apiToken: TOKEN }),
    wrong: { fields: { apiToken: '9|nobody' }, message: /^Unauthorized$/ },
  },
  ...emulatorActions('signals', 'user.created', async ({ emulator }, { id }) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const url = `${emulator.url}/signals/api/v1/webhooks/${id}`;
    const { webhook } = (await send(url, { method: 'GET', headers })).json;
    return { events: (webhook as { events: string[] }).events };
  }),
  requested: { events: ['user.created', 'role.created'] },
  forged: { 'x-signals-signature': '0'.repeat(64) },
  sign: (fixture, url, body) => {
    const { secret = '' } = keyAt(fixture, 'signals', url);
    return { 'x-signals-signature': hmacHex(secret, body) };
  },
};
