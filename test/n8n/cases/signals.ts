import { send } from '../../support/http.ts';
import { hmacHex } from '../../support/siggnal.ts';
import { keyAt, played } from '../emulated.ts';
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
  ...played('signals', 'user.created', async ({ emulator }, { id }) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const url = `${emulator.url}/signals/api/v1/webhooks/${id}`;
    const { webhook } = (await send(url, { method: 'GET', headers })).json;
    return { events: (webhook as { events: string[] }).events };
  }),
  wanted: { events: ['user.created', 'role.created'] },
  cells: {
    provider: 'signals',
    event_type: 'user.created',
    title: 'Jane Smith',
    summary: null,
    priority: null,
    company_name: null,
    contact_name: 'Jane Smith',
    contact_email: expect.stringMatching(/^jane\.\d+@example\.com$/),
    contacts: [
      {
        name: 'Jane Smith',
        role: null,
        email: expect.stringMatching(/^jane\.\d+@example\.com$/),
        phone: null,
      },
    ],
    subject_type: 'user',
    subject_id: expect.stringMatching(/^\d+$/),
    user_id: expect.stringMatching(/^\d+$/),
    user_is_admin: false,
    user_is_active: true,
    user_last_login_at: null,
    user_roles: [{ id: '3', name: 'Editor' }],
    role_id: null,
  },
  forged: { 'x-signals-signature': '0'.repeat(64) },
  byHand: {
    body: '{"event":"role.created","data":{"role":{"id":7,"name":"Reviewer"}},"timestamp":"2026-04-25T14:30:00+00:00"}',
    headers: (fixture, url, body) => {
      const { secret = '' } = keyAt(fixture, 'signals', url);
      return { 'x-signals-signature': hmacHex(secret, body) };
    },
    cells: {
      event_type: 'role.created',
      title: 'Reviewer',
      subject_type: 'role',
      subject_id: '7',
      role_name: 'Reviewer',
      occurred_at: '2026-04-25T14:30:00.000Z',
    },
  },
};
