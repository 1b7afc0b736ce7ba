import {
  type ApiRegistration,
  converse,
  PROVIDERS,
  ProviderApiError,
  type Settings,
} from '@signal-hooks/catalogue';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import type { NextSteps } from './errors.ts';
import { plainWire, type Wire } from './wire.ts';

/** The type of SalesIQ's credential. */
const CREDENTIAL = 'zohoSalesIqOAuth2Api';

/** Nobody sees a token in n8n: an account is connected, with the rights it has. */
export const ZOHO_NEXT_STEPS: Partial<NextSteps> = {
  provider_unauthorized: 'Open the credential of this node and connect the account again.',
  provider_forbidden:
    'Open the credential of this node and connect the account of an administrator of the portal.',
};

/** SalesIQ keeps data and administration events in separate webhooks. */
export const isSalesIqDataEvent = (type: string): boolean =>
  PROVIDERS.salesiq.registration.defaultEvents.includes(type);

/** What the credential holds, under the names that the catalogue's conversations use. */
export async function zohoSettings(hook: IHookFunctions): Promise<Settings> {
  const stored = await hook.getCredentials(CREDENTIAL);
  const tokens = (stored.oauthTokenData ?? {}) as IDataObject;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    data_centre: text(stored.dataCentre),
    screen_name: text(stored.screenName),
    client_id: text(stored.clientId),
    client_secret: text(stored.clientSecret),
    api_url: text(stored.apiUrl),
    accounts_url: text(stored.accountsUrl),
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
    let answer = await wire(ask);
    if (!isFresh && api.isTokenExpired?.(answer) === true) {
      wire = plainWire(hook, await refresh(hook, api, settings));
      isFresh = true;
      answer = await wire(ask);
    }
    if (api.isTokenExpired?.(answer) === true) throw notAccepted();
    return answer;
  };
}

/** In the words of n8n's screens, where nobody sees a token. */
const notAccepted = (): ProviderApiError =>
  new ProviderApiError(
    'provider_unauthorized',
    'Zoho SalesIQ does not accept the connected account. Check the data centre in the credential, then connect the account again.',
  );

async function refresh(
  hook: IHookFunctions,
  api: ApiRegistration,
  settings: Settings,
): Promise<Record<string, string>> {
  const code = 'provider_unauthorized';
  if (!settings.refresh_token) {
    const message = 'The connection to Zoho has run out, and Zoho gave nothing to renew it with.';
    throw new ProviderApiError(code, message);
  }
  return converse(plainWire(hook, {}), api.authenticate(settings)).catch((error: unknown) => {
    if (!(error instanceof ProviderApiError) || error.code !== code) throw error;
    throw new ProviderApiError(
      code,
      'The connection to Zoho has run out, and Zoho does not renew it. Check client ID, client secret and data centre in the credential, then connect the account again.',
    );
  });
}
