import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkAddress } from '../../src/services/public-address.ts';

let server: Server;
let url: string;
let answer: RequestListener;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => new Promise((resolve) => server.close(resolve)));

test('a gateway in a private network answers, but not to the internet', async () => {
  answer = (_request, response) => response.end('{"status":"ok"}');
  expect(await checkAddress(`${url}/base`)).toEqual({
    outcome: 'internal',
    httpStatus: 200,
    reason: null,
  });
  expect(asked).toEqual(['/base/healthz']);
});

test.each([
  ['another page', 200, 'Welcome'],
  ['a proxy that reaches nothing', 502, '{"status":"ok"}'],
  ['a page that leads elsewhere', 302, '{"status":"ok"}'],
])('%s is no gateway', async (_name, status, body) => {
  answer = (_request, response) => {
    response.writeHead(status, { location: 'https://elsewhere.example/' });
    response.end(body);
  };
  expect(await checkAddress(url)).toEqual({
    outcome: 'other_server',
    httpStatus: status,
    reason: null,
  });
});

test('an answer without an end is not waited for', async () => {
  answer = (request, response) => {
    const more = (): void => {
      while (!request.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  };
  expect(await checkAddress(url)).toMatchObject({ outcome: 'other_server' });
});

test('why nothing answers is said', async () => {
  const { outcome, httpStatus, reason } = await checkAddress('https://no.such.host.invalid');
  expect({ outcome, httpStatus }).toEqual({ outcome: 'unreachable', httpStatus: null });
  expect(reason).toContain('host name');
});

test.each([
  ['https://hooks.example.com', 'answers'],
  ['http://hooks.example.com', 'not_https'],
])('%s: %s', async (address, outcome) => {
  jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('{"status":"ok"}'));
  expect(await checkAddress(address)).toMatchObject({ outcome });
});
