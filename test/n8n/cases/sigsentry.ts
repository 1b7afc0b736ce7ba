import { send } from '../../support/http.ts';
import { hmacHex } from '../../support/siggnal.ts';
import { emulatorActions, hookAt } from '../emulator-actions.ts';
import type { TriggerCase } from '../trigger-case.ts';

const KEY = 'ss_secret_emulated';

/** Registers itself, with a secret and a bearer token of its own choice. */
export const sigsentry: TriggerCase = {
  title: 'SigSentry Trigger',
  node: 'sigSentryTrigger',
  credential: {
    type: 'sigSentryApi',
    fields: ({ emulator }) => ({ apiKey: KEY, apiUrl: `${emulator.url}/sigsentry` }),
    wrong: { fields: { apiKey: 'ss_secret_nobody' }, message: /^Unauthorized$/ },
  },
  ...emulatorActions(
    'sigsentry',
    'analysis.complete',
    async ({ emulator }, { id, authorization }) => {
      const headers = { authorization: `Bearer ${KEY}` };
      const url = `${emulator.url}/sigsentry/v1/config/notifications`;
      const { data } = (await send(url, { method: 'GET', headers })).json;
      const channel = (data as { id: string; severityThreshold: string }[]).find(
        (each) => each.id === id,
      );
      return { threshold: channel?.severityThreshold, authorization };
    },
  ),
  requested: { threshold: 'low', authorization: expect.stringMatching(/^Bearer \S{32,}$/) },
  forged: { 'x-sigsentry-signature': `sha256=${'0'.repeat(64)}` },
  sign: (fixture, url, body) => {
    const hook = hookAt(fixture, 'sigsentry', url);
    return {
      authorization: hook.authorization ?? '',
      'x-sigsentry-signature': `sha256=${hmacHex(hook.key().secret ?? '', body)}`,
    };
  },
};
