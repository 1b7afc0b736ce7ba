import {
  type ApiRegistration,
  apiOf,
  type Provider,
  propertyNameOf,
  type SettingField,
} from '@signal-hooks/catalogue';

// A conversation with an API does no I/O and reads nothing but the settings. So what a credential
// has to do is found by starting it, with a place in every setting, and looking at what it asks for.

/** A header that authenticates requests. */
export interface AuthenticationHeader {
  readonly name: string;
  /** With places such as `{{$credentials.apiKey}}`. */
  readonly value: string;
  /** The property without which it is left out; null: it is always there. */
  readonly onlyWith: string | null;
}

const placeOf = ({ key }: SettingField): string => `{{$credentials.${propertyNameOf(key)}}}`;

/** As people write them; HTTP does not mind. */
const titleCase = (header: string): string =>
  header.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());

/**
 * The headers that authenticate requests to a provider's API.
 * @throws {Error} if it asks for a token first and does not say how an account is connected
 */
export function authenticationHeaders(provider: Provider): AuthenticationHeader[] {
  const { settings } = provider.registration;
  const required = settings.filter((field) => field.required);
  const always = headersWith(provider, required);
  return Object.entries(headersWith(provider, settings))
    .filter(([name]) => name !== 'accept')
    .map(([name, value]) => {
      const optional = settings.find((field) => value.includes(placeOf(field)));
      const onlyWith = name in always || !optional ? null : propertyNameOf(optional.key);
      return { name: titleCase(name), value, onlyWith };
    });
}

function headersWith(
  provider: Provider,
  fields: readonly SettingField[],
): Readonly<Record<string, string>> {
  const settings = Object.fromEntries(fields.map((field) => [field.key, placeOf(field)]));
  const { done, value } = apiOf(provider).authenticate(settings).next();
  if (!done) throw new Error(`${provider.id}: its API asks for a token, but it has no "oauth"`);
  return value;
}

/** What n8n asks for to test a credential. */
export interface TestRequest {
  readonly baseURL: string;
  readonly url: string;
}

const ADDRESS = 'https://address.invalid';

/** The first request of a registration, which looks at what is there. */
export function testRequest(provider: Provider): TestRequest {
  const api = apiOf(provider);
  const field = api.settings.find(({ key }) => addressWith(api, key) === ADDRESS);
  const settings = field === undefined ? {} : { [field.key]: ADDRESS };
  const address = api.address(settings);
  const target = { url: `${ADDRESS}/hook`, name: '', events: [], newSecret: '' };
  const { done, value } = api.list(settings, target).next();
  if (done || !value.url.startsWith(address)) {
    throw new Error(`${provider.id}: its registration does not begin with a request to its API`);
  }
  return {
    baseURL: field === undefined ? address : addressExpression(field),
    url: value.url.slice(address.length),
  };
}

/** The address, if this setting alone is given; null if another one is needed. */
function addressWith(api: ApiRegistration, key: string): string | null {
  try {
    return api.address({ [key]: ADDRESS });
  } catch {
    return null;
  }
}

function addressExpression({ key, default: preset }: SettingField): string {
  const property = `$credentials.${propertyNameOf(key)}`;
  const address = preset === undefined ? property : `(${property} || ${JSON.stringify(preset)})`;
  return `={{${address}.replace(/\\/+$/, "")}}`;
}
