import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came in. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is answered: a status, or nothing at all ('hang'), or a broken connection. */
type Reply = number | 'hang' | 'reset' | { readonly status: number; readonly body: string };

export interface Receiver {
  readonly url: string;
  readonly posts: readonly Received[];
  readonly heads: readonly Received[];
  /** Answers for the next POSTs, in order; then `otherwise`. */
  script(replies: readonly Reply[], otherwise?: Reply): void;
  /** The answer to HEAD. */
  onHead: Reply;
  close(): Promise<void>;
}

/** A real HTTP server that keeps what it gets. */
export async function startReceiver(): Promise<Receiver> {
  const posts: Received[] = [];
  const heads: Received[] = [];
  let replies: Reply[] = [];
  let otherwise: Reply = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const received = { method, path, headers, body: Buffer.concat(chunks) };
      if (method === 'HEAD') {
        heads.push(received);
        reply(response, receiver.onHead);
        return;
      }
      posts.push(received);
      reply(response, replies.shift() ?? otherwise);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    posts,
    heads,
    onHead: 200,
    script(next, rest = 200) {
      replies = [...next];
      otherwise = rest;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

function reply(response: ServerResponse, what: Reply): void {
  if (what === 'hang') return;
  if (what === 'reset') response.destroy();
  else if (typeof what === 'number') response.writeHead(what).end();
  else response.writeHead(what.status, { 'content-type': 'text/plain' }).end(what.body);
}
