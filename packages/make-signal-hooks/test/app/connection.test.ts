import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fixture, startFixture } from './support/fixture.ts';
import { Make } from './support/make/make.ts';

let fixture: Fixture;
const servers: Server[] = [];

beforeAll(async () => {
  fixture = await startFixture();
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
afterAll(() => fixture?.close());

/** Something at an address that is no gateway. @returns the address */
async function standIn(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answering =
  (status: number, contentType: string, body: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': contentType }).end(body);
  };

const connect = (gatewayUrl: string, token = fixture.token): Promise<string> =>
  new Make().connect({ gateway_url: gatewayUrl, api_token: token });

test('it is labelled with the gateway’s address and the token’s name', async () => {
  expect(await connect(fixture.gateway.url)).toBe(`${fixture.gateway.url} (make)`);
});

test.each(['/', ' ', '/ '])('an address with "%s" behind it is the same', async (behind) => {
  expect(await connect(fixture.gateway.url + behind)).toBe(`${fixture.gateway.url} (make)`);
});

test('a token that may do everything is enough', async () => {
  await expect(
    connect(fixture.gateway.url, await fixture.makeToken(['admin'])),
  ).resolves.toBeTruthy();
});

test.each([
  [['events:read', 'sources:read']],
  [['subscriptions:write', 'sources:read']],
  [['subscriptions:write', 'events:read', 'deliveries:write']],
])('a token with nothing but %j lacks a scope', async (scopes) => {
  await expect(connect(fixture.gateway.url, await fixture.makeToken(scopes))).rejects.toMatchObject(
    {
      type: 'InvalidConfigurationError',
      message:
        'The API token lacks a scope. It needs subscriptions:write, events:read and sources:read; make one at the gateway that has them all.',
    },
  );
});

test('a token that the gateway does not accept', async () => {
  await expect(connect(fixture.gateway.url, 'not-a-token')).rejects.toMatchObject({
    type: 'InvalidAccessTokenError',
    message: /^\[401\] The gateway does not accept the API token\./,
  });
});

test.each(['/in/src_x', '/v1', '/v1/me'])('an address with %s behind it', async (path) => {
  await expect(connect(fixture.gateway.url + path)).rejects.toMatchObject({
    type: 'InvalidConfigurationError',
    message: /^\[404\] There is no Signal Hooks gateway at this address\./,
  });
});

test.each([
  [
    200,
    'text/html',
    '<h1>Hello</h1>',
    /^What answers at this address is no Signal Hooks gateway\./,
  ],
  [200, 'application/json', '{}', /^What answers at this address is no Signal Hooks gateway\./],
  [404, 'text/html', '<h1>Gone</h1>', /^\[404\] There is no Signal Hooks gateway/],
  [502, 'text/html', '<h1>Bad</h1>', /^\[502\] The gateway could not be reached\./],
  [401, 'text/html', '<h1>Log in</h1>', /^\[401\] What answers at this address is no Signal/],
])('what answers %i as %s with %s is no gateway', async (status, type, body, message) => {
  const url = await standIn(answering(status, type, body));
  await expect(connect(url)).rejects.toMatchObject({ message });
});

test('the token follows no redirect', async () => {
  const seen: (string | undefined)[] = [];
  const elsewhere = await standIn((request, response) => {
    seen.push(request.headers.authorization);
    response.end();
  });
  const url = await standIn((_request, response) => {
    response.writeHead(302, { location: `${elsewhere}/v1/me` }).end();
  });
  await expect(connect(url)).rejects.toMatchObject({ message: /^\[302\] / });
  expect(seen).toEqual([]);
});

test('neither a good nor a bad token is logged', async () => {
  const make = new Make();
  await make.connect({ gateway_url: fixture.gateway.url, api_token: fixture.token });
  const bad = { gateway_url: fixture.gateway.url, api_token: 'not-a-token' };
  await expect(make.connect(bad)).rejects.toThrow();
  expect(make.logs).toHaveLength(2);
  expect(make.logs.join('\n')).not.toMatch(/eyJ|not-a-token/);
});

/** Make connected to a gateway in whose place something else then answers. */
async function connectedTo(listener: RequestListener): Promise<Make> {
  let isUp = true;
  const url = await standIn(async (request, response) => {
    if (!isUp) return listener(request, response);
    const me = await fetch(`${fixture.gateway.url}/v1/me`, {
      headers: { authorization: `Bearer ${fixture.token}` },
    });
    answering(200, 'application/json', await me.text())(request, response);
  });
  const make = new Make();
  await make.connect({ gateway_url: url, api_token: fixture.token });
  isUp = false;
  return make;
}

/** What Make does about an error is decided by its type. */
describe('once it is made, an answer', () => {
  const WHAT: readonly (readonly [status: number, body: string, type: string, message: RegExp])[] =
    [
      [302, '', 'RuntimeError', /^\[302\] What answers at the gateway’s address is no/],
      [401, '{"detail":"x"}', 'InvalidAccessTokenError', /^\[401\] The gateway no longer accepts/],
      [403, '{"detail":"No."}', 'InvalidAccessTokenError', /^\[403\] No\. Make one/],
      [404, '{"detail":"Gone."}', 'DataError', /^\[404\] Gone\.$/],
      [408, '{"detail":"x"}', 'ConnectionError', /^\[408\] /],
      [409, '{"detail":"Busy."}', 'DataError', /^\[409\] Busy\.$/],
      [422, '{"detail":"Wrong."}', 'DataError', /^\[422\] Wrong\. *$/],
      [429, 'slow down', 'RateLimitError', /^\[429\] The gateway asks to wait/],
      [500, '{"detail":"x"}', 'ConnectionError', /^\[500\] Something went wrong inside/],
      [502, '<h1>Bad</h1>', 'ConnectionError', /^\[502\] The gateway could not be reached/],
      [503, '{"detail":"x"}', 'ConnectionError', /^\[503\] The gateway cannot take this/],
      [504, '<h1>Late</h1>', 'ConnectionError', /^\[504\] The gateway did not answer in time/],
      [418, '', 'RuntimeError', /^\[418\] What answers at the gateway’s address is no/],
    ];

  test.each(WHAT)('of %i with %s is a %s', async (status, body, type, message) => {
    const make = await connectedTo(answering(status, 'application/problem+json', body));
    await expect(make.run('listEvents')).rejects.toMatchObject({ type, message });
  });

  test.each([
    [401, 'text/html', '<h1>Log in</h1>'],
    [401, 'application/json', '{"code":"token_expired","detail":"No."}'],
    [403, 'application/json', '{}'],
  ])('of a proxy (%i, %s) says nothing about the token', async (status, contentType, body) => {
    const make = await connectedTo(answering(status, contentType, body));
    await expect(make.run('listEvents')).rejects.toMatchObject({
      type: 'RuntimeError',
      message: expect.stringContaining('What answers at the gateway’s address is no Signal Hooks'),
    });
  });

  test.each([
    ['text/html', '<h1>Hello</h1>'],
    ['application/json', '{}'],
    ['application/json', '{"data":null}'],
  ])('of 200 as %s with %s is no empty list', async (contentType, body) => {
    const make = await connectedTo(answering(200, contentType, body));
    const procedures = ['listDeliveries', 'listEventTypes', 'listProviders', 'listSources'];
    const lists = procedures.map((id) => () => make.procedure(id, { provider: 'siggnal' }));
    for (const list of [() => make.run('listEvents'), ...lists]) {
      await expect(list()).rejects.toMatchObject({
        type: 'RuntimeError',
        message: /^\[200\] What answers at the gateway’s address is no Signal Hooks gateway\./,
      });
    }
  });
});
