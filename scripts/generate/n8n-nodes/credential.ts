import {
  classNameOf,
  credentialClassOf,
  credentialNameOf,
  credentialSettings,
  enteredProperties,
  iconNameOf,
  type OAuthAccount,
  type Provider,
  propertyNameOf,
  type SettingField,
} from '@signal-hooks/catalogue';
import { type AuthenticationHeader, authenticationHeaders, testRequest } from './api.ts';
import { CREDENTIALS_PAGE } from './codex.ts';
import { literal, sourceOf } from './source.ts';

const IMPORTS = [
  {
    from: 'n8n-workflow',
    names: [],
    types: [
      'IAuthenticate',
      'IAuthenticateGeneric',
      'ICredentialDataDecryptedObject',
      'ICredentialTestRequest',
      'ICredentialType',
      'IHttpRequestOptions',
      'INodeProperties',
    ],
  },
];

/** The source of a provider's credential. */
export function credentialSource(provider: Provider, path: string): string {
  const { api } = provider.registration;
  const oauth = api?.oauth;
  const icon = `file:../nodes/${classNameOf(provider)}/${iconNameOf(provider)}`;
  const code = `export class ${credentialClassOf(provider)} implements ICredentialType {
  name = ${literal(credentialNameOf(provider))};

  displayName = ${literal(`${provider.name} ${oauth ? 'OAuth2 API' : 'API'}`)};

  icon = { light: '${icon}.svg', dark: '${icon}.dark.svg' } as const;

  documentationUrl = ${literal(CREDENTIALS_PAGE)};

  ${oauth ? "extends = ['oAuth2Api'];\n" : ''}
  properties: INodeProperties[] = [${propertiesOf(provider).map(literal).join(',\n')}];

  ${api === null || oauth ? '' : authentication(provider)}
}
`;
  return sourceOf(path, code, IMPORTS);
}

/** One field of a credential, as n8n takes it. */
interface Property {
  readonly displayName: string;
  readonly type: string;
  readonly description?: string;
  readonly placeholder?: string | undefined;
  readonly [key: string]: unknown;
}

/** What a provider's credential holds. */
export function propertiesOf(provider: Provider): Property[] {
  const { api } = provider.registration;
  if (api === null) return enteredFields(provider);
  const fields = credentialSettings(provider);
  if (api.oauth === undefined) return fields.map(propertyOf);
  return [
    hidden('Grant Type', 'grantType', 'authorizationCode'),
    ...fields.filter(({ required }) => required).map(propertyOf),
    ...oauthProperties(api.oauth),
    ...fields.filter(({ required }) => !required).map(propertyOf),
  ];
}

/** The shared secret or the public key, and the one before it. */
function enteredFields(provider: Provider): Property[] {
  const { signature } = provider;
  const [present, previous] = enteredProperties(provider);
  const { displayName, ...texts } = enteredTexts(provider);
  const typeOptions = signature.isSymmetric ? { password: true } : { rows: 5 };
  const field = { type: 'string', typeOptions, default: '' };
  return [
    { displayName, name: present, ...field, required: true, ...texts },
    {
      displayName: signature.isSymmetric ? 'Previous Secret' : 'Previous Public Key',
      name: previous,
      ...field,
      description: `While you change the ${signature.credential}: the one before it, so that nothing is refused in between. Remove it afterwards.`,
    },
  ];
}

/** Who makes it, and where it is. */
function enteredTexts({
  name,
  registration,
  signature,
  signsWhen,
}: Provider): Pick<Property, 'displayName' | 'description' | 'hint'> {
  const { secretFrom, secretLabel, secretPage } = registration;
  const displayName = signature.isSymmetric ? secretLabel : 'Public Key';
  const under = secretPage === undefined ? '' : ` under ${secretPage}`;
  if (secretFrom === 'provider') {
    return {
      displayName,
      hint: `Copy it from ${name}${under.replace(' under', ':')}`,
      description: `Shown in ${name}${under}`,
    };
  }
  const end = signsWhen === undefined ? '.' : `; ${name} signs only where there is one.`;
  return {
    displayName,
    hint: `Make up a long random text and enter the same in ${name}${under.replace(' ', ', ')}`,
    description: `The ${displayName.toLowerCase()} that you enter in ${name}${under}. Make up a long random one${end}`,
  };
}

/** A setting; its help without the example, which n8n shows in the field, and without a full stop. */
function propertyOf(field: SettingField): Property {
  const { key, label, help, hint, secret, example, options, optionLabels } = field;
  const none = field.required || field.default !== undefined ? [] : [{ name: 'None', value: '' }];
  const choices = options
    ?.map((value) => ({ name: optionLabels?.[value] ?? value, value }))
    .concat(none)
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return {
    displayName: label,
    name: propertyNameOf(key),
    hint,
    type: choices ? 'options' : 'string',
    typeOptions: secret ? { password: true } : undefined,
    default: field.default ?? none[0]?.value ?? choices?.[0]?.value ?? '',
    required: (field.required && field.default === undefined) || undefined,
    placeholder: example && `e.g. ${example}`,
    description: help.replace(`, such as ${example}`, '').replace(/\.$/, ''),
    options: choices,
  };
}

const hidden = (displayName: string, name: string, value: string): Property => ({
  displayName,
  name,
  type: 'hidden',
  default: value,
});

/** What n8n's own OAuth 2 needs to connect an account. */
function oauthProperties(oauth: OAuthAccount): Property[] {
  const { authorizePath, tokenPath, scopes, query } = oauth;
  const address = accountsExpression(oauth);
  return [
    hidden('Authorization URL', 'authUrl', `=${address}${authorizePath}`),
    hidden('Access Token URL', 'accessTokenUrl', `=${address}${tokenPath}`),
    hidden('Scope', 'scope', scopes.join(',')),
    hidden('Auth URI Query Parameters', 'authQueryParameters', query),
    hidden('Authentication', 'authentication', 'body'),
  ];
}

/** Where accounts are: at an address of one's own, or where the chosen setting says. */
function accountsExpression({ address, addressExceptions, addressSetting }: OAuthAccount): string {
  const own = `$self["${propertyNameOf(addressSetting)}"].replace(/\\/+$/, "")`;
  const [before = '', key, after = ''] = address.split(/\{(\w+)\}/);
  if (key === undefined) return `{{${own} || ${literal(address)}}}`;
  const value = `$self["${propertyNameOf(key)}"]`;
  const exceptions = Object.entries(addressExceptions).map(
    ([option, other]) => `${value} === ${literal(option)} ? ${literal(other)} : `,
  );
  const usual = [literal(before), value, ...(after === '' ? [] : [literal(after)])].join(' + ');
  return `{{${own} || (${exceptions.join('')}${usual})}}`;
}

/** How requests are authenticated, and one that tests it. */
function authentication(provider: Provider): string {
  const headers = authenticationHeaders(provider);
  const isFixed = headers.every(({ onlyWith }) => onlyWith === null);
  const request = testRequest(provider);
  return `${isFixed ? fixedHeaders(headers) : headersByContent(headers)}

  test: ICredentialTestRequest = { request: ${literal(request)} };`;
}

function fixedHeaders(headers: readonly AuthenticationHeader[]): string {
  const entries = headers.map(({ name, value }) => [name, `=${value}`]);
  return `authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: ${literal(Object.fromEntries(entries))} },
  };`;
}

const headersByContent = (
  headers: readonly AuthenticationHeader[],
): string => `/** A header whose setting is empty is left out. */
  authenticate: IAuthenticate = async (
    credentials: ICredentialDataDecryptedObject,
    options: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => ({
    ...options,
    headers: { ...options.headers, ${headers.map(headerLine).join(', ')} },
  });`;

function headerLine({ name, value, onlyWith }: AuthenticationHeader): string {
  const filled = value.replace(/\{\{\$credentials\.(\w+)\}\}/g, (_all, property: string) =>
    value === `{{$credentials.${property}}}`
      ? `String(credentials.${property})`
      : `\${String(credentials.${property})}`,
  );
  const text = filled.startsWith('String(') ? filled : `\`${filled}\``;
  const line = `${literal(name)}: ${text}`;
  return onlyWith === null ? line : `...(credentials.${onlyWith} ? { ${line} } : {})`;
}
