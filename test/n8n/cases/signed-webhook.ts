import { createHmac } from 'node:crypto';
import { send } from '../../support/http.ts';
import type { Answer, TriggerCase } from '../trigger-case.ts';

/** What sender and credential share. */
export const SECRET = 'the-secret-of-acme';
const EVENT = {
  id: 'ev_1',
  type: 'invoice.paid',
  created: 1777127400,
  data: { amount: 12.5, customer: { email: 'jane@example.com' } },
};
const BODY = JSON.stringify(EVENT);
const CELLS = {
  provider: 'acme',
  event_type: 'invoice.paid',
  occurred_at: '2026-04-25T14:30:00.000Z',
  amount: 12.5,
  contact_email: 'jane@example.com',
  unreadable_fields: [],
  payload: EVENT,
};

/** The addresses that were entered at Acme. */
const entered: string[] = [];

/** The headers that Acme signs a body with, by Node's own HMAC. */
export function acmeHeaders(
  body: string,
  secret = SECRET,
  at = Date.now(),
): Record<string, string> {
  const seconds = String(Math.floor(at / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex');
  return { 'x-acme-timestamp': seconds, 'x-acme-signature': `v0=${digest}` };
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<Answer> {
  const json = { 'content-type': 'application/json', ...headers };
  const reply = await send(url, { headers: json, body });
  return { status: reply.status, body: reply.text };
}

/** A sender that nobody knows, by hand: its scheme is filled in. */
export const signedWebhook: TriggerCase = {
  title: 'Signed Webhook Trigger',
  node: 'signedWebhookTrigger',
  parameters: async () => ({
    preset: 'custom',
    senderName: 'Acme',
    signatureHeader: 'X-Acme-Signature',
    prefix: 'v0=',
    signedText: 'v0:{timestamp}:{body}',
    timestampIn: 'header',
    timestampHeader: 'X-Acme-Timestamp',
    eventTypes: 'invoice.paid',
    fields: {
      field: [
        { name: 'amount', path: 'data.amount', type: 'number' },
        { name: 'contact_email', path: 'data.customer.email' },
      ],
    },
    options: { eventTypePath: 'type', eventIdPath: 'id', occurredAtPath: 'created' },
  }),
  credential: {
    type: 'signedWebhookApi',
    fields: () => ({ kind: 'secret', signingSecret: SECRET, previousSecret: '' }),
    wrong: { fields: { signingSecret: ' pasted with a space ' }, message: /space/ },
  },
  async registerByHand(_fixture, url) {
    entered.push(url);
  },
  registrations: async (_fixture, url) =>
    entered.filter((each) => each === url).map((id) => ({ id, active: true, requested: {} })),
  requested: null,
  send: async (_fixture, url) => [await post(url, BODY, acmeHeaders(BODY))],
  cells: CELLS,
  async sendTwice(_fixture, url) {
    for (const at of [Date.now() - 2000, Date.now()]) {
      expect((await post(url, BODY, acmeHeaders(BODY, SECRET, at))).status).toBe(200);
    }
  },
  sendForged: async (_fixture, url, forgery) => [
    forgery === 'tamper'
      ? await post(url, `${BODY} `, acmeHeaders(BODY))
      : await post(url, BODY, acmeHeaders(BODY, 'a guess')),
  ],
  forged: {
    'x-acme-timestamp': String(Math.floor(Date.now() / 1000)),
    'x-acme-signature': `v0=${'0'.repeat(64)}`,
  },
  request: { body: BODY, cells: CELLS },
  sign: (_fixture, _url, body) => acmeHeaders(body),
};
