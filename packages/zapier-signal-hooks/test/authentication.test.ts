import nock from 'nock';
import { TOKEN } from './support/leaks.ts';
import { TestServer } from './support/test-server.ts';
import { refusalOf, run } from './support/zapier.ts';

const connect = (gateway: string) => run('authentication.test', { gateway });

/** What `GET /v1/me` answers. */
const me = (scopes: readonly string[]) => ({
  gateway: { name: 'Signal Hooks', version: '0.1.0', public_url: 'https://hooks.example.com' },
  token: {
    id: 'tok_01a',
    name: 'zapier',
    scopes,
    created_at: '2026-11-02T09:15:00.000Z',
    expires_at: null,
    revoked_at: null,
  },
});
const SCOPES = ['subscriptions:write', 'events:read', 'sources:read'];

describe('a gateway', () => {
  let gateway: TestServer;
  beforeAll(async () => {
    gateway = await TestServer.start();
  });
  afterAll(() => gateway.close());
  beforeEach(() => gateway.answer(200, me(SCOPES)));

  test('that takes the token gives the connection its label', async () => {
    expect(await connect(gateway.url)).toEqual({
      host: `127.0.0.1:${gateway.port}`,
      token_name: 'zapier',
    });
    const { method, url, headers, body } = gateway.only;
    expect([method, url, headers.authorization, body]).toEqual([
      'GET',
      '/v1/me',
      `Bearer ${TOKEN}`,
      '',
    ]);
  });

  test.each([
    ['a slash at the end', '/', '/v1/me'],
    ['many slashes', '///', '/v1/me'],
    ['a path', '/hooks', '/hooks/v1/me'],
    ['a path and a slash', '/our/hooks/', '/our/hooks/v1/me'],
    ['spaces around', '  ', '/v1/me'],
  ])('is found at an address with %s', async (_what, behind, url) => {
    await connect(`  ${gateway.url}${behind}`);
    expect(gateway.only.url).toBe(url);
  });

  test('on this very machine may speak plain HTTP, by name too', async () => {
    const address = `http://LOCALHOST:${gateway.port}`;
    expect(await connect(address)).toMatchObject({ host: `localhost:${gateway.port}` });
  });

  test('whose token may do everything is fine', async () => {
    gateway.answer(200, me(['admin']));
    await connect(gateway.url);
  });

  test.each([
    ['one scope', ['subscriptions:write', 'events:read'], 'scope sources:read', 'it'],
    ['two scopes', ['sources:read'], 'scopes subscriptions:write and events:read', 'them all'],
    ['writing', ['events:read', 'sources:read'], 'scope subscriptions:write', 'it'],
    [
      'everything',
      ['deliveries:read', 'deliveries:write'],
      'scopes subscriptions:write and events:read and sources:read',
      'them all',
    ],
  ])('whose token lacks %s is refused by name', async (_what, scopes, missing, wanted) => {
    gateway.answer(200, me(scopes));
    expect(await refusalOf(connect(gateway.url))).toEqual({
      kind: 'AppError',
      status: 403,
      message: `The API token lacks the ${missing}. Make one at the gateway that has ${wanted}.`,
    });
  });

  test('that refuses the token says how to get another', async () => {
    gateway.refuse(401, 'token_revoked', 'The bearer token has been revoked.');
    expect(await refusalOf(connect(gateway.url))).toEqual({
      kind: 'ExpiredAuthError',
      message:
        'The gateway no longer accepts the API token. Make a new one there (signal-hooks token create --for zapier) and reconnect.',
    });
  });
});

describe('an API token', () => {
  let gateway: TestServer;
  beforeAll(async () => {
    gateway = await TestServer.start();
    gateway.answer(200, me(SCOPES));
  });
  afterAll(() => gateway.close());

  test.each([
    ['a line break within', `${TOKEN.slice(0, 20)}\r\n${TOKEN.slice(20)}`],
    ['a blank that nobody sees', `\u200b${TOKEN.slice(0, 9)}\u200d${TOKEN.slice(9)}\ufeff`],
    ['blanks around', `\t ${TOKEN}\u00a0\n`],
  ])('with %s is taken without it', async (_what, token) => {
    gateway.seen.length = 0;
    await run('authentication.test', { gateway: gateway.url, token });
    expect(gateway.only.headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  test.each([
    ['is empty', ' \u200b'],
    ['holds characters that no token has', '“eyJh.b.c”'],
    ['holds characters that no token has', 'Токен'],
  ])('that %s is named, and nothing is sent', async (what, token) => {
    gateway.seen.length = 0;
    expect(await refusalOf(run('authentication.test', { gateway: gateway.url, token }))).toEqual({
      kind: 'AppError',
      status: 400,
      message: `The API token in the connection ${what}. Copy the whole line that the gateway showed, and nothing else, then reconnect.`,
    });
    expect(gateway.seen).toEqual([]);
  });
});

describe('something else at the address', () => {
  let other: TestServer;
  beforeAll(async () => {
    other = await TestServer.start();
  });
  afterAll(() => other.close());

  test.each([
    ['a web page', 200, '<!doctype html><title>Welcome</title>'],
    ['nothing', 200, ''],
    ['half an object', 200, '{"gateway":{"name":'],
    ['a list', 200, ['Signal Hooks']],
    ['a text', 200, '"Signal Hooks"'],
    ['another API', 200, { name: 'Somebody else', version: 3 }],
    ['another API with a token', 200, { token: 'abc', gateway: null }],
    ['a success without anything', 204, ''],
    ['a page that is not there', 404, '<h1>Not Found</h1>'],
    ['another API that does not know the address', 404, { error: 'not_found' }],
  ])('is told from a gateway: %s', async (_what, status, body) => {
    other.answer(status, body);
    const type = typeof body === 'string' ? 'text/html' : 'application/json';
    expect(await refusalOf(connect(other.url))).toEqual({
      kind: 'AppError',
      status,
      message: `At 127.0.0.1:${other.port} something answered that is no Signal Hooks gateway (HTTP ${status}, ${type}). Check the address in the connection, and what stands in front of the gateway.`,
    });
  });
});

test.each([
  ['an address of the gateway', 'not_found', 'There is nothing at this address.'],
  ['an ingest URL', 'source_not_found', 'There is no such source.'],
])('%s that is not the gateway’s own says what to enter', async (_what, code, detail) => {
  const other = await TestServer.start();
  other.refuse(404, code, detail);
  expect(await refusalOf(connect(other.url))).toEqual({
    kind: 'AppError',
    status: 404,
    message:
      'There is no Signal Hooks gateway at this address. Enter the gateway’s address alone, such as https://hooks.example.com, without /in/… or /v1 behind it.',
  });
  await other.close();
});

describe('an address (D007, D026)', () => {
  const ENTER = 'Enter the gateway’s whole address, such as https://hooks.example.com';
  const HTTPS = 'The gateway’s address must begin with https://';
  const ALONE =
    'Enter the gateway’s address alone, without user name, password or anything behind it.';

  test.each([
    ['nothing', '', ENTER],
    ['spaces', '   ', ENTER],
    ['no scheme', 'hooks.example.com', ENTER],
    ['half a scheme', '//hooks.example.com', ENTER],
    ['no host', 'https://', ENTER],
    ['words', 'our gateway', ENTER],
    ['plain HTTP', 'http://hooks.example.com', HTTPS],
    ['plain HTTP in the local network', 'http://192.168.0.10:8080', HTTPS],
    ['plain HTTP at a name like this machine’s', 'http://localhost.example.com', HTTPS],
    ['plain HTTP at a host like this machine’s', 'http://127.0.0.1.example.com', HTTPS],
    ['another scheme', 'ftp://hooks.example.com', HTTPS],
    ['a file', 'file:///etc/passwd', HTTPS],
    ['a script', 'javascript:alert(1)', HTTPS],
    ['a host and port only', 'localhost:8080', HTTPS],
    ['user and password', 'https://anna:hunter22@hooks.example.com', ALONE],
    ['a user', 'https://anna@hooks.example.com', ALONE],
    ['a query', 'https://hooks.example.com/?token=hunter22', ALONE],
    ['a fragment', 'https://hooks.example.com/#hunter22', ALONE],
  ])('is refused before anything is sent: %s', async (_what, address, beginning) => {
    const { kind, status, message } = await refusalOf(connect(address));
    expect([kind, status]).toEqual(['AppError', 400]);
    expect(message).toContain(beginning);
    expect(message).not.toContain('hunter22');
  });

  test('on the internet is asked over HTTPS, with its path', async () => {
    const call = nock('https://hooks.example.com')
      .matchHeader('authorization', `Bearer ${TOKEN}`)
      .get('/our/v1/me')
      .reply(200, me(SCOPES));
    expect(await connect('https://hooks.example.com/our/')).toMatchObject({
      host: 'hooks.example.com',
    });
    expect(call.isDone()).toBe(true);
    nock.restore();
  });
});
