import type { OAuthAccount, SettingField, Settings } from '../../registration/api.ts';
import { ProviderApiError } from '../../registration/error.ts';

/** Zoho's data centres, by the ending of their addresses. */
const DATA_CENTRES: Readonly<Record<string, string>> = {
  com: 'United States',
  eu: 'Europe',
  in: 'India',
  'com.au': 'Australia',
  'com.cn': 'China',
  jp: 'Japan',
  ca: 'Canada',
};

/** Canada has a name of its own. */
const hostOf = (centre: string): string => (centre === 'ca' ? 'zohocloud.ca' : `zoho.${centre}`);

/** https://www.zoho.com/accounts/protocol/oauth/web-apps/authorization.html */
export const OAUTH: OAuthAccount = {
  vendor: 'Zoho',
  holder: 'an administrator of the portal',
  address: `https://accounts.${hostOf('{data_centre}')}`,
  addressExceptions: { ca: `https://accounts.${hostOf('ca')}` },
  addressSetting: 'accounts_url',
  authorizePath: '/oauth/v2/auth',
  tokenPath: '/oauth/v2/token',
  // Without both Zoho gives no refresh token.
  query: 'access_type=offline&prompt=consent',
  scopes: ['READ', 'CREATE', 'UPDATE', 'DELETE'].map((right) => `SalesIQ.webhooks.${right}`),
  scheme: 'Zoho-oauthtoken',
};

/** Of the addresses, which follow from the data centre. */
const HINT = 'Leave it empty, except for private set-ups';

/** What a user gives so that SalesIQ's API can be used. */
export const SETTINGS: readonly SettingField[] = [
  {
    key: 'data_centre',
    label: 'Data Centre',
    help: 'The ending of the address at which you sign in to Zoho.',
    required: true,
    secret: false,
    default: 'com',
    options: Object.keys(DATA_CENTRES),
    optionLabels: Object.fromEntries(
      Object.entries(DATA_CENTRES).map(([centre, name]) => [centre, `${name} (${hostOf(centre)})`]),
    ),
  },
  {
    key: 'screen_name',
    label: 'Screen Name',
    help: 'The portal’s name in SalesIQ’s address: https://salesiq.zoho.com/<screen name>/…',
    required: true,
    secret: false,
    example: 'mycompany',
  },
  {
    key: 'client_id',
    label: 'Client ID',
    help: 'Of a client made in Zoho’s API console (api-console.zoho.<data centre>).',
    required: true,
    secret: false,
  },
  {
    key: 'client_secret',
    label: 'Client Secret',
    help: 'Of the same client.',
    required: true,
    secret: true,
  },
  {
    key: 'refresh_token',
    label: 'Refresh Token',
    help: 'Made with access_type=offline and the scopes SalesIQ.webhooks.READ, CREATE, UPDATE and DELETE.',
    required: true,
    secret: true,
  },
  {
    key: 'app_ids',
    label: 'App IDs',
    help: 'Optional: the brands to listen to, separated by commas. Only for data events.',
    required: false,
    secret: false,
    keptBecause:
      'SalesIQ keeps the brands of a webhook. Name all that are wanted, or remove the source and add it again.',
  },
  {
    key: 'api_url',
    label: 'API Address',
    help: 'Only for private set-ups; otherwise it follows from the data centre.',
    hint: HINT,
    required: false,
    secret: false,
  },
  {
    key: 'accounts_url',
    label: 'Accounts Address',
    help: 'Only for private set-ups; otherwise it follows from the data centre.',
    hint: HINT,
    required: false,
    secret: false,
  },
];

/** The address of one of Zoho's services, without a slash at its end. */
export function addressOf(settings: Settings, service: 'salesiq' | 'accounts'): string {
  const own = service === 'salesiq' ? settings.api_url : settings.accounts_url;
  if (own) return own.replace(/\/+$/, '');
  const centre = settings.data_centre || 'com';
  if (!Object.hasOwn(DATA_CENTRES, centre)) {
    throw new ProviderApiError(
      'provider_invalid',
      `Zoho has no data centre “${centre.slice(0, 20)}”. Choose one of ${Object.keys(DATA_CENTRES).join(', ')}.`,
    );
  }
  return `https://${service}.${hostOf(centre)}`;
}

/** The address of the portal's webhooks, or of something below them. */
export function webhooksAt(settings: Settings, ...path: readonly string[]): string {
  const screen = encodeURIComponent(settings.screen_name ?? '');
  const steps = path.map((step) => `/${encodeURIComponent(step)}`).join('');
  return `${addressOf(settings, 'salesiq')}/api/v2/${screen}/webhooks${steps}`;
}

/** The brands chosen; none means all. */
export function appIdsOf(settings: Settings): string[] {
  return (settings.app_ids ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
}
