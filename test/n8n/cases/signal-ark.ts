import { send } from '../../support/http.ts';
import { hmacHex } from '../../support/siggnal.ts';
import { played } from '../emulated.ts';
import { ARK_SECRET } from '../fixture.ts';
import type { TriggerCase } from '../trigger-case.ts';

/** Registered by hand; adding the destination sends a ping, which has to be answered. */
export const signalArk: TriggerCase = {
  title: 'Signal Ark Trigger',
  node: 'signalArkTrigger',
  credential: {
    type: 'signalArkApi',
    fields: () => ({ signingSecret: ARK_SECRET, previousSecret: '' }),
    wrong: { fields: { signingSecret: 'short' }, message: /short/ },
  },
  ...played('signal-ark', 'signal.promoted'),
  async registerByHand({ emulator }, url) {
    const reply = await send(`${emulator.url}/screens/signal-ark/destinations`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url }),
    });
    expect([reply.status, reply.json]).toEqual([
      201,
      expect.objectContaining({ ping: expect.objectContaining({ status: 'delivered' }) }),
    ]);
  },
  wanted: null,
  cells: {
    provider: 'signal-ark',
    event_type: 'signal.promoted',
    title: 'Acme Corp raises $25M Series B',
    summary: 'Acme Corp announced a $25M Series B led by Sequoia Capital.',
    priority: null,
    score: expect.any(Number),
    url: 'https://techcrunch.com/2025/04/25/acme-series-b',
    company_name: 'Acme Corp',
    company_domain: 'acme.example',
    company_industry: 'Software',
    contact_name: null,
    contacts: [],
    subject_type: 'signal',
    subject_id: expect.stringMatching(/^sig_\d{6,}$/),
    batch_id: expect.stringMatching(/^batch_\d{6,}$/),
    signal_source: 'funding',
    why_now: 'Fresh capital: the team is hiring and buying tools this quarter.',
    account_employee_count: 180,
    plays: [],
  },
  forged: { 'x-signalark-signature': '0'.repeat(64) },
  byHand: {
    body: '{"event":"social.lead_promoted","timestamp":"2026-04-25T14:30:00Z","lead":{"id":"lead_by_hand","name":"Jane Smith","icp_score":71}}',
    headers: (_stage, _url, body) => ({ 'x-signalark-signature': hmacHex(ARK_SECRET, body) }),
    cells: {
      event_type: 'social.lead_promoted',
      subject_type: 'lead',
      subject_id: 'lead_by_hand',
      occurred_at: '2026-04-25T14:30:00.000Z',
      contact_name: 'Jane Smith',
      icp_score: 71,
    },
  },
};
