import {
  apiOf,
  findRegistration,
  PROVIDERS,
  register,
  renewRegistration,
} from '@signal-hooks/catalogue';
import { converse, converseError, type Exchange } from '../support/converse.ts';

const api = apiOf(PROVIDERS.signals);
const settings = { base_url: 'https://signals.example.com/', api_token: 'token-1' };
const target = {
  url: 'https://hooks.example.com/in/src_1',
  name: 'Users',
  events: ['user.created', 'role.deleted'],
  newSecret: 'f'.repeat(64),
};
const at = (path = ''): string => `https://signals.example.com/api/v1/webhooks${path}`;
const hook = {
  id: 1,
  url: target.url,
  events: ['role.deleted', 'user.created'],
  is_active: true,
  consecutive_failures: 0,
  disabled_at: null,
};
const list = (...webhooks: object[]): Exchange => [
  { method: 'GET', url: at() },
  { body: { webhooks } as never },
];
const created: Exchange = [
  { method: 'POST', url: at(), json: { url: target.url, events: target.events } },
  {
    status: 201,
    body: { webhook: { ...hook, id: 2, secret: 'abcdefghijklmnopqrstuvwxyz012345' } },
  },
];

test('authenticates by bearer token, without a request', () => {
  expect(converse(api.authenticate(settings))).toEqual({
    authorization: 'Bearer token-1',
    accept: 'application/json',
  });
});

test('creates a webhook where there is none, and keeps the secret told once', () => {
  const others = [
    { ...hook, url: 'https://other.example/' },
    null as never,
    'x' as never,
    { url: target.url },
  ];
  expect(converse(register(api, settings, target, null), list(...others), created)).toEqual({
    id: '2',
    credentials: { secrets: ['abcdefghijklmnopqrstuvwxyz012345'] },
  });
});

const stored = { id: '1', credentials: { secrets: ['s'] } };
const gone = (id: string, status = 204): Exchange => [
  { method: 'DELETE', url: at(`/${id}`) },
  { status },
];

test('keeps the webhook that is stored', () => {
  expect(converse(register(api, settings, target, stored), list(hook))).toBe(stored);
});

test.each([
  ['whose secret was lost: it is never told again', null],
  ['that somebody else made at the same URL', { ...stored, id: '9' }],
])('replaces a webhook %s, the new one first', (_name, before) => {
  const result = converse(register(api, settings, target, before), list(hook), created, gone('1'));
  expect(result).toEqual({
    id: '2',
    credentials: { secrets: ['abcdefghijklmnopqrstuvwxyz012345'] },
  });
});

test('the webhook that is stored stays in force when its secret is renewed and that fails', () => {
  const failure: Exchange = [created[0], { status: 503 }];
  const error = converseError(renewRegistration(api, settings, target, '1'), list(hook), failure);
  expect(error.code).toBe('provider_unavailable');
});

test('a renewed webhook is kept, and the old one named, where that cannot be removed', () => {
  const result = converse(
    renewRegistration(api, settings, target, '1'),
    list(hook),
    created,
    gone('1', 503),
  );
  expect(result).toMatchObject({ id: '2', leftBehind: ['1'] });
});

test('one that was left behind is removed the next time', () => {
  const conversation = register(api, settings, target, stored);
  expect(converse(conversation, list({ ...hook, id: 5 }, hook), gone('5'))).toBe(stored);
});

test.each([
  ['is switched off', { ...hook, is_active: false }],
  ['listens to other events', { ...hook, events: ['user.created'] }],
  ['holds a list that is no list', { ...hook, events: 'user.created' }],
])('brings a webhook in force that %s', (_name, there) => {
  const put: Exchange = [
    { method: 'PUT', url: at('/1'), json: { events: target.events, is_active: true } },
    { body: { webhook: hook } },
  ];
  expect(converse(register(api, settings, target, stored), list(there), put)).toBe(stored);
});

test('prefers, of several webhooks at the URL, the one with these events', () => {
  const found = converse(
    findRegistration(api, settings, target),
    list({ ...hook, id: 5, events: ['user.created'] }, { ...hook, id: 6 }),
  );
  expect(found).toEqual({ id: '6', active: true });
});

test('a webhook that is gone counts as removed', () => {
  for (const status of [204, 404]) {
    converse(api.remove(settings, '1'), [{ method: 'DELETE', url: at('/1') }, { status }]);
  }
  const error = converseError(api.remove(settings, '1'), [
    { method: 'DELETE', url: at('/1') },
    { status: 403 },
  ]);
  expect(error.code).toBe('provider_forbidden');
});

test.each([
  [401, {}, 'provider_unauthorized', /Create a new one/],
  [402, {}, 'provider_plan', /larger plan/],
  [403, {}, 'provider_forbidden', /webhooks:manage/],
  [404, {}, 'provider_not_found', /Check the address/],
  [422, { message: 'The url must be https.' }, 'provider_invalid', /must be https/],
  [422, { message: { toString: 1 } }, 'provider_invalid', /invalid input/],
  [429, {}, 'provider_rate_limited', /wait a minute/],
  [500, {}, 'provider_unavailable', /try again later/],
  [302, {}, 'provider_unexpected', /302/],
  [200, { webhooks: 'none' }, 'provider_unexpected', /not SIGNALS’s list/],
  [200, null, 'provider_unexpected', /not SIGNALS’s list/],
])('answers %i %j to the list with %s', (status, body, code, message) => {
  const error = converseError(findRegistration(api, settings, target), [
    { method: 'GET', url: at() },
    { status, body: body as never },
  ]);
  expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  expect(error.retryable).toBe(status === 429 || status === 500);
});

test.each([{ webhook: { id: 3 } }, { webhook: { secret: 's' } }, { webhook: null }, null])(
  'does not take %j for a created webhook',
  (body) => {
    const answer: Exchange = [created[0], { status: 201, body: body as never }];
    expect(converseError(api.create(settings, target), answer).code).toBe('provider_unexpected');
  },
);
