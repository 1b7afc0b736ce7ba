import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createBudgets } from '../../src/http/byte-budget.ts';
import { endUnread } from '../../src/http/end-unread.ts';
import { readBody } from '../../src/http/read-body.ts';

const MIB = 1024 * 1024;
const CHUNKED = 'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n';

let server: Server;
/** How many pieces of the latest body Node.js has handed on. */
let pieces = 0;

beforeAll(async () => {
  const budgets = createBudgets(MIB);
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    pieces = 0;
    const push = request.push;
    request.push = function (this: IncomingMessage, chunk: unknown): boolean {
      pieces += 1;
      return push.call(this, chunk);
    };
    readBody(request, MIB, budgets, (outcome) => {
      if (outcome.ok) response.end(`${outcome.body.length}`);
      else endUnread(request, response, outcome.reason, 'now');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends bytes as they are. @returns all that came back until the connection closed */
function exchange(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      if (answer.endsWith('\r\n\r\n3000')) socket.end();
    });
    socket.on('error', () => undefined).once('close', () => resolve(answer));
    socket.write(bytes);
  });
}

test('nothing more of a refused body is handed on, though it has arrived', async () => {
  expect(await exchange(CHUNKED + '1\r\nx\r\n'.repeat(100_000))).toMatch(
    /200 OK[\s\S]*tiny_chunks$/,
  );
  expect(pieces).toBeGreaterThan(1000);
  expect(pieces).toBeLessThan(1100);
});

test('parsers that were stopped read the bodies of other connections whole', async () => {
  for (let round = 0; round < 20; round += 1) {
    await exchange(CHUNKED + '1\r\nx\r\n'.repeat(20_000));
    const body = `bb8\r\n${'y'.repeat(3000)}\r\n0\r\n\r\n`;
    const answers = await Promise.all([exchange(CHUNKED + body), exchange(CHUNKED + body)]);
    for (const answer of answers) expect(answer).toMatch(/200 OK[\s\S]*3000$/);
  }
});
