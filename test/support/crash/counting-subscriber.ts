import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { standardSignature } from '../subscriber.ts';

/** A subscriber that counts how often each event comes, and over which connections. */
export interface CountingSubscriber {
  readonly url: string;
  /** The signing secret, as soon as it is known. */
  secret: string;
  /** The ids of the events that came, and how often. */
  readonly times: ReadonlyMap<string, number>;
  /** The deliveries that came more than once, by their ids. */
  readonly repeated: ReadonlySet<string>;
  /**
   * Those of which a gateway made one more attempt while the connection of an earlier one was open:
   * the process that had its answer was alive.
   */
  readonly repeatedByLiving: ReadonlySet<string>;
  /** Requests whose signature does not fit. */
  readonly forged: () => number;
  /** Most requests that were under way at the same time. */
  readonly mostAtOnce: () => number;
  close(): Promise<void>;
}

/** @param delayMs how long it takes to answer, as a slow consumer does */
export async function startCountingSubscriber(delayMs: number): Promise<CountingSubscriber> {
  const times = new Map<string, number>();
  const repeated = new Set<string>();
  const repeatedByLiving = new Set<string>();
  const connections = new Map<string, Socket[]>();
  let forged = 0;
  let atOnce = 0;
  let mostAtOnce = 0;

  const note = ({ headers, socket }: IncomingMessage, body: Buffer): void => {
    const id = String(headers['webhook-id']);
    const signature = standardSignature(
      subscriber.secret,
      id,
      String(headers['webhook-timestamp']),
      body,
    );
    if (!String(headers['webhook-signature']).split(' ').includes(signature)) {
      forged += 1;
      return;
    }
    times.set(id, (times.get(id) ?? 0) + 1);
    const delivery = String(headers['signal-hooks-delivery']);
    const earlier = connections.get(delivery) ?? [];
    connections.set(delivery, [...earlier, socket]);
    if (earlier.length === 0) return;
    repeated.add(delivery);
    // One turn later: the end of a killed process's connection may be in the same turn as this.
    setImmediate(() => {
      if (earlier.some((one) => !one.destroyed && !one.readableEnded)) {
        repeatedByLiving.add(delivery);
      }
    });
  };

  const server = createServer((request, response) => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    response.once('close', () => {
      atOnce -= 1;
    });
    buffer(request).then(
      (body) => {
        note(request, body);
        setTimeout(() => response.writeHead(204).end(), delayMs);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const subscriber: CountingSubscriber = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    secret: '',
    times,
    repeated,
    repeatedByLiving,
    forged: () => forged,
    mostAtOnce: () => mostAtOnce,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return subscriber;
}
