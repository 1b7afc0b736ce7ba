import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Takes whatever it is sent, but for the next `refusals`; its address is like one of Slack's. */
export interface Receiver {
  readonly url: string;
  /** What it has taken. */
  readonly bodies: string[];
  refusals: number;
  close(): void;
}

/** Starts one on loopback. */
export async function startReceiver(): Promise<Receiver> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const isRefused = receiver.refusals > 0;
      if (isRefused) receiver.refusals -= 1;
      else bodies.push(body.toString());
      response.writeHead(isRefused ? 400 : 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/B0/secret`,
    bodies,
    refusals: 0,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return receiver;
}
