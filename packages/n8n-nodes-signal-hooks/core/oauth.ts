import {
  type ApiRegistration,
  apiOf,
  converse,
  type OAuthAccount,
  type Provider,
  ProviderApiError,
  type SettingField,
  type Settings,
} from '@signal-hooks/catalogue';
import type { IHookFunctions } from 'n8n-workflow';
import type { NextSteps } from './errors.ts';
import { plainWire, type Wire } from './wire.ts';

/** Nobody sees a token in n8n: an account is connected, with the rights it has. */
export const oauthNextSteps = ({ holder }: OAuthAccount): Partial<NextSteps> => ({
  provider_unauthorized: 'Open the credential of this node and connect the account again.',
  provider_forbidden: `Open the credential of this node and connect the account of ${holder}.`,
});

/** A connection of an account to an API. */
interface Connection {
  readonly name: string;
  readonly api: ApiRegistration;
  readonly oauth: OAuthAccount;
  readonly settings: Settings;
}

/**
 * Requests with the token of a connected account. n8n's own OAuth2 help cannot be used for them: an
 * API may want another word than `Bearer` before the token, and may say inside HTTP 200 that it has
 * run out, where n8n waits for a 401. The token is used as long as it lasts; then a new one is
 * fetched with the refresh token, once per conversation.
 */
export async function oauthWire(
  hook: IHookFunctions,
  provider: Provider,
  settings: Settings,
): Promise<Wire> {
  const api = apiOf(provider);
  const oauth = api.oauth as OAuthAccount;
  if (!settings.access_token) {
    throw unauthorized(`The ${oauth.vendor} account is not connected yet.`);
  }
  const connection = { name: provider.name, api, oauth, settings };
  let wire = plainWire(hook, { authorization: `${oauth.scheme} ${settings.access_token}` });
  let isFresh = false;
  return async (ask) => {
    let answer = await wire(ask);
    if (!isFresh && api.isTokenExpired?.(answer) === true) {
      wire = plainWire(hook, await refresh(hook, connection));
      isFresh = true;
      answer = await wire(ask);
    }
    if (api.isTokenExpired?.(answer) === true) throw notAccepted(connection);
    return answer;
  };
}

const unauthorized = (message: string): ProviderApiError =>
  new ProviderApiError('provider_unauthorized', message);

/** The settings that say where the account is, as people call them. */
const placesOf = ({ api, oauth }: Connection): string[] =>
  api.settings
    .filter(({ key }: SettingField) => oauth.address.includes(`{${key}}`))
    .map(({ label }) => label.toLowerCase());

/** In the words of n8n's screens, where nobody sees a token. */
function notAccepted(connection: Connection): ProviderApiError {
  const places = placesOf(connection).map((label) => `the ${label}`);
  const check =
    places.length === 0 ? 'Then' : `Check ${places.join(' and ')} in the credential, then`;
  return unauthorized(
    `${connection.name} does not accept the connected account. ${check} connect the account again.`,
  );
}

async function refresh(
  hook: IHookFunctions,
  connection: Connection,
): Promise<Record<string, string>> {
  const { api, oauth, settings } = connection;
  const runOut = `The connection to ${oauth.vendor} has run out, and ${oauth.vendor}`;
  if (!settings.refresh_token) throw unauthorized(`${runOut} gave nothing to renew it with.`);
  return converse(plainWire(hook, {}), api.authenticate(settings)).catch((error: unknown) => {
    if (!(error instanceof ProviderApiError) || error.code !== 'provider_unauthorized') throw error;
    const entered = ['client ID', 'client secret', ...placesOf(connection)];
    throw unauthorized(
      `${runOut} does not renew it. Check ${entered.slice(0, -1).join(', ')} and ${entered.at(-1)} in the credential, then connect the account again.`,
    );
  });
}
