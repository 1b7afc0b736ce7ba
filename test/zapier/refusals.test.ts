import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { send } from '../support/http.ts';
import { addSource } from '../support/sources.ts';
import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import { until } from '../support/until.ts';
import { postDelivery } from '../support/zapier-forgery.ts';
import type { Zap } from '../support/zapier-hooks.ts';
import { type Fixture, startFixture } from './fixture.ts';
import { testSilence } from './secrets.ts';
import { SCOPES } from './test-gateway.ts';

/** What somebody else's server answers at the address of the gateway. */
interface Stranger {
  readonly what: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Name, and what is in the details that Zapier shows. */
  readonly error: readonly [name: string, details: object];
}

const HTML = { 'content-type': 'text/html' };
const PAGE = '<!doctype html><title>It works!</title><p>Welcome.';
const UNREACHABLE = expect.stringMatching(
  /^The gateway could not be reached(?:: \S+ answered HTTP \d+, \S+)?\. See that it runs/,
);
const noGateway = (came: string): unknown =>
  expect.stringContaining(`something answered that is no Signal Hooks gateway (${came}).`);
const JSON_TYPE = { 'content-type': 'application/json' };

const STRANGERS: readonly Stranger[] = [
  {
    ...{ what: 'a page', status: 200, headers: HTML, body: PAGE },
    error: ['AppError', { code: 'NoGateway', message: noGateway('HTTP 200, text/html') }],
  },
  {
    ...{ what: 'an empty object', status: 200, headers: JSON_TYPE, body: '{}' },
    error: ['AppError', { code: 'NoGateway', message: noGateway('HTTP 200, application/json') }],
  },
  {
    ...{ what: 'a page that is missing', status: 404, headers: HTML, body: PAGE },
    error: ['AppError', { code: 'NoGateway', message: noGateway('HTTP 404, text/html') }],
  },
  {
    ...{ what: 'the log-in page of a proxy', status: 401, headers: HTML, body: PAGE },
    error: ['AppError', { code: 'NoGateway', message: noGateway('HTTP 401, text/html') }],
  },
  {
    ...{ what: 'an address that has moved', status: 301, body: '' },
    headers: { location: 'https://www.example.com/v1?token=secret' },
    error: [
      'AppError',
      { code: 'NoGateway', message: noGateway('HTTP 301, on to https://www.example.com') },
    ],
  },
  {
    ...{ what: 'a page of an error', status: 500, headers: HTML, body: PAGE },
    error: ['AppError', { code: 'GatewayUnreachable', status: 500, message: UNREACHABLE }],
  },
  {
    ...{ what: 'a login elsewhere', status: 302, headers: { location: '/login' }, body: '' },
    error: [
      'AppError',
      { code: 'NoGateway', message: expect.stringMatching(/\(HTTP 302, on to \S+:\d+\)/) },
    ],
  },
  {
    ...{ what: 'a proxy that is busy', status: 503, headers: { 'retry-after': '7' }, body: '' },
    error: ['ThrottledError', { delay: 7 }],
  },
  {
    ...{ what: 'a proxy that throttles', status: 429, headers: { 'retry-after': '9' }, body: '' },
    error: ['ThrottledError', { delay: 9 }],
  },
];

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
  await addSource(fixture.api, fixture.emulator, 'siggnal', 'Siggnal');
}, INSTALL_LIMIT_MS);
afterEach(() => fixture?.tidyUp());
afterAll(() => fixture?.close());

/** A genuine event arrives, so that there is something to imitate. */
async function withItem(number: number): Promise<Zap> {
  const zap = await fixture.zapOn('new_signal');
  await fixture.happen('siggnal', 'signal', number);
  await fixture.delivered();
  expect(await zap.settled(1)).toHaveLength(1);
  return zap;
}

/** Names and messages of the runs that failed, once there are so many. */
async function failuresOf(zap: Zap, count: number): Promise<string[]> {
  await until(
    () => zap.failures.length,
    (found) => found >= count,
  );
  return zap.failures.map(({ name, message }) => `${name}: ${message}`);
}

test('the gateway is away: the user reads what to do, and nothing is half done', async () => {
  const zap = fixture.zapier.zap({ trigger: 'new_signal', connection: fixture.connection });
  await fixture.testGateway.stop();
  const details = { code: 'GatewayUnreachable', status: 503, message: UNREACHABLE };
  const unreachable = { name: 'AppError', details };
  await expect(zap.test()).rejects.toMatchObject(unreachable);
  await expect(zap.turnOn()).rejects.toMatchObject(unreachable);
  await expect(fixture.labels('triggers.new_signal', 'source_id')).rejects.toMatchObject(
    unreachable,
  );
  await expect(fixture.zapier.connect(fixture.connection.authData)).rejects.toMatchObject(
    unreachable,
  );
  await fixture.testGateway.start();
  await zap.turnOn();
  const listed = await fixture.api.get('/v1/subscriptions');
  expect(listed.json.data).toEqual([expect.objectContaining({ id: zap.subscribeData.id })]);
  await zap.turnOff();
});

test('a revoked token asks for a new connection, everywhere', async () => {
  const made = await fixture.testGateway.makeToken('lost', SCOPES);
  const authData = { gateway_url: fixture.testGateway.url, api_token: made.token };
  const connection = await fixture.zapier.connect(authData);
  const zap = fixture.zapier.zap({ trigger: 'new_signal', connection });
  await zap.turnOn();
  await made.revoke();
  const expired = {
    name: 'ExpiredAuthError',
    message: expect.stringMatching(/^The gateway no longer accepts the API token\. Make a new/),
  };
  await expect(zap.test()).rejects.toMatchObject(expired);
  await expect(fixture.zapier.connect(authData)).rejects.toMatchObject(expired);
  const run = (what: string, input: object) => fixture.zapier.run(connection, what, { ...input });
  await expect(run('searches.find_event', { event_id: 'evt_1' })).rejects.toMatchObject(expired);
  await expect(run('creates.replay_delivery', { delivery_id: 'dlv_1' })).rejects.toMatchObject(
    expired,
  );
  // Events come to the subscription, which is not the token's.
  await fixture.happen('siggnal', 'signal', 1);
  expect(await zap.settled(1)).toHaveLength(1);
  await expect(zap.turnOff()).rejects.toMatchObject(expired);
});

test('a token without the needed scopes is refused when it is connected', async () => {
  const { token } = await fixture.testGateway.makeToken('reader', ['events:read']);
  const connecting = fixture.zapier.connect({
    gateway_url: fixture.testGateway.url,
    api_token: token,
  });
  await expect(connecting).rejects.toMatchObject({
    name: 'AppError',
    details: {
      code: 'Forbidden',
      status: 403,
      message: expect.stringContaining('lacks the scopes subscriptions:write and sources:read.'),
    },
  });
});

test('a token that was copied with a line break and blanks nobody sees is taken', async () => {
  const { api_token: token = '', gateway_url } = fixture.connection.authData;
  const copied = `\u200b${token.slice(0, 40)}\n${token.slice(40)}\u00a0\r\n`;
  const authData = { gateway_url: ` ${gateway_url} `, api_token: copied };
  expect((await fixture.zapier.connect(authData)).label).toContain('(zapier)');
  const wrong = { gateway_url: String(gateway_url), api_token: '“eyJh”' };
  await expect(fixture.zapier.connect(wrong)).rejects.toMatchObject({
    details: { code: 'InvalidToken', message: expect.stringMatching(/^The API token in the/) },
  });
});

test('an address that is not encrypted is refused before anything is sent', async () => {
  const connecting = fixture.zapier.connect({
    gateway_url: 'http://hooks.example.com',
    api_token: fixture.connection.authData.api_token ?? '',
  });
  await expect(connecting).rejects.toMatchObject({ details: { code: 'InvalidGatewayUrl' } });
  expect(fixture.zapier.strayHosts()).toEqual([]);
});

test('what the gateway refuses is told with the name of the field', async () => {
  const input = { filter_field: 'score', filter_op: 'contains', filter_value: '7' };
  const zap = fixture.zapier.zap({ trigger: 'new_signal', connection: fixture.connection, input });
  const refused = {
    name: 'AppError',
    details: { code: 'invalid_request', status: 422 },
    message: expect.stringContaining('Filter Condition'),
  };
  await expect(zap.turnOn()).rejects.toMatchObject(refused);
  await expect(zap.test()).rejects.toMatchObject(refused);
});

test('unsubscribing what is not there is no failure', async () => {
  const unsubscribe = (subscribeData: object): Promise<unknown> => {
    const { authData, user, id } = fixture.connection;
    const bundle = { authData, subscribeData, inputData: {}, meta: {}, targetUrl: 'http://x/' };
    const method = 'triggers.new_signal.operation.performUnsubscribe';
    return fixture.zapier.runtime.execute(method, bundle, { user, connection: id });
  };
  const unknown = 'sub_00000000000000000000000000';
  expect(await unsubscribe({ id: unknown, secret: 'whsec_' })).toEqual({ id: unknown });
  expect(await unsubscribe({})).toEqual({});
  const zap = await fixture.zapOn('new_signal');
  const { id } = zap.subscribeData;
  await zap.turnOff();
  expect(await unsubscribe({ id })).toEqual({ id });
});

test('forged deliveries start nothing, and leave the Zap on', async () => {
  const zap = await withItem(2);
  const [genuine] = zap.hits;
  const headers = genuine?.headers as Record<string, string>;
  const body = genuine?.body ?? '';
  const made = { eventId: 'evt_forged', body: '{"event_id":"evt_forged","title":"Forged"}' };
  await send(zap.url, { headers: { 'content-type': 'application/json' }, body: made.body });
  await postDelivery(zap.url, { ...made, secret: 'whsec_bm90IHRoZSBzZWNyZXQgYXQgYWxs' });
  await send(zap.url, { headers, body: body.replace('"siggnal"', '"salesiq"') });
  await send(zap.url, { headers: { ...headers, 'webhook-id': 'evt_other' }, body });
  await postDelivery(zap.url, {
    ...made,
    secret: zap.subscribeData.secret ?? '',
    age: 23 * 3600 + 100,
  });
  const failures = await failuresOf(zap, 5);
  const count = (start: string): number =>
    failures.filter((failure) => failure.startsWith(start)).length;
  expect(count('HaltedError: A request was refused because it is not signed by the')).toBe(4);
  expect(count('HaltedError: A delivery was refused because it is almost a day')).toBe(1);
  expect(zap.items).toHaveLength(1);
  await fixture.happen('siggnal', 'signal', 3);
  expect(await zap.settled(2)).toHaveLength(2);
  await zap.turnOff();
});

test('a delivery that was overheard and is sent again starts nothing', async () => {
  const zap = await withItem(4);
  const [genuine] = zap.hits;
  const headers = genuine?.headers as Record<string, string>;
  const body = genuine?.body ?? '';
  await send(zap.url, { headers, body });
  // What no signature covers does not make it another delivery.
  await send(zap.url, { headers: { ...headers, 'signal-hooks-attempt': '2' }, body });
  await send(zap.url, { headers: { ...headers, 'signal-hooks-delivery': 'dlv_other' }, body });
  await fixture.happen('siggnal', 'signal', 5);
  const subjects = (await zap.settled(2)).map((item) => item.subject_id);
  expect(subjects).toEqual(['sig_000004', 'sig_000005']);
  expect(zap.failures).toEqual([]);
  // A Zap that is off does not even take it.
  await zap.turnOff();
  expect((await postDelivery(zap.url, LATE)).status).toBe(410);
});

test('what was overheard cannot be passed off as a replay that somebody asked for', async () => {
  const zap = await withItem(6);
  const [genuine] = zap.hits;
  const headers = genuine?.headers as Record<string, string>;
  const body = genuine?.body ?? '';
  await send(zap.url, { headers: { ...headers, 'signal-hooks-replayed-at': '1' }, body });
  await fixture.happen('siggnal', 'signal', 7);
  await until(
    () => zap.items.map((item) => item.subject_id),
    (subjects) => subjects.includes('sig_000007'),
  );
  const subjects = (await zap.settled(2)).map((item) => item.subject_id);
  expect(subjects).toEqual(['sig_000006', 'sig_000007']);
  await zap.turnOff();
});

test.each(STRANGERS)('$what in the gateway’s place', async ({ error, ...answer }) => {
  const stranger = await startStranger(answer);
  try {
    const { port } = stranger.address() as AddressInfo;
    const connection = {
      ...fixture.connection,
      authData: { ...fixture.connection.authData, gateway_url: `http://127.0.0.1:${port}/hooks/` },
    };
    const zap = fixture.zapier.zap({ trigger: 'new_signal', connection });
    const [name, details] = error;
    const expected = { name, details: expect.objectContaining(details) };
    await expect(zap.test()).rejects.toMatchObject(expected);
    await expect(zap.turnOn()).rejects.toMatchObject(expected);
    for (const input of [{ event_id: 'evt_1' }, { field: 'company_name', value: 'Acme' }]) {
      const finding = fixture.zapier.run(connection, 'searches.find_event', input);
      await expect(finding).rejects.toMatchObject(expected);
    }
    await expect(fixture.zapier.connect(connection.authData)).rejects.toMatchObject(expected);
  } finally {
    stranger.closeAllConnections();
    stranger.close();
  }
});

testSilence(() => fixture, 'HaltedError');

const LATE = { eventId: 'evt_late', body: '{}', secret: 'whsec_bGF0ZQ==' };

async function startStranger(answer: Omit<Stranger, 'what' | 'error'>): Promise<Server> {
  const server = createServer((_request, response) => {
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
