import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Loose } from '../app.ts';
import { fill } from '../iml/evaluate.ts';

/** An address that Make has given to a webhook, and what came there. */
export interface Address {
  readonly url: string;
  /** What the scenario was started with. */
  readonly bundles: readonly Loose[];
  /** Requests that came, whether or not they started it. */
  readonly count: () => number;
  /** Answers to the next requests, instead of 200; nothing starts then. */
  readonly refusals: number[];
  /** Waits until so many requests have come. */
  came(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens an address on loopback that takes requests as the webhook's communication says. */
export async function openAddress(communication: Loose): Promise<Address> {
  const bundles: Loose[] = [];
  const refusals: number[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let count = 0;
  const take = async (request: IncomingMessage): Promise<number> => {
    const body = await text(request);
    const refusal = refusals.shift();
    if (refusal !== undefined) return refusal;
    const scope = { body: JSON.parse(body || '{}'), headers: request.headers, parameters: {} };
    if (fill(communication.condition ?? true, scope)) {
      bundles.push(fill(communication.output, scope));
    }
    return 200;
  };
  const server = createServer((request, response) => {
    take(request).then(
      (status) => {
        response.writeHead(status).end(status === 200 ? 'Accepted' : '');
        count += 1;
        for (const one of waiting) if (count >= one.count) one.resolve();
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    bundles,
    refusals,
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
