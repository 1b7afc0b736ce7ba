import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What has come to a {@link Sink} of the events that it was told to expect. */
export interface Arrivals {
  /** When each event came for the first time to the first address, in `performance.now()`. */
  readonly at: Float64Array;
  /** Resolves when every event has come to every address. */
  readonly all: Promise<void>;
  /** How many have come so far, each once for each address. */
  readonly count: () => number;
  /** How many came once more. */
  readonly doubled: () => number;
}

/** Subscribers in this process: they answer as fast as can be, and verify nothing. */
export interface Sink {
  /** The address of one of them, from 0. */
  url(subscriber: number): string;
  /** Counts anew. @param first the sequence number of the first event */
  expect(first: number, events: number, subscribers: number): Arrivals;
  close(): Promise<void>;
}

const ANSWER = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n');
/** Of a Siggnal signal, as the provider sends it and as a record has it. */
const ID = '"signal_id":"sig_';

/** Starts to listen. It reads no more of a request than it must, as the load does with answers. */
export async function startSink(): Promise<Sink> {
  let note: (subscriber: number, sequence: number) => void = () => undefined;
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    onRequest(socket, (subscriber, sequence) => note(subscriber, sequence));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (subscriber) => `http://127.0.0.1:${port}/${subscriber}`,
    expect(first, events, subscribers) {
      const counter = countArrivals(first, events, subscribers);
      note = counter.note;
      return counter.arrivals;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function countArrivals(
  first: number,
  events: number,
  subscribers: number,
): { arrivals: Arrivals; note: (subscriber: number, sequence: number) => void } {
  const at = new Float64Array(events);
  const seen = new Uint8Array(events * subscribers);
  let count = 0;
  let doubled = 0;
  let resolve: () => void = () => undefined;
  const all = new Promise<void>((done) => {
    resolve = done;
  });
  if (seen.length === 0) resolve();
  const note = (subscriber: number, sequence: number): void => {
    const event = sequence - first;
    // Of a round before this one, delivered once more.
    if (event < 0 || event >= events) return;
    const place = subscriber * events + event;
    if (seen[place] === 1) {
      doubled += 1;
      return;
    }
    seen[place] = 1;
    if (subscriber === 0) at[event] = performance.now();
    count += 1;
    if (count === seen.length) resolve();
  };
  return { arrivals: { at, all, count: () => count, doubled: () => doubled }, note };
}

/** Answers each request and calls back with its path and the sequence number of its event. */
function onRequest(socket: Socket, callback: (subscriber: number, sequence: number) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length > 0) {
      const end = rest.indexOf('\r\n\r\n');
      if (end === -1) return;
      const head = rest.toString('latin1', 0, end);
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
      const total = end + 4 + length;
      if (rest.length < total) return;
      const at = rest.indexOf(ID, end) + ID.length;
      callback(
        Number.parseInt(head.slice(head.indexOf('/') + 1), 10),
        Number.parseInt(rest.toString('latin1', at, at + 12), 10),
      );
      rest = rest.subarray(total);
      socket.write(ANSWER);
    }
  });
}
