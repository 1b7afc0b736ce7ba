/** Credentials: what their test asks for, how they authenticate, and which secrets are refused. */
import { PROVIDERS } from '@signal-hooks/catalogue';
import type {
  IAuthenticateGeneric,
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  ICredentialTestRequest,
  IDataObject,
  INodeCredentialTestResult,
  IWebhookFunctions,
} from 'n8n-workflow';
import { checkSecret } from '../core/check-secret.ts';
import { enteredCredentials } from '../core/provider.ts';
import { authenticate, credentialType, decrypt, resolve } from './support/credentials.ts';
import { CREDENTIAL_TYPES, NODE_TYPES } from './support/manifest.ts';
import { hasFile, readPackageFile } from './support/outside.ts';
import { makeRsaPair } from './support/sign.ts';

/** Where a credential's test sends its request. */
function testUrl(name: string, stored: IDataObject): string {
  const { request } = credentialType(name).test as ICredentialTestRequest;
  return `${resolve(String(request.baseURL), decrypt(name, stored))}${request.url}`;
}

describe('the test of a credential', () => {
  test.each([
    [
      'signalsApi',
      { baseUrl: 'https://signals.example.com' },
      'https://signals.example.com/api/v1/webhooks',
    ],
    ['signalsApi', { baseUrl: 'https://x.example/app//' }, 'https://x.example/app/api/v1/webhooks'],
    ['sigSentryApi', {}, 'https://api.sigsentry.com/v1/config/notifications'],
    ['sigSentryApi', { apiUrl: '' }, 'https://api.sigsentry.com/v1/config/notifications'],
    ['sigSentryApi', { apiUrl: 'http://s:8080/' }, 'http://s:8080/v1/config/notifications'],
    [
      'signalHooksApi',
      { gatewayUrl: 'https://hooks.example.com/' },
      'https://hooks.example.com/v1/me',
    ],
  ])('%s of %j asks %s', (name, stored, url) => {
    expect(testUrl(name, stored)).toBe(url);
  });

  test.each(CREDENTIAL_TYPES.map((type) => [type.name, type] as const))(
    '%s is there, or a node has one, or n8n connects the account',
    (name, type) => {
      const byNode = NODE_TYPES.some(({ description }) =>
        description.credentials?.some((each) => each.name === name && each.testedBy),
      );
      expect(type.test !== undefined || byNode || type.extends?.includes('oAuth2Api')).toBe(true);
    },
  );
});

describe('authentication', () => {
  test.each([
    ['signalsApi', { apiToken: '12|abc' }, { Authorization: 'Bearer 12|abc' }],
    ['signalHooksApi', { apiToken: 'shk_1' }, { Authorization: 'Bearer shk_1' }],
    ['sigSentryApi', { apiKey: 'ss_secret_1' }, { Authorization: 'Bearer ss_secret_1' }],
    [
      'sigSentryApi',
      { apiKey: 'ss_secret_1', projectId: 'proj_1' },
      { Authorization: 'Bearer ss_secret_1', 'X-Project-Id': 'proj_1' },
    ],
  ])('%s with %j adds its headers', async (name, stored, headers) => {
    const asked = { url: 'https://x.example/', headers: { accept: 'application/json' } };
    const options = await authenticate(name, decrypt(name, stored), asked);
    expect(options).toEqual({ ...asked, headers: { ...asked.headers, ...headers } });
    expect(asked.headers).toEqual({ accept: 'application/json' });
  });

  test('never goes into an address', () => {
    for (const { authenticate: how } of CREDENTIAL_TYPES) {
      if (how === undefined || typeof how === 'function') continue;
      expect(Object.keys((how as IAuthenticateGeneric).properties)).toEqual(['headers']);
    }
  });
});

describe('the connection to Zoho', () => {
  test.each([
    ['com', 'https://accounts.zoho.com'],
    ['eu', 'https://accounts.zoho.eu'],
    ['in', 'https://accounts.zoho.in'],
    ['com.au', 'https://accounts.zoho.com.au'],
    ['com.cn', 'https://accounts.zoho.com.cn'],
    ['jp', 'https://accounts.zoho.jp'],
    ['ca', 'https://accounts.zohocloud.ca'],
  ])('in data centre %s is made at %s', (dataCentre, host) => {
    const { authUrl, accessTokenUrl } = decrypt('zohoSalesIqOAuth2Api', { dataCentre });
    expect([authUrl, accessTokenUrl]).toEqual([`${host}/oauth/v2/auth`, `${host}/oauth/v2/token`]);
  });

  test('offers every data centre that can be asked', () => {
    const offered = credentialType('zohoSalesIqOAuth2Api').properties.find(
      ({ name }) => name === 'dataCentre',
    );
    const values = offered?.options?.map((option) => 'value' in option && option.value);
    expect(values).toEqual(['com.au', 'ca', 'com.cn', 'eu', 'in', 'jp', 'com']);
  });

  test('can be made at an address of one’s own', () => {
    const stored = { accountsUrl: 'http://127.0.0.1:9000' };
    expect(decrypt('zohoSalesIqOAuth2Api', stored)).toMatchObject({
      authUrl: 'http://127.0.0.1:9000/oauth/v2/auth',
      accessTokenUrl: 'http://127.0.0.1:9000/oauth/v2/token',
    });
  });

  test('asks for the rights of webhooks, for good', () => {
    expect(decrypt('zohoSalesIqOAuth2Api', {})).toMatchObject({
      grantType: 'authorizationCode',
      authentication: 'body',
      authQueryParameters: 'access_type=offline&prompt=consent',
      scope:
        'SalesIQ.webhooks.READ,SalesIQ.webhooks.CREATE,SalesIQ.webhooks.UPDATE,SalesIQ.webhooks.DELETE',
    });
  });
});

/** Where the user enters a shared secret. */
const WITH_SECRET = NODE_TYPES.filter(({ description }) =>
  description.credentials?.some(({ name }) =>
    credentialType(name).properties.some((property) => property.name === 'signingSecret'),
  ),
).map((node) => [node.description.displayName.replace(/ Trigger$/, ''), node] as const);

test('Siggnal and Signal Ark are among those whose secret is entered', () => {
  expect(WITH_SECRET.map(([name]) => name)).toEqual(
    expect.arrayContaining(['Siggnal', 'Signal Ark']),
  );
});

describe.each(WITH_SECRET)('a secret of %s', (name, node) => {
  const check = (data?: IDataObject) => {
    const test = node.methods?.credentialTest?.checkSecret;
    const credential = { id: '1', name: 'Mine', type: 'x', data } as ICredentialsDecrypted;
    return test?.call({} as ICredentialTestFunctions, credential);
  };
  const good = 'a-long-random-secret';
  const sender = name === 'Signed Webhook' ? 'the sender' : name;

  test.each([
    [{ signingSecret: good }],
    [{ signingSecret: good, previousSecret: '' }],
    [{ signingSecret: good, previousSecret: 'the-one-before' }],
    [{ signingSecret: 'with spaces inside' }],
    [{ signingSecret: '12345678' }],
    [{ signingSecret: 'ключ-секрет' }],
  ])('%j has a usable form', async (data) => {
    const result: INodeCredentialTestResult | undefined = await check(data);
    expect(result).toEqual({
      status: 'OK',
      message: `The secret has a usable form. Send a test from ${sender} to see that it is the right one.`,
    });
  });

  test.each<[IDataObject | undefined, RegExp]>([
    [undefined, /^Enter the secret/],
    [{}, /^Enter the secret/],
    [{ signingSecret: '' }, /^Enter the secret/],
    [{ signingSecret: 12345678 }, /^Enter the secret/],
    [{ signingSecret: ` ${good}` }, /begins or ends with a space/],
    [{ signingSecret: `${good}\n` }, /begins or ends with a space/],
    [{ signingSecret: 'a-long\nsecret' }, /line break or tab/],
    [{ signingSecret: 'a-long\tsecret' }, /line break or tab/],
    [{ signingSecret: 'HTTPS://hooks.example.com' }, /is an address/],
    [{ signingSecret: `sha256=${'a'.repeat(64)}` }, /is a signature/],
    [{ signingSecret: '1234567' }, /too short.+at least 8/],
    [{ signingSecret: good, previousSecret: '1234567' }, /too short/],
    [{ signingSecret: good, previousSecret: `${good} ` }, /begins or ends with a space/],
  ])('%j is refused', async (data, message) => {
    const result = await check(data);
    expect(result).toEqual({ status: 'Error', message: expect.stringMatching(message) });
    expect(JSON.stringify(result)).not.toContain(good);
  });
});

describe('a public key that is entered', () => {
  const provider = { ...PROVIDERS.siggnal, signature: PROVIDERS.salesiq.signature };
  const { publicKey } = makeRsaPair();

  test('has a usable form, and is what requests are checked with', async () => {
    expect(checkSecret(provider, { publicKey })).toEqual({
      status: 'OK',
      message:
        'The public key has a usable form. Send a test from Siggnal to see that it is the right one.',
    });
    const webhook = { getCredentials: async () => ({ publicKey, previousPublicKey: '' }) };
    const credentials = enteredCredentials(provider)(webhook as unknown as IWebhookFunctions);
    expect(await credentials).toEqual({ publicKeys: [publicKey] });
  });

  test.each([undefined, '', 'a-long-random-secret', publicKey.slice(0, 100)])(
    '%j is refused',
    (wrong) => {
      const refused = { status: 'Error', message: expect.stringMatching(/^This is no public key/) };
      expect(checkSecret(provider, { publicKey: wrong } as IDataObject as never)).toEqual(refused);
      const previous = { publicKey, previousPublicKey: wrong || 'x' };
      expect(checkSecret(provider, previous)).toEqual(refused);
    },
  );
});

describe.each(CREDENTIAL_TYPES.map((type) => [type.name, type] as const))('%s', (_name, type) => {
  const { displayName, properties, icon, documentationUrl } = type;

  test('hides what is secret, and nothing else', () => {
    const secret = /token|secret|(?<!public)key/i;
    const shown = properties.filter(({ type: kind }) => kind !== 'hidden');
    for (const { name, typeOptions } of shown) {
      expect([name, typeOptions?.password === true]).toEqual([name, secret.test(name)]);
    }
  });

  test('has a name, a page that explains it, and icons that differ', () => {
    expect(displayName).toMatch(/ API$/);
    expect(documentationUrl).toMatch(/^https:\/\/.+#credentials$/);
    const files = Object.values(icon as object).map((file: string) => file.replace('file:../', ''));
    expect(files.map(hasFile)).toEqual([true, true]);
    const [light, dark] = files.map(readPackageFile);
    expect(light).not.toBe(dark);
  });

  test('names each property once', () => {
    const names = properties.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
