import { sign } from 'node:crypto';
import { DEFAULT_ACCOUNTS } from '@signal-hooks/emulator';
import { send } from '../../support/http.ts';
import { emulatorActions, keyAt } from '../emulator-actions.ts';
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
  ...emulatorActions('salesiq', 'conversation.rated', async (fixture, { id }) => {
    const { type, events, secured, app_ids, public_keys } = await readWebhook(fixture, id);
    return { type, events: events.length, secured, app_ids, keys: public_keys.length };
  }),
  requested: { type: 'data', events: 20, secured: true, app_ids: ['19367000000002043'], keys: 1 },
  forged: { 'x-siqsignature': 'A'.repeat(342).concat('==') },
  sign: (fixture, url, body) => {
    const { privateKey = '' } = keyAt(fixture, 'salesiq', url);
    return { 'x-siqsignature': sign('sha256', Buffer.from(body), privateKey).toString('base64') };
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
