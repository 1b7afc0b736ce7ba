/**
 * The registration conversations over HTTP, against the vendors' real host names: what goes over
 * the wire is compared with what the vendors document, written by hand. Nothing leaves the machine.
 *
 * - SigSentry: https://docs.sigsentry.com
 * - SIGNALS: https://signals.auralyte.xyz/docs
 * - SalesIQ: https://www.zoho.com/salesiq/help/developer-section/create-webhook-v2.html, and for
 *   the data centres https://www.zoho.com/accounts/protocol/oauth/multi-dc.html
 */
import {
  type ApiRegistration,
  apiOf,
  type Conversation,
  PROVIDERS,
  type Registered,
  type RegistrationTarget,
  readApiBody,
  register,
  type Settings,
} from '@signal-hooks/catalogue';
import nock from 'nock';
import { makeRsaPair } from '../support/keys.ts';

beforeAll(() => nock.disableNetConnect());

afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
});

afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

const HOOK = 'https://hooks.example.com/in/src_1';
const SECRET = 'f'.repeat(64);
const targetOf = (events: readonly string[]): RegistrationTarget => ({
  url: HOOK,
  name: 'Mine',
  events,
  newSecret: SECRET,
});

/** Sends what a conversation asks for, as a host of the catalogue does. */
async function send<Result>(
  conversation: Conversation<Result>,
  authentication: Readonly<Record<string, string>> = {},
): Promise<Result> {
  let step = conversation.next();
  while (!step.done) {
    const { method, url, headers, json, form } = step.value;
    const response = await fetch(url, {
      method,
      headers: {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...authentication,
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    const body = readApiBody(new Uint8Array(await response.arrayBuffer()));
    step = conversation.next({ status: response.status, body });
  }
  return step.value;
}

async function registerAt(
  api: ApiRegistration,
  settings: Settings,
  target: RegistrationTarget,
  known: Registered | null = null,
): Promise<Registered> {
  const authentication = await send(api.authenticate(settings));
  return send(register(api, settings, target, known), authentication);
}

/** Only requests with these headers are answered; JSON bodies need their type as well. */
const vendor = (host: string, authorization: string, more: Record<string, string> = {}) => ({
  empty: nock(host, { reqheaders: { authorization, accept: 'application/json', ...more } }),
  json: nock(host, {
    reqheaders: {
      authorization,
      accept: 'application/json',
      'content-type': 'application/json',
      ...more,
    },
  }),
});

describe('SigSentry at api.sigsentry.com', () => {
  const api = apiOf(PROVIDERS.sigsentry);
  const HOST = 'https://api.sigsentry.com';
  const target = targetOf(['analysis.complete']);
  // printf '%s' 'https://hooks.example.com/in/src_1' | sha256sum, the first 12 digits
  const NAME = 'Mine [a37976fe9755]';
  const ID = '0b9f7c1e-5a4e-4a53-9f6e-2f1d4c1b7a10';

  test('gets a channel with a secret of ours', async () => {
    const { empty, json } = vendor(HOST, 'Bearer ss_secret_1', { 'x-project-id': 'proj_p1q2r3' });
    empty.get('/v1/config/notifications').reply(200, {
      success: true,
      data: [
        { id: 'other', type: 'slack', name: NAME, severityThreshold: 'high', isActive: true },
        { id: 'old', type: 'webhook', name: 'Mine', severityThreshold: 'high', isActive: true },
      ],
    });
    json
      .post('/v1/config/notifications', {
        type: 'webhook',
        name: NAME,
        severityThreshold: 'high',
        credentials: { url: HOOK, authHeader: 'Bearer abc123', hmacSecret: SECRET },
      })
      .reply(201, { success: true, data: { id: ID, type: 'webhook', name: NAME } });

    const settings = {
      api_key: 'ss_secret_1',
      project_id: 'proj_p1q2r3',
      severity_threshold: 'high',
      auth_header: 'Bearer abc123',
    };
    expect(await registerAt(api, settings, target)).toEqual({
      id: ID,
      credentials: { secrets: [SECRET], authorization: ['Bearer abc123'] },
    });
    expect(nock.isDone()).toBe(true);
  });

  test('says no project where the key belongs to one', async () => {
    nock(HOST, {
      reqheaders: { authorization: 'Bearer ss_secret_1' },
      badheaders: ['x-project-id', 'content-type'],
    })
      .get('/v1/config/notifications')
      .reply(200, {
        success: true,
        data: [{ id: ID, type: 'webhook', name: NAME, severityThreshold: 'low', isActive: true }],
      });
    const known = { secrets: ['s'] };
    const stored = { id: ID, credentials: known };
    expect(await registerAt(api, { api_key: 'ss_secret_1' }, target, stored)).toEqual({
      id: ID,
      credentials: known,
    });
    expect(nock.isDone()).toBe(true);
  });

  test('has its channel removed', async () => {
    const { empty } = vendor(HOST, 'Bearer ss_secret_1');
    empty.delete(`/v1/config/notifications/${ID}`).reply(200, { success: true });
    const settings = { api_key: 'ss_secret_1' };
    await send(api.remove(settings, ID), await send(api.authenticate(settings)));
    expect(nock.isDone()).toBe(true);
  });
});

describe('SIGNALS at its own address', () => {
  const api = apiOf(PROVIDERS.signals);
  const HOST = 'https://signals.auralyte.xyz';
  const settings = { base_url: `${HOST}/`, api_token: '1|token' };
  const target = targetOf(['user.created', 'role.deleted']);

  test('gets a webhook, and tells its secret', async () => {
    const { empty, json } = vendor(HOST, 'Bearer 1|token');
    empty.get('/api/v1/webhooks').reply(200, { webhooks: [] });
    json
      .post('/api/v1/webhooks', { url: HOOK, events: ['user.created', 'role.deleted'] })
      .reply(201, {
        webhook: {
          id: 1,
          url: HOOK,
          events: ['user.created', 'role.deleted'],
          is_active: true,
          consecutive_failures: 0,
          disabled_at: null,
          created_at: '2026-02-01T09:00:00+00:00',
          updated_at: '2026-02-01T09:00:00+00:00',
          secret: 'abcdefghijklmnopqrstuvwxyz012345',
        },
      });
    expect(await registerAt(api, settings, target)).toEqual({
      id: '1',
      credentials: { secrets: ['abcdefghijklmnopqrstuvwxyz012345'] },
    });
    expect(nock.isDone()).toBe(true);
  });

  test('switches a disabled webhook on again', async () => {
    const { empty, json } = vendor(HOST, 'Bearer 1|token');
    const events = ['role.deleted', 'user.created'];
    empty
      .get('/api/v1/webhooks')
      .reply(200, { webhooks: [{ id: 7, url: HOOK, events, is_active: false }] });
    json
      .put('/api/v1/webhooks/7', { events: ['user.created', 'role.deleted'], is_active: true })
      .reply(200, { webhook: { id: 7, url: HOOK, events, is_active: true } });
    const known = { secrets: ['s'] };
    const stored = { id: '7', credentials: known };
    expect(await registerAt(api, settings, target, stored)).toEqual(stored);
    expect(nock.isDone()).toBe(true);
  });

  test('has its webhook removed', async () => {
    const { empty } = vendor(HOST, 'Bearer 1|token');
    empty.delete('/api/v1/webhooks/7').reply(204);
    await send(api.remove(settings, '7'), await send(api.authenticate(settings)));
    expect(nock.isDone()).toBe(true);
  });
});

describe('Zoho SalesIQ', () => {
  const api = apiOf(PROVIDERS.salesiq);
  const KEY = makeRsaPair(1024).publicPem;
  const ID = '19367000000120011';
  const PATH = '/api/v2/zylker/webhooks';
  const target = targetOf(['conversation.created', 'conversation.missed']);
  const settingsFor = (data_centre: string): Settings => ({
    data_centre,
    screen_name: 'zylker',
    client_id: '1000.CLIENT',
    client_secret: 'client-secret',
    refresh_token: '1000.refresh.token',
    app_ids: '19367000000002043',
  });
  const described = {
    type: 'data',
    url: HOOK,
    events: ['conversation.created', 'conversation.missed'],
    secured: true,
    version: '1',
    app_ids: ['19367000000002043'],
  };
  const answer = (object: string, data: unknown) => ({ url: PATH, object, data });
  const keyed = answer('webhook', {
    id: ID,
    public_keys: [{ id: 'k1', key: KEY, creator: { id: '1' }, created_time: '1565067865617' }],
  });

  /** The form of OAuth 2.0, RFC 6749, section 6. */
  const token = (accounts: string) =>
    nock(accounts, {
      reqheaders: { 'content-type': /^application\/x-www-form-urlencoded\b/ },
      badheaders: ['authorization'],
    }).post('/oauth/v2/token', {
      grant_type: 'refresh_token',
      client_id: '1000.CLIENT',
      client_secret: 'client-secret',
      refresh_token: '1000.refresh.token',
    });
  const granted = { access_token: '1000.access', token_type: 'Bearer', expires_in: 3600 };

  test.each([
    ['com', 'https://accounts.zoho.com', 'https://salesiq.zoho.com'],
    ['eu', 'https://accounts.zoho.eu', 'https://salesiq.zoho.eu'],
    ['in', 'https://accounts.zoho.in', 'https://salesiq.zoho.in'],
    ['com.au', 'https://accounts.zoho.com.au', 'https://salesiq.zoho.com.au'],
    ['com.cn', 'https://accounts.zoho.com.cn', 'https://salesiq.zoho.com.cn'],
    ['jp', 'https://accounts.zoho.jp', 'https://salesiq.zoho.jp'],
    ['ca', 'https://accounts.zohocloud.ca', 'https://salesiq.zohocloud.ca'],
  ])('of data centre %s gets a webhook and a key at its own hosts', async (dc, accounts, host) => {
    token(accounts).reply(200, granted);
    const { empty, json } = vendor(host, 'Zoho-oauthtoken 1000.access');
    empty.get(PATH).reply(200, answer('list', []));
    json.post(PATH, described).reply(200, answer('webhook', { ...described, id: ID }));
    empty.post(`${PATH}/${ID}/keys`, '').reply(200, keyed);

    expect(await registerAt(api, settingsFor(dc), target)).toEqual({
      id: ID,
      credentials: { publicKeys: [KEY] },
    });
    expect(nock.isDone()).toBe(true);
  });

  test('has no data centre that is not listed above', () => {
    const field = api.settings.find(({ key }) => key === 'data_centre');
    expect(field?.options).toEqual(['com', 'eu', 'in', 'com.au', 'com.cn', 'jp', 'ca']);
  });

  test('keeps every digit of a numeric id', async () => {
    token('https://accounts.zoho.eu').reply(200, granted);
    const { empty, json } = vendor('https://salesiq.zoho.eu', 'Zoho-oauthtoken 1000.access');
    empty.get(PATH).reply(200, answer('list', []));
    // Beyond 2^53: as a double it would be …992.
    json.post(PATH, described).reply(200, '{"data":{"id":9007199254740993}}');
    empty.post(`${PATH}/9007199254740993/keys`, '').reply(200, keyed);
    expect((await registerAt(api, settingsFor('eu'), target)).id).toBe('9007199254740993');
    expect(nock.isDone()).toBe(true);
  });

  test('has its webhook removed', async () => {
    token('https://accounts.zoho.com').reply(200, granted);
    const { empty } = vendor('https://salesiq.zoho.com', 'Zoho-oauthtoken 1000.access');
    empty.delete(`${PATH}/${ID}`).reply(200, answer('webhook', { id: ID }));
    const settings = settingsFor('com');
    await send(api.remove(settings, ID), await send(api.authenticate(settings)));
    expect(nock.isDone()).toBe(true);
  });

  test('registers once, although the network broke between webhook and key', async () => {
    token('https://accounts.zoho.com').twice().reply(200, granted);
    const { empty, json } = vendor('https://salesiq.zoho.com', 'Zoho-oauthtoken 1000.access');
    const stored = { ...described, id: ID, status: 'enabled' };
    empty.get(PATH).reply(200, answer('list', []));
    json.post(PATH, described).reply(200, answer('webhook', stored));
    empty.post(`${PATH}/${ID}/keys`, '').replyWithError(new Error('socket hang up'));
    await expect(registerAt(api, settingsFor('com'), target)).rejects.toThrow(/fetch failed/);

    empty.get(PATH).reply(200, answer('list', [stored]));
    empty.get(`${PATH}/${ID}`).reply(200, answer('webhook', stored));
    empty.post(`${PATH}/${ID}/keys`, '').reply(200, keyed);
    expect(await registerAt(api, settingsFor('com'), target)).toEqual({
      id: ID,
      credentials: { publicKeys: [KEY] },
    });
    expect(nock.isDone()).toBe(true);
  });
});

describe('where the network fails, nothing is created', () => {
  const refused = (): Error => Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

  test.each([
    [
      'sigsentry' as const,
      { api_key: 'ss_secret_1' },
      'https://api.sigsentry.com',
      '/v1/config/notifications',
    ],
    [
      'signals' as const,
      { base_url: 'https://signals.example.com', api_token: '1|token' },
      'https://signals.example.com',
      '/api/v1/webhooks',
    ],
    [
      'salesiq' as const,
      {
        screen_name: 'zylker',
        client_id: 'c',
        client_secret: 's',
        refresh_token: 'r',
        accounts_url: 'https://accounts.zoho.com',
      },
      'https://salesiq.zoho.com',
      '/api/v2/zylker/webhooks',
    ],
  ])('%s', async (id, settings, host, path) => {
    nock('https://accounts.zoho.com').post('/oauth/v2/token').reply(200, { access_token: 'a' });
    nock(host).get(path).replyWithError(refused());
    nock(host)
      .post(path)
      .reply(201, { webhook: { id: 1, secret: 'x' }, data: { id: '1' } });
    const provider = PROVIDERS[id];
    const target = targetOf(Object.keys(provider.events).slice(0, 1));
    const attempt = registerAt(apiOf(provider), settings, target);
    await expect(attempt).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect(nock.pendingMocks()).toContain(`POST ${host}:443${path}`);
    expect(nock.pendingMocks()).not.toContain(`GET ${host}:443${path}`);
  });

  test('and Zoho’s accounts are asked before SalesIQ', async () => {
    nock('https://accounts.zoho.jp').post('/oauth/v2/token').replyWithError(refused());
    nock('https://salesiq.zoho.jp').get('/api/v2/zylker/webhooks').reply(200, { data: [] });
    const settings = { data_centre: 'jp', screen_name: 'zylker' };
    const attempt = registerAt(apiOf(PROVIDERS.salesiq), settings, targetOf(['visitor.updated']));
    await expect(attempt).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect(nock.pendingMocks()).toEqual(['GET https://salesiq.zoho.jp:443/api/v2/zylker/webhooks']);
  });
});
