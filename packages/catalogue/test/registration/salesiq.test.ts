import { generateKeyPairSync } from 'node:crypto';
import { apiOf, PROVIDERS, register } from '@signal-hooks/catalogue';
import { converse, converseError, type Exchange } from '../support/converse.ts';

const api = apiOf(PROVIDERS.salesiq);
const settings = {
  data_centre: 'eu',
  screen_name: 'zylker',
  client_id: 'id-1',
  client_secret: 'cs-1',
  refresh_token: 'rt-1',
};
const target = {
  url: 'https://hooks.example.com/in/src_1',
  name: 'Chats',
  events: ['conversation.created', 'conversation.missed'],
  newSecret: 'f'.repeat(64),
};
const makeKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 1024 })
    .publicKey.export({ type: 'spki', format: 'der' })
    .toString('base64');
const [KEY, OLD_KEY] = [makeKey(), makeKey()];
const listed = (id: string, key: string) => ({ id, key, creator: { id: '1' }, created_time: '1' });

const at = (path = ''): string => `https://salesiq.zoho.eu/api/v2/zylker/webhooks${path}`;
const described = {
  type: 'data',
  url: target.url,
  events: target.events,
  secured: true,
  version: '1',
};
const hook = {
  id: '19367000000120011',
  url: target.url,
  type: 'data',
  status: 'enabled',
  secured: true,
  app_ids: ['19367000000002043'],
  events: ['conversation.missed', 'conversation.created'],
};
const ok = (data: unknown) => ({
  status: 200,
  body: { url: '/api/v2/zylker/webhooks', object: 'webhook', data } as never,
});
const failed = (code: number | string, message: string) => ({
  status: 200,
  body: { error: { code, message } },
});
const list = (...data: unknown[]): Exchange => [{ method: 'GET', url: at() }, ok(data)];
const post: Exchange = [{ method: 'POST', url: at(), json: described }, ok(hook)];
const keyed = (...keys: object[]): Exchange => [
  { method: 'POST', url: at(`/${hook.id}/keys`) },
  ok({ ...hook, public_keys: keys }),
];
const shown = (...keys: object[]): Exchange => [
  { method: 'GET', url: at(`/${hook.id}`) },
  ok({ ...hook, public_keys: keys }),
];
const unkeyed = (id: string): Exchange => [
  { method: 'DELETE', url: at(`/${hook.id}/keys/${id}`) },
  ok(null),
];

describe('access', () => {
  const token = (accounts: string): Partial<Exchange[0]> => ({
    method: 'POST',
    url: `${accounts}/oauth/v2/token`,
    form: {
      grant_type: 'refresh_token',
      client_id: 'id-1',
      client_secret: 'cs-1',
      refresh_token: 'rt-1',
    },
  });

  test.each([
    ['com', 'https://accounts.zoho.com'],
    ['com.au', 'https://accounts.zoho.com.au'],
    ['ca', 'https://accounts.zohocloud.ca'],
    ['', 'https://accounts.zoho.com'],
  ])('of data centre %j is asked for at %s', (data_centre, accounts) => {
    const answer = { body: { access_token: '1000.abc', expires_in: 3600 } };
    expect(
      converse(api.authenticate({ ...settings, data_centre }), [token(accounts), answer]),
    ).toEqual({
      authorization: 'Zoho-oauthtoken 1000.abc',
      accept: 'application/json',
    });
  });

  test('can be pointed at other hosts', () => {
    const own = { ...settings, accounts_url: 'http://127.0.0.1:9/', api_url: 'http://127.0.0.1:8' };
    const answer = { body: { access_token: 'a' } };
    converse(api.authenticate(own), [token('http://127.0.0.1:9'), answer]);
    const url = 'http://127.0.0.1:8/api/v2/zylker/webhooks';
    expect(converse(api.list(own, target), [{ method: 'GET', url }, ok([])])).toEqual([]);
  });

  test.each([
    [200, { error: 'invalid_client' }, 'provider_unauthorized', /data centre/],
    [200, { error: 'invalid_client_secret' }, 'provider_unauthorized', /client secret/],
    [200, { error: 'invalid_code' }, 'provider_unauthorized', /Create a new one/],
    [400, { error: 'access_denied' }, 'provider_rate_limited', /ten minutes/],
    [200, { error: 'something_new' }, 'provider_unexpected', /something_new/],
    [200, { error: 'constructor' }, 'provider_unexpected', /constructor/],
    [200, { access_token: '' }, 'provider_unexpected', /no access token/],
    [502, null, 'provider_unavailable', /502/],
    [200, null, 'provider_unexpected', /no access token/],
  ])('is refused by %i %j with %s', (status, body, code, message) => {
    const error = converseError(api.authenticate(settings), [
      token('https://accounts.zoho.eu'),
      { status, body: body as never },
    ]);
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
    expect(error.message).not.toMatch(/cs-1|rt-1/);
  });

  test('an unknown data centre is told, with those there are', () => {
    const error = converseError(api.authenticate({ ...settings, data_centre: 'evil.example/x' }));
    expect(error.code).toBe('provider_invalid');
    expect(error.message).toMatch(/com, eu, in/);
  });
});

describe('creating', () => {
  test('makes a secured webhook and a key', () => {
    const other = { ...hook, url: 'https://other.example/' };
    const conversation = register(api, settings, target, null);
    const result = converse(conversation, list(other, null, 7), post, keyed(listed('k1', KEY)));
    expect(result).toEqual({ id: hook.id, credentials: { publicKeys: [KEY] } });
  });

  test('holds every key that the answer lists: the oldest is in use', () => {
    const keys = [listed('k0', OLD_KEY), listed('k1', KEY)];
    const { credentials } = converse(api.create(settings, target), post, keyed(...keys));
    expect(credentials).toEqual({ publicKeys: [OLD_KEY, KEY] });
  });

  test('needs no key of its own where the webhook comes with one', () => {
    const answer: Exchange = [post[0], ok({ ...hook, public_keys: [listed('k1', KEY)] })];
    expect(converse(api.create(settings, target), answer).credentials).toEqual({
      publicKeys: [KEY],
    });
  });

  test('asks for the brands chosen', () => {
    const own = { ...settings, app_ids: ' 19367000000002043, ,2 ' };
    const first = api.create(own, target).next();
    expect(first.value).toMatchObject({ json: { app_ids: ['19367000000002043', '2'] } });
  });

  test('refuses brands for administration events, which SalesIQ does not have by brand', () => {
    const wanted = { ...target, events: ['tag.created'] };
    const own = { ...settings, app_ids: '2' };
    for (const conversation of [
      api.list(own, wanted),
      api.create(own, wanted),
      api.enable(own, wanted, hook.id),
    ]) {
      expect(converseError(conversation)).toMatchObject({
        code: 'provider_invalid',
        message: expect.stringMatching(/not of single brands\. Make a source without App IDs/),
      });
    }
    const whole = api.create({ ...settings, app_ids: ' , ' }, wanted).next();
    expect(whole.value).toMatchObject({ json: { type: 'administration' } });
    expect((whole.value as { json: object }).json).not.toHaveProperty('app_ids');
  });

  test.each([
    [['conversation.created', 'operator.created'], /one source for each kind/],
    [['conversation.exploded'], /no event “conversation.exploded”/],
    [['constructor'], /no event/],
    [[], /at least one event/],
  ])('refuses the events %j before any request', (events, message) => {
    for (const conversation of [
      api.create(settings, { ...target, events }),
      api.list(settings, { ...target, events }),
    ]) {
      const error = converseError(conversation);
      expect([error.code, error.message]).toEqual([
        'provider_invalid',
        expect.stringMatching(message),
      ]);
    }
  });

  test.each([
    [1002, 'provider_unauthorized', /data centre/],
    [1004, 'provider_unexpected', /does not offer/],
    [1006, 'provider_invalid', /HEAD request.+must answer 200/],
    [1008, 'provider_unauthorized', /refresh token/],
    [1009, 'provider_forbidden', /scopes SalesIQ.webhooks/],
    [1011, 'provider_invalid', /parameter/],
    [1015, 'provider_invalid', /description/],
    [1016, 'provider_forbidden', /administrator/],
    [1017, 'provider_limit', /limit/],
    [1019, 'provider_not_found', /screen name/],
    [1021, 'provider_plan', /upgrade/],
    [1023, 'provider_rate_limited', /try again later/],
    [4711, 'provider_unexpected', /4711/],
    ['constructor', 'provider_unexpected', /constructor/],
  ])('reads the error %i inside HTTP 200', (code, expected, message) => {
    const answer: Exchange = [post[0], failed(code, 'The words of SalesIQ')];
    const error = converseError(api.create(settings, target), answer);
    expect([error.code, error.message]).toEqual([expected, expect.stringMatching(message)]);
    expect(error.message).toMatch(/The words of SalesIQ/);
    expect(error.retryable).toBe(code === 1023);
  });

  test.each([
    [200, { error: {} }],
    [200, { error: 'broken' }],
    [200, { error: { code: { toString: 1 }, message: [] } }],
    [200, { data: [] }],
    [200, { data: { id: 1e300 } }],
    [200, { object: 'webhook' }],
    [200, null],
    [301, null],
  ])('does not take %i %j for a created webhook', (status, body) => {
    const error = converseError(api.create(settings, target), [
      post[0],
      { status, body: body as never },
    ]);
    expect(error.code).toBe('provider_unexpected');
  });

  test('a proxy’s error page is no answer of SalesIQ', () => {
    const error = converseError(api.create(settings, target), [post[0], { status: 502 }]);
    expect(error.code).toBe('provider_unavailable');
  });

  test('a key that is no key is not taken for one', () => {
    const gone: Exchange = [{ method: 'DELETE', url: at(`/${hook.id}`) }, { status: 204 }];
    const keys = keyed(listed('k1', '45678998765'));
    const error = converseError(api.create(settings, target), post, keys, gone);
    expect(error.code).toBe('provider_unexpected');
  });
});

describe('what is already registered', () => {
  const stored = { id: hook.id, credentials: { publicKeys: [KEY] } };

  test('is kept where it is in force', () => {
    expect(converse(register(api, settings, target, stored), list(hook))).toBe(stored);
  });

  test('that somebody else made brings its own keys', () => {
    const before = { id: '19367000000120012', credentials: { publicKeys: [OLD_KEY] } };
    const keys = [listed('k1', KEY)];
    expect(converse(register(api, settings, target, before), list(hook), shown(...keys))).toEqual(
      stored,
    );
  });

  test.each([
    ['disabled', { ...hook, status: 'disabled' }],
    ['unsigned', { ...hook, secured: false }],
    ['for other events', { ...hook, events: ['conversation.created'] }],
  ])('is brought in force where it is %s', (_name, there) => {
    const put: Exchange = [
      { method: 'PUT', url: at(`/${hook.id}`), json: { ...described, status: 'enabled' } },
      ok(hook),
    ];
    expect(converse(register(api, settings, target, stored), list(there), put)).toBe(stored);
  });

  test('of the other kind is left alone', () => {
    const other = { ...hook, type: 'administration' };
    expect(converse(api.list(settings, target), list(other))).toEqual([]);
  });

  test('is compared by its brands where brands were chosen', () => {
    const find = (app_ids: string) =>
      converse(api.list({ ...settings, app_ids }, target), list(hook));
    expect(find('19367000000002043')).toEqual([{ id: hook.id, active: true }]);
    expect(find('2')).toEqual([{ id: hook.id, active: false }]);
  });

  test('an answer that is no list is not taken for an empty one', () => {
    const error = converseError(api.list(settings, target), [{ method: 'GET', url: at() }, ok({})]);
    expect(error.code).toBe('provider_unexpected');
  });
});

describe('keys that were lost', () => {
  const renew = () => register(api, settings, target, null);

  test('are read again: they are no secret', () => {
    const keys = [listed('k0', OLD_KEY), listed('k1', KEY)];
    const result = converse(renew(), list(hook), shown(...keys));
    expect(result).toEqual({ id: hook.id, credentials: { publicKeys: [OLD_KEY, KEY] } });
  });

  test('are generated where there are none', () => {
    const result = converse(renew(), list(hook), shown(), keyed(listed('k1', KEY)));
    expect(result.credentials).toEqual({ publicKeys: [KEY] });
  });

  test('that cannot be read are deleted first: a newer key is not used beside them', () => {
    const result = converse(
      renew(),
      list(hook),
      shown(listed('k0', ''), listed('k1', 'hidden')),
      unkeyed('k0'),
      unkeyed('k1'),
      keyed(listed('k2', KEY)),
    );
    expect(result.credentials).toEqual({ publicKeys: [KEY] });
  });

  test('that can be read stay when one beside them cannot', () => {
    const keys = [listed('k0', 'hidden'), listed('k1', KEY)];
    const result = converse(renew(), list(hook), shown(...keys), unkeyed('k0'));
    expect(result.credentials).toEqual({ publicKeys: [KEY] });
  });

  test('that no list shows but that reach the limit make the webhook anew, the new one first', () => {
    const full: Exchange = [{ method: 'POST', url: at(`/${hook.id}/keys`) }, failed(1017, 'limit')];
    const made: Exchange = [
      post[0],
      ok({ ...hook, id: '19367000000120099', public_keys: [listed('k1', KEY)] }),
    ];
    const gone: Exchange = [{ method: 'DELETE', url: at(`/${hook.id}`) }, { status: 204 }];
    expect(converse(renew(), list(hook), shown(), full, made, gone)).toEqual({
      id: '19367000000120099',
      credentials: { publicKeys: [KEY] },
    });
  });

  test('a webhook that gets no key is removed again, and the reason is told', () => {
    const refused: Exchange = [{ method: 'POST', url: at(`/${hook.id}/keys`) }, failed(1017, 'no')];
    const gone: Exchange = [{ method: 'DELETE', url: at(`/${hook.id}`) }, { status: 204 }];
    const conversation = register(api, settings, target, null);
    expect(converseError(conversation, list(), post, refused, gone).code).toBe('provider_limit');
  });

  test('cannot be generated without permission, which is told', () => {
    const refused: Exchange = [{ method: 'POST', url: at(`/${hook.id}/keys`) }, failed(1016, 'no')];
    expect(converseError(renew(), list(hook), shown(), refused).code).toBe('provider_forbidden');
  });
});

test('a webhook that is gone counts as removed', () => {
  const request = { method: 'DELETE', url: at('/1') } as const;
  for (const answer of [ok(null), { status: 204 }, failed(1019, 'gone'), { status: 404 }]) {
    converse(api.remove(settings, '1'), [request, answer]);
  }
  const error = converseError(api.remove(settings, '1'), [request, failed(1016, 'no')]);
  expect(error.code).toBe('provider_forbidden');
});
