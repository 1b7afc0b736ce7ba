import { send } from '../../support/http.ts';
import { hmacHex } from '../../support/siggnal.ts';
import { played } from '../emulated.ts';
import type { TriggerCase } from '../trigger-case.ts';

const SECRET = 'secret-token-of-siggnal';

/** Registered by hand: the user pastes the URL and a secret token into Siggnal's screen. */
export const siggnal: TriggerCase = {
  title: 'Siggnal Trigger',
  node: 'siggnalTrigger',
  credential: {
    type: 'siggnalApi',
    fields: () => ({ signingSecret: SECRET, previousSecret: '' }),
    wrong: { fields: { signingSecret: ' pasted with a space ' }, message: /space/ },
  },
  ...played('siggnal', 'signal'),
  async registerByHand({ emulator }, url) {
    const reply = await send(`${emulator.url}/screens/siggnal/webhooks`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url, secret_token: SECRET }),
    });
    expect(reply.status).toBe(201);
  },
  wanted: null,
  cells: {
    provider: 'siggnal',
    event_type: 'signal',
    title: 'A new head of procurement was appointed.',
    summary: 'The company fits the project’s industry and size.',
    priority: expect.stringMatching(/^(?:high|medium|low)$/),
    score: null,
    url: null,
    recommended_action: 'Congratulate, and offer a supplier review.',
    project_id: 'proj_xyz',
    company_name: 'ООО «Ромашка»',
    company_tax_id: '7701234567',
    company_domain: null,
    company_industry: 'Retail',
    contact_name: 'Anna Ivanova',
    contact_role: 'Head of Procurement',
    contact_email: 'anna@romashka.example',
    contact_phone: '+7 495 555-01-00',
    contacts: [
      {
        name: 'Anna Ivanova',
        role: 'Head of Procurement',
        email: 'anna@romashka.example',
        phone: '+7 495 555-01-00',
      },
      { name: 'Pavel Petrov', role: 'CFO', email: 'pavel@romashka.example', phone: null },
    ],
    subject_type: 'signal',
    subject_id: expect.stringMatching(/^sig_\d{6,}$/),
    signal_type: 'executive_change',
  },
  forged: { 'x-siggnal-signature': '0'.repeat(64) },
  byHand: {
    body: '{"signal_id":"sig_by_hand","priority":"high","event":{"detected_at":"2026-04-25T16:30:00+02:00"}}',
    headers: (_stage, _url, body) => ({ 'x-siggnal-signature': hmacHex(SECRET, body) }),
    cells: {
      subject_id: 'sig_by_hand',
      priority: 'high',
      occurred_at: '2026-04-25T14:30:00.000Z',
      contacts: [],
    },
  },
};
