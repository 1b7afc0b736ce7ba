import {
  type ApiRegistration,
  PROVIDERS,
  ProviderApiError,
  type Settings,
} from '@signal-hooks/catalogue';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { converse, plainWire, type Wire } from './wire.ts';

/** The type of SalesIQ's credential. */
const CREDENTIAL = 'zohoSalesIqOAuth2Api';

/** SalesIQ keeps data and administration events in separate webhooks. */
export const isSalesIqDataEvent = (type: string): boolean =>
  (PROVIDERS.salesiq.registration as ApiRegistration).defaultEvents?.includes(type) ?? false;

/** What the credential holds, under the names that the catalogue's conversations use. */
export async function zohoSettings(hook: IHookFunctions): Promise<Settings> {
  const held = await hook.getCredentials(CREDENTIAL);
  const tokens = (held.oauthTokenData ?? {}) as IDataObject;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    data_centre: text(held.dataCentre),
    screen_name: text(held.screenName),
    client_id: text(held.clientId),
    client_secret: text(held.clientSecret),
    api_url: text(held.apiUrl),
    accounts_url: text(held.accountsUrl),
    access_token: text(tokens.access_token),
    refresh_token: text(tokens.refresh_token),
  };
}

/**
 * Requests to SalesIQ. n8n's own OAuth2 help cannot be used for them: SalesIQ wants
 * `Zoho-oauthtoken` where n8n writes `Bearer`, and says inside HTTP 200 that a token has run
 * out, where n8n waits for a 401. The connected account's token is used as long as it lasts;
 * then a new one is fetched with its refresh token, once per conversation.
 */
export async function zohoWire(
  hook: IHookFunctions,
  api: ApiRegistration,
  settings: Settings,
): Promise<Wire> {
  if (!settings.access_token) {
    throw new ProviderApiError('provider_unauthorized', 'The Zoho account is not connected yet.');
  }
  let wire = plainWire(hook, { authorization: `Zoho-oauthtoken ${settings.access_token}` });
  let isFresh = false;
  return async (ask) => {
    const answer = await wire(ask);
    if (isFresh || api.isTokenExpired?.(answer) !== true) return answer;
    wire = plainWire(hook, await refresh(hook, api, settings));
    isFresh = true;
    return wire(ask);
  };
}

async function refresh(
  hook: IHookFunctions,
  api: ApiRegistration,
  settings: Settings,
): Promise<Record<string, string>> {
  if (settings.refresh_token) return converse(plainWire(hook, {}), api.authenticate(settings));
  throw new ProviderApiError(
    'provider_unauthorized',
    'The connection to Zoho has run out, and Zoho gave nothing to renew it with.',
  );
}
