import { sign } from 'node:crypto';
import { DEFAULT_ACCOUNTS } from '@signal-hooks/emulator';
import { send } from '../../support/http.ts';
import { keyAt, played } from '../emulated.ts';
import type { Fixture } from '../fixture.ts';
import type { TriggerCase } from '../trigger-case.ts';

const { clientId, clientSecret, screenName, grants } = DEFAULT_ACCOUNTS.salesiq;

/** Registers itself over OAuth 2; SalesIQ asks the URL with HEAD first, and signs with RSA. */
export const salesiq: TriggerCase = {
  title: 'Zoho SalesIQ Trigger',
  node: 'zohoSalesIqTrigger',
  parameters: async () => ({
    kind: 'data',
    dataEvents: ['*'],
    options: { appIds: '19367000000002043' },
  }),
  credential: {
    type: 'zohoSalesIqOAuth2Api',
    fields: ({ emulator }) => ({
      ...{ clientId, clientSecret, screenName, dataCentre: 'com' },
      apiUrl: `${emulator.url}/salesiq`,
      accountsUrl: `${emulator.url}/zoho-accounts`,
    }),
    connect: true,
  },
  ...played('salesiq', 'conversation.rated', async (fixture, { id }) => {
    const { type, events, secured, app_ids, public_keys } = await readWebhook(fixture, id);
    return { type, events: events.length, secured, app_ids, keys: public_keys.length };
  }),
  wanted: { type: 'data', events: 20, secured: true, app_ids: ['19367000000002043'], keys: 1 },
  cells: {
    provider: 'salesiq',
    event_type: 'conversation.rated',
    title: 'Hi, I need some assistance in buying a dining set.',
    summary: 'Awesome support from the reps!',
    priority: null,
    score: 4,
    contact_name: 'Tricia',
    contact_email: 'tricia@zylker.com',
    contact_phone: '9043273469',
    contacts: [{ name: 'Tricia', role: null, email: 'tricia@zylker.com', phone: '9043273469' }],
    subject_type: 'conversation',
    subject_id: expect.stringMatching(/^\d{17,}$/),
    org_id: '55778119',
    // Above 2^53: a number would have lost its last digit.
    app_id: '40526000000002041',
    status: 'Ended',
    rating: 4,
    feedback: 'Awesome support from the reps!',
    owner_name: 'Patricia',
    visitor_type: 'contact',
    tags: [],
  },
  forged: { 'x-siqsignature': 'A'.repeat(342).concat('==') },
  byHand: {
    body: '{"entity_type":"conversation","event":"conversation.missed","entity_id":"40526000001808099","event_time":"1777127400000","app_id":40526000000002043,"entity":{"question":"Anybody there?"}}',
    headers: (fixture, url, body) => {
      const { privateKey = '' } = keyAt(fixture, 'salesiq', url);
      return { 'x-siqsignature': sign('sha256', Buffer.from(body), privateKey).toString('base64') };
    },
    cells: {
      event_type: 'conversation.missed',
      subject_id: '40526000001808099',
      app_id: '40526000000002043',
      question: 'Anybody there?',
      occurred_at: '2026-04-25T14:30:00.000Z',
    },
  },
};

/** A webhook as SalesIQ's API shows it. */
interface Webhook {
  readonly id: string;
  readonly type: string;
  readonly events: readonly string[];
  readonly secured: boolean;
  readonly app_ids: readonly string[];
  readonly public_keys: readonly unknown[];
}

async function readWebhook({ emulator }: Fixture, id: string): Promise<Webhook> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: grants[0]?.refreshToken ?? '',
  });
  const { json } = await send(`${emulator.url}/zoho-accounts/oauth/v2/token?${form}`);
  const headers = { authorization: `Zoho-oauthtoken ${json.access_token}` };
  const url = `${emulator.url}/salesiq/api/v2/${screenName}/webhooks/${id}`;
  return (await send(url, { method: 'GET', headers })).json.data as Webhook;
}
