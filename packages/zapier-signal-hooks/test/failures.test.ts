import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SIGGNAL_RECORD } from './support/records.ts';
import { TestServer } from './support/test-server.ts';
import { type Given, type Refusal, refusalOf, run } from './support/zapier.ts';

const UNREACHABLE =
  'The gateway could not be reached. See that it runs and that its address in the connection is right and open to the internet, then try again.';
const NO_TOKEN =
  'The gateway no longer accepts the API token. Make a new one there (signal-hooks token create --for zapier) and reconnect.';
const noGateway = (came: string): string =>
  `At 127.0.0.1:${gateway.port} something answered that is no Signal Hooks gateway (${came}). Check the address in the connection, and what stands in front of the gateway.`;

/** Everything of the app that calls the gateway. */
const CALLS: readonly (readonly [name: string, method: string, given: Given])[] = [
  ['connecting', 'authentication.test', {}],
  [
    'subscribing',
    'triggers.signals_event.operation.performSubscribe',
    { targetUrl: 'https://hooks.zapier.com/1' },
  ],
  ['unsubscribing', 'triggers.salesiq_event.operation.performUnsubscribe', {}],
  ['samples', 'triggers.sigsentry_analysis.operation.performList', {}],
  ['samples of all', 'triggers.new_signal.operation.performList', {}],
  ['sources', 'triggers.new_signal.operation.inputFields.0.choices.perform', {}],
  ['failed deliveries', 'creates.replay_delivery.operation.inputFields.0.choices.perform', {}],
  ['an event by id', 'searches.find_event.operation.perform', { input: { event_id: 'evt_1' } }],
  [
    'an event by field',
    'searches.find_event.operation.perform',
    { input: { field: 'company_name', value: 'Acme' } },
  ],
  ['a replay', 'creates.replay_delivery.operation.perform', { input: { delivery_id: 'dlv_1' } }],
];

let gateway: TestServer;
beforeAll(async () => {
  gateway = await TestServer.start();
});
afterAll(() => gateway.close());

/** A port at which nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

/** Makes timers of that many milliseconds go off soon, so that nobody has to wait. */
function hurry(ms: number): jest.SpyInstance {
  const { setTimeout: real } = globalThis;
  return jest
    .spyOn(globalThis, 'setTimeout')
    .mockImplementation(((run: () => void, delay?: number, ...rest: []) =>
      real(run, delay === ms ? 50 : delay, ...rest)) as typeof setTimeout);
}

describe.each(CALLS)('%s', (_name, method, given) => {
  const fail = (address = gateway.url): Promise<Refusal> =>
    refusalOf(run(method, { ...given, gateway: address }));

  test('a gateway that is down', async () => {
    expect(await fail(await deadAddress())).toEqual({
      kind: 'AppError',
      status: 503,
      message: UNREACHABLE,
    });
  });

  test('a token that is not accepted asks Zapier for a new connection', async () => {
    gateway.refuse(401, 'token_expired', 'The bearer token has expired.');
    expect(await fail()).toEqual({ kind: 'ExpiredAuthError', message: NO_TOKEN });
  });

  test('a token that may not', async () => {
    gateway.refuse(
      403,
      'forbidden',
      'The bearer token lacks the scope "x:read".',
      {},
      {
        'www-authenticate':
          'Bearer realm="signal-hooks", error="insufficient_scope", scope="x:read"',
      },
    );
    expect(await fail()).toEqual({
      kind: 'AppError',
      status: 403,
      message:
        'The API token lacks the scope x:read. Make one at the gateway that has it and reconnect.',
    });
  });

  test('a gateway that is busy makes Zapier come again when it says', async () => {
    gateway.refuse(503, 'unavailable', 'Busy.', {}, { 'retry-after': '5' });
    expect(await fail()).toEqual({
      kind: 'ThrottledError',
      message: 'The gateway asks to wait a moment.',
      delay: 5,
    });
  });

  test('too many requests too', async () => {
    gateway.answer(429, '<h1>Slow down</h1>', { 'retry-after': '17' });
    expect(await fail()).toEqual({
      kind: 'ThrottledError',
      message: 'What stands in front of the gateway asks to wait a moment (HTTP 429, text/html).',
      delay: 17,
    });
  });

  test.each([
    [401, 'the log-in page of a proxy', '<!doctype html><title>Log in</title>', 'text/html'],
    [401, 'another API', { code: 'token_expired', detail: 'No.' }, 'application/json'],
    [403, 'a web page', '<!doctype html><title>Forbidden</title>', 'text/html'],
    [404, 'a web page', '<!doctype html><title>Not Found</title>', 'text/html'],
    [404, 'another API', { code: 'event_not_found', detail: 'No.' }, 'application/json'],
    [410, 'a web page', '<!doctype html><title>Gone</title>', 'text/html'],
    [200, 'a web page', '<!doctype html><title>Hello</title>', 'text/html'],
    [200, 'an empty object', {}, 'application/json'],
    [200, 'lists of something else', { data: [{}], id: 1, next_cursor: null }, 'application/json'],
  ])('an answer that is not the gateway’s: %i, %s', async (status, _what, body, type) => {
    gateway.answer(status, body);
    const message = noGateway(`HTTP ${status}, ${type}`);
    expect(await fail()).toEqual({ kind: 'AppError', status, message });
  });

  test('a proxy whose gateway is down', async () => {
    gateway.answer(502, '<h1>502 Bad Gateway</h1>');
    const message = UNREACHABLE.replace(
      'reached.',
      `reached: 127.0.0.1:${gateway.port} answered HTTP 502, text/html.`,
    );
    expect(await fail()).toEqual({ kind: 'AppError', status: 502, message });
  });

  test('a gateway that fails', async () => {
    gateway.refuse(500, 'internal', 'Something went wrong inside the gateway.');
    expect(await fail()).toEqual({
      kind: 'AppError',
      status: 500,
      message:
        'Something went wrong inside the gateway. Try again; if it happens again, see the log of the gateway.',
    });
  });
});

describe('a call', () => {
  const call = (address = gateway.url): Promise<unknown> =>
    run('triggers.new_signal.operation.performList', { gateway: address });
  const fail = (address?: string): Promise<Refusal> => refusalOf(call(address));

  test.each([
    ['a name that there is not', 'https://gateway.invalid'],
    ['a server without TLS', ''],
  ])('to %s', async (_what, address) => {
    const target = address || gateway.url.replace('http:', 'https:');
    expect(await fail(target)).toEqual({ kind: 'AppError', status: 503, message: UNREACHABLE });
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['breaks off half way', (response) => response.write('{"data":', () => response.destroy())],
    ['stops half way', (response) => response.write('{"data":')],
    ['never begins', () => undefined],
  ])('whose answer %s', async (_what, answer) => {
    const server = createServer((_request, response) => {
      response.setHeader('content-length', '1000');
      answer(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const hurried = hurry(10_000);
    try {
      const { port } = server.address() as AddressInfo;
      expect(await fail(`http://127.0.0.1:${port}`)).toMatchObject({ message: UNREACHABLE });
    } finally {
      hurried.mockRestore();
      server.closeAllConnections();
      server.close();
    }
  });

  test.each([
    ['no delay', {}, 60],
    ['a date', { 'retry-after': 'Mon, 02 Nov 2026 09:15:00 GMT' }, 60],
    ['nonsense', { 'retry-after': 'soon' }, 60],
    ['nothing', { 'retry-after': '0' }, 60],
    ['two minutes', { 'retry-after': '120' }, 120],
  ])('that has to wait, by %s', async (_what, headers, delay) => {
    for (const status of [429, 503]) {
      gateway.refuse(status, 'unavailable', 'Busy.', {}, headers);
      expect(await fail()).toMatchObject({ kind: 'ThrottledError', delay });
    }
  });

  test.each([
    ['nothing', ''],
    ['half an object', '{"data":['],
    ['a list', '[]'],
    ['a text', '"data"'],
    ['null', 'null'],
    ['a list without its end', '{"data":[]}'],
  ])('that is answered by %s', async (_what, body) => {
    gateway.answer(200, body);
    const message = noGateway('HTTP 200, text/html');
    expect(await fail()).toEqual({ kind: 'AppError', status: 200, message });
  });

  test.each([301, 302, 303, 307, 308])(
    'is not taken elsewhere by a redirect (%i): the token stays here',
    async (status) => {
      const other = await TestServer.start();
      try {
        other.answer(200, { data: [], next_cursor: null });
        gateway.answer(status, '', { location: `${other.url}/v1/events?token=hunter22` });
        const message = noGateway(`HTTP ${status}, on to ${other.url}`);
        expect(await fail()).toEqual({ kind: 'AppError', status, message });
        expect(other.seen).toEqual([]);
        expect(gateway.seen).toHaveLength(1);
      } finally {
        await other.close();
      }
    },
  );

  test('that the gateway finds wrong says what is wrong, in the words of the form', async () => {
    gateway.refuse(422, 'invalid_request', 'The request has invalid values.', {
      fields: [
        { path: 'source_id', message: 'There is no such source.' },
        { path: 'event_types.0', message: 'Give at most 100 characters.' },
        { path: 'filter.0.field', message: 'There is no such field. See the reference of fields.' },
        { path: 'filter.1.op', message: 'For this field op must be one of eq, ne, starts_with.' },
        { path: 'filter.1.value', message: 'Give a date such as 2026-04-25.' },
      ],
    });
    expect(await fail()).toEqual({
      kind: 'AppError',
      status: 422,
      message:
        'The request has invalid values. Source: There is no such source. Event Types: Give at most 100 characters. Filter Field: There is no such field. See the reference of fields. Filter Condition: It does not fit the field. Choose another. Filter Value: Give a date such as 2026-04-25.',
    });
  });

  test('that is refused without a reason for a field says the reason there is', async () => {
    gateway.refuse(422, 'target_forbidden', 'Deliveries to this address are not allowed.');
    expect(await fail()).toEqual({
      kind: 'AppError',
      status: 422,
      message: 'Deliveries to this address are not allowed.',
    });
  });

  test('to an address below the gateway says that nothing is there', async () => {
    gateway.refuse(404, 'not_found', 'There is nothing at this address.');
    expect(await fail()).toMatchObject({
      status: 404,
      message: 'There is nothing at this address.',
    });
  });

  test('works again once the gateway does', async () => {
    gateway.answer(200, { data: [{ record: SIGGNAL_RECORD }], next_cursor: null });
    expect(await call()).toMatchObject([{ id: 'evt_01ka' }]);
  });
});
