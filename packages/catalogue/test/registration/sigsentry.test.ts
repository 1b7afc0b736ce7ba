import { type ApiRequest, apiOf, PROVIDERS, register } from '@signal-hooks/catalogue';
import { converse, converseError, type Exchange } from '../support/converse.ts';

const api = apiOf(PROVIDERS.sigsentry);
const settings = { api_key: 'ss_secret_1' };
const target = {
  url: 'https://hooks.example.com/in/src_1',
  name: 'Incidents',
  events: ['analysis.complete'],
  newSecret: 'f'.repeat(64),
};
// printf '%s' 'https://hooks.example.com/in/src_1' | sha256sum, the first 12 digits
const MARK = '[a37976fe9755]';
const at = (path = ''): string => `https://api.sigsentry.com/v1/config/notifications${path}`;
const channel = {
  id: '7b1e',
  type: 'webhook',
  name: `Incidents ${MARK}`,
  severityThreshold: 'low',
  isActive: true,
};
const list = (...data: object[]): Exchange => [
  { method: 'GET', url: at() },
  { body: { success: true, data } as never },
];
const described = {
  type: 'webhook',
  name: `Incidents ${MARK}`,
  severityThreshold: 'low',
  credentials: { url: target.url, hmacSecret: target.newSecret },
};

test('authenticates by bearer token, with the project for a key of the tenant', () => {
  expect(converse(api.authenticate(settings))).toEqual({
    authorization: 'Bearer ss_secret_1',
    accept: 'application/json',
  });
  expect(converse(api.authenticate({ ...settings, project_id: 'prj_1' }))['x-project-id']).toBe(
    'prj_1',
  );
});

test('creates a channel with a secret of ours', () => {
  const others = [
    { ...channel, name: 'Incidents' },
    { ...channel, type: 'slack' },
    { ...channel, id: undefined },
    null as never,
  ];
  const result = converse(register(api, settings, target, null), list(...others), [
    { method: 'POST', url: at(), json: described },
    { status: 201, body: { success: true, data: { id: '7b1e' } } },
  ]);
  expect(result).toEqual({
    id: '7b1e',
    credentials: { secrets: [target.newSecret], authorization: [] },
  });
});

test('sends the Authorization header asked for, and demands it from then on', () => {
  const own = {
    ...settings,
    auth_header: 'Bearer abc123',
    severity_threshold: 'high',
    api_url: 'http://127.0.0.1:9/',
  };
  const credentials = { ...described.credentials, authHeader: 'Bearer abc123' };
  const result = converse(api.create(own, target), [
    {
      method: 'POST',
      url: 'http://127.0.0.1:9/v1/config/notifications',
      json: { ...described, severityThreshold: 'high', credentials },
    },
    { status: 201, body: { success: true, data: { id: '7b1e' } } },
  ]);
  expect(result.credentials).toEqual({
    secrets: [target.newSecret],
    authorization: ['Bearer abc123'],
  });
});

test('finds its channel after the source was renamed, and adopts it', () => {
  const stored = { id: '7b1e', credentials: { secrets: ['s'], authorization: [] } };
  const renamed = { ...target, name: 'Another name' };
  expect(converse(register(api, settings, renamed, stored), list(channel))).toBe(stored);
});

test.each([
  ['whose secret was lost', null],
  ['that somebody else made', { id: 'other', credentials: { secrets: ['s'] } }],
  [
    'whose Authorization header is another one now',
    { id: '7b1e', credentials: { secrets: ['s'], authorization: ['Bearer old'] } },
  ],
])('gives a channel %s a new secret', (_name, stored) => {
  const result = converse(register(api, settings, target, stored), list(channel), [
    { method: 'PUT', url: at('/7b1e'), json: { ...described, isActive: true } },
    { body: { success: true } },
  ]);
  expect(result).toEqual({
    id: '7b1e',
    credentials: { secrets: [target.newSecret], authorization: [] },
  });
});

test.each([
  ['switched off', { ...channel, isActive: false }],
  ['of another threshold', { ...channel, severityThreshold: 'critical' }],
])('brings a channel in force that is %s, without touching its secret', (_name, there) => {
  const { credentials: _credentials, ...rest } = described;
  const put: Exchange = [
    { method: 'PUT', url: at('/7b1e'), json: { ...rest, isActive: true } },
    { body: { success: true } },
  ];
  const stored = { id: '7b1e', credentials: { secrets: ['s'] } };
  expect(converse(register(api, settings, target, stored), list(there), put)).toBe(stored);
});

test('a channel that is gone counts as removed', () => {
  for (const status of [200, 204, 404]) {
    converse(api.remove(settings, 'a/b'), [{ method: 'DELETE', url: at('/a%2Fb') }, { status }]);
  }
});

test('cuts a long name, never its mark', () => {
  const long = { ...target, name: 'n'.repeat(500) };
  const conversation = api.create(settings, long);
  const { value } = conversation.next();
  expect((value as ApiRequest).json?.name).toBe(`${'n'.repeat(60)} ${MARK}`);
});

test.each([
  [400, { error: { code: 'VALIDATION_ERROR', message: 'bad url' } }, 'provider_invalid', /bad url/],
  [401, { error: 'UNAUTHORIZED' }, 'provider_unauthorized', /new secret key/],
  [403, { error: 'FORBIDDEN' }, 'provider_forbidden', /config:write/],
  [404, {}, 'provider_not_found', /project ID/],
  [503, null, 'provider_unavailable', /try again later/],
  [200, { success: true }, 'provider_unexpected', /not SigSentry’s list/],
])('answers %i %j to the list with %s', (status, body, code, message) => {
  const error = converseError(api.list(settings, target), [
    { method: 'GET', url: at() },
    { status, body: body as never },
  ]);
  expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
});

test('does not take an answer without an id for a created channel', () => {
  const error = converseError(api.create(settings, target), [
    { method: 'POST', url: at(), json: described },
    { status: 201, body: { success: true } },
  ]);
  expect(error.code).toBe('provider_unexpected');
});
