import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A network between a gateway and its database, which can fail. */
export interface Network {
  /** The given URL, by way of this proxy. */
  readonly url: string;
  /** From now on nothing passes in either direction, and nobody is told. */
  freeze(): void;
  thaw(): void;
  /** Breaks every connection off. */
  cut(): void;
  /** How many connections there are. */
  readonly count: () => number;
  close(): Promise<void>;
}

export async function startProxy(target: string): Promise<Network> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isFrozen = false;
  const server = createServer((inner) => {
    const outer = connect(Number(port || 5432), hostname);
    const pair = [inner, outer] as const;
    pairs.add(pair);
    pass(inner, outer);
    pass(outer, inner);
    if (isFrozen) for (const socket of pair) socket.pause();
    const gone = (): boolean => pairs.delete(pair);
    inner.on('close', gone);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const each = (act: (socket: Socket) => unknown): void => {
    for (const pair of pairs) for (const socket of pair) act(socket);
  };
  return {
    url: url.href,
    freeze: () => {
      isFrozen = true;
      each((socket) => socket.pause());
    },
    thaw: () => {
      isFrozen = false;
      each((socket) => socket.resume());
    },
    cut: () => each((socket) => socket.resetAndDestroy()),
    count: () => pairs.size,
    close: () => {
      each((socket) => socket.destroy());
      return closed(server);
    },
  };
}

function pass(from: Socket, to: Socket): void {
  from.on('data', (chunk) => to.write(chunk));
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroy());
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });
