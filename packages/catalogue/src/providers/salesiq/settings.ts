import type { SettingField, Settings } from '../../registration/api.ts';
import { ProviderApiError } from '../../registration/error.ts';

/** Where a data centre's hosts are: its top-level domain, and Canada's own name. */
const HOSTS: Readonly<Record<string, string>> = {
  com: 'zoho.com',
  eu: 'zoho.eu',
  in: 'zoho.in',
  'com.au': 'zoho.com.au',
  'com.cn': 'zoho.com.cn',
  jp: 'zoho.jp',
  ca: 'zohocloud.ca',
};

/** What a user gives so that SalesIQ's API can be used. */
export const SETTINGS: readonly SettingField[] = [
  {
    key: 'data_centre',
    label: 'Data Centre',
    help: 'The ending of the address at which you sign in to Zoho; “ca” is zohocloud.ca.',
    required: true,
    secret: false,
    default: 'com',
    options: Object.keys(HOSTS),
  },
  {
    key: 'screen_name',
    label: 'Screen Name',
    help: 'The portal’s name in SalesIQ’s address: https://salesiq.zoho.com/<screen name>/…',
    required: true,
    secret: false,
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
    required: false,
    secret: false,
  },
  {
    key: 'accounts_url',
    label: 'Accounts Address',
    help: 'Only for private set-ups; otherwise it follows from the data centre.',
    required: false,
    secret: false,
  },
];

/** The address of one of Zoho's services, without a slash at its end. */
export function addressOf(settings: Settings, service: 'salesiq' | 'accounts'): string {
  const own = service === 'salesiq' ? settings.api_url : settings.accounts_url;
  if (own) return own.replace(/\/+$/, '');
  const centre = settings.data_centre || 'com';
  const host = Object.hasOwn(HOSTS, centre) ? HOSTS[centre] : undefined;
  if (host === undefined) {
    throw new ProviderApiError(
      'provider_invalid',
      `Zoho has no data centre “${centre.slice(0, 20)}”. Choose one of ${Object.keys(HOSTS).join(', ')}.`,
    );
  }
  return `https://${service}.${host}`;
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
