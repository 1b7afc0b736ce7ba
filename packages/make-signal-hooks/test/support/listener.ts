import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An address on loopback. */
export interface Listener {
  readonly url: string;
  /** Requests that were answered. */
  readonly count: () => number;
  /** Waits until so many were. */
  came(count: number): Promise<void>;
  close(): Promise<void>;
}

/** What a request holds. */
interface Came {
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

/** Opens an address. @param take gives the status that a request is answered with */
export async function listen(take: (request: Came) => number): Promise<Listener> {
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let count = 0;
  const server = createServer((request, response) => {
    text(request)
      .then((body) => take({ body, headers: request.headers }))
      .then(
        (status) => {
          response.writeHead(status).end();
          count += 1;
          for (const one of waiting) if (count >= one.count) one.resolve();
        },
        () => response.destroy(),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    count: () => count,
    came: (wanted) =>
      new Promise((resolve) => {
        if (count >= wanted) resolve();
        else waiting.push({ count: wanted, resolve });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
