import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A subscriber on loopback that checks every signature by itself. */
export interface Subscriber {
  readonly url: string;
  /** What was delivered, by event id: the bodies of each time. */
  readonly received: ReadonlyMap<string, readonly string[]>;
  /** Requests whose signature does not fit. */
  readonly forged: () => number;
  /** The signing secret, as soon as it is known. */
  secret: string;
  close(): Promise<void>;
}

/** @param delayMs how long it takes to answer, as a slow consumer does */
export async function startSubscriber(delayMs = 0): Promise<Subscriber> {
  const received = new Map<string, string[]>();
  let forged = 0;
  const server = createServer((request, response) => {
    buffer(request).then(
      (body) => {
        const id = String(request.headers['webhook-id']);
        const time = String(request.headers['webhook-timestamp']);
        const signature = standardSignature(subscriber.secret, id, time, body);
        const claimed = String(request.headers['webhook-signature']).split(' ');
        if (claimed.includes(signature)) {
          received.set(id, [...(received.get(id) ?? []), body.toString()]);
        } else forged += 1;
        setTimeout(() => response.writeHead(204).end(), delayMs);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const subscriber: Subscriber = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    forged: () => forged,
    secret: '',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return subscriber;
}

/** By the text of https://www.standardwebhooks.com: HMAC over `id.timestamp.body`. */
export function standardSignature(secret: string, id: string, time: string, body: Buffer): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${time}.`).update(body);
  return `v1,${mac.digest('base64')}`;
}
