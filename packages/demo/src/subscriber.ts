import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type SignalRecord, verifyStandard } from '@signal-hooks/catalogue';

/** A local substitute for the hook endpoint of an automation platform. */
export interface Subscriber {
  readonly url: string;
  /** The records received, in the order of arrival. */
  readonly records: readonly SignalRecord[];
  /** Requests whose signature was wrong or stale. */
  readonly forged: number;
  close(): Promise<void>;
}

/**
 * Behaves as Zapier's hook endpoint does: it answers 200 at once, then verifies the Standard
 * Webhooks signature over the raw bytes and drops what does not fit.
 *
 * @param secret returns the subscription's signing secret, which exists only after subscribing
 */
export async function startSubscriber(secret: () => string): Promise<Subscriber> {
  const records: SignalRecord[] = [];
  let forged = 0;
  const receiveRecord = async (
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const body = await buffer(request);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"success"}');
    const now = Math.floor(Date.now() / 1000);
    if (!verifyStandard([secret()], body, request.headers, now).ok) {
      forged += 1;
      return;
    }
    const { data } = JSON.parse(body.toString()) as { data: SignalRecord };
    records.push(data);
  };
  const server = createServer((request, response) => {
    receiveRecord(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/catch/demo`,
    records,
    get forged() {
      return forged;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
