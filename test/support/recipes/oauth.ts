import type { ServiceAnswer, ServiceRequest } from './emulated-service.ts';

/** A client of OAuth 2 and what its user has got, as n8n stores it: the access token has run out. */
export interface OAuthAccount {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly oauthTokenData: Readonly<Record<string, string | number>>;
}

/** @param more what a service adds to its tokens */
export const oauthAccount = (
  name: string,
  more: Readonly<Record<string, string>>,
): OAuthAccount => ({
  clientId: `client-of-${name}`,
  clientSecret: `client-secret-of-${name}`,
  oauthTokenData: {
    access_token: `expired-access-token-of-${name}`,
    refresh_token: `refresh-token-of-${name}`,
    token_type: 'Bearer',
    ...more,
  },
});

/** The access token that an account gets for its refresh token. */
export const freshTokenOf = ({ clientId }: OAuthAccount): string => `access-token-for-${clientId}`;

/** Renews an access token. https://www.rfc-editor.org/rfc/rfc6749#section-6 */
export function renewToken({ method, body }: ServiceRequest, account: OAuthAccount): ServiceAnswer {
  const form = new URLSearchParams(body);
  const { refresh_token } = account.oauthTokenData;
  const isOurs =
    form.get('grant_type') === 'refresh_token' && form.get('refresh_token') === refresh_token;
  if (method !== 'POST' || !isOurs) {
    return { status: 400, json: { error: 'invalid_grant', error_description: 'Bad Request' } };
  }
  return { status: 200, json: { ...account.oauthTokenData, access_token: freshTokenOf(account) } };
}
