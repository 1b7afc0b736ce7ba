import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { auth } from '../src/auth.ts';
import type { Connection } from '../src/gateway.ts';
import { openGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
let connection: Connection;

beforeAll(async () => {
  gateway = await openGateway();
  connection = await gateway.connection();
});
afterAll(() => gateway.close());

const SERVER = { apiUrl: 'http://127.0.0.1:3000/', publicUrl: 'http://127.0.0.1:4200/' };
const validate = (changed: Partial<Connection> = {}) =>
  auth.validate?.({ auth: { ...connection, ...changed }, server: SERVER });

test('a token that was made for Activepieces is taken, with what copying added', async () => {
  expect(await validate()).toEqual({ valid: true });
  const copied = {
    gateway_url: ` ${gateway.url}/\n`,
    api_token: `${connection.api_token}\u200b\n`,
  };
  expect(await validate(copied)).toEqual({ valid: true });
});

test.each([
  ['api_token', 'not-a-token', 'The gateway no longer accepts the API token.'],
  ['api_token', '', 'The API token in the connection is empty.'],
  ['api_token', 'кириллица', 'holds characters that no token has'],
  ['gateway_url', 'hooks', 'Enter the gateway’s whole address, such as https://hooks.example.com'],
  ['gateway_url', 'http://hooks.example.com', 'The gateway’s address must begin with https://'],
  ['gateway_url', 'https://me:secret@hooks.example.com', 'without user name, password'],
  ['gateway_url', 'http://127.0.0.1:9', 'The gateway could not be reached.'],
] as const)('%s %j is refused, with what to do', async (field, value, words) => {
  const result = await validate({ [field]: value });
  expect(result).toEqual({ valid: false, error: expect.stringContaining(words) });
  expect(JSON.stringify(result)).not.toMatch(/not-a-token|secret@/);
});

test('an address below the gateway’s is told apart from a gateway', async () => {
  expect(await validate({ gateway_url: `${gateway.url}/in/src_1` })).toEqual({
    valid: false,
    error: expect.stringContaining('without /in/… or /v1 behind it'),
  });
});

test('a token without a scope names it', async () => {
  const { api_token } = await gateway.connection(['sources:read', 'events:read']);
  const error =
    'The API token lacks the scope subscriptions:write. Make one at the gateway that has it.';
  expect(await validate({ api_token })).toEqual({ valid: false, error });
});

test('plain http:// goes to a private network, where Activepieces and the gateway are neighbours', async () => {
  const unreachable = expect.stringContaining('The gateway could not be reached');
  const gateway_url = 'http://gateway.internal:9';
  expect(await validate({ gateway_url })).toEqual({ valid: false, error: unreachable });
});

test('what is no gateway gets the token once, and sends it nowhere else', async () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.writeHead(302, { location: '/elsewhere' }).end('<html>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const gateway_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const error = expect.stringContaining('something answered that is no Signal Hooks gateway');
    expect(await validate({ gateway_url })).toEqual({ valid: false, error });
    expect(seen).toEqual(['/v1/me']);
  } finally {
    server.close();
  }
});
