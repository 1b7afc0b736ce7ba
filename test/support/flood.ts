import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a flood goes: a gateway's address and the path of one of its sources. */
export interface Target {
  readonly port: number;
  /** `/in/src_…` */
  readonly path: string;
}

const MIB = 1024 * 1024;
const BODY_BYTES = 10 * MIB;

/** Opens connections that take whatever comes: resets, answers or nothing at all. */
async function open(port: number, count: number): Promise<Socket[]> {
  return Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<Socket>((resolve) => {
          const socket = connect(port, '127.0.0.1');
          socket.on('error', () => resolve(socket)).once('connect', () => resolve(socket));
        }),
    ),
  );
}

/** Writes everything, as fast as the other side takes it; resolves also if it hangs up. */
function writeAll(socket: Socket, parts: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve) => {
    let at = 0;
    const next = (): void => {
      for (;;) {
        const part = parts[at];
        if (part === undefined || socket.destroyed) {
          resolve();
          return;
        }
        at += 1;
        if (!socket.write(part)) break;
      }
      socket.once('drain', next);
    };
    socket.once('close', () => resolve());
    next();
  });
}

const head = (path: string, ...lines: string[]): Buffer =>
  Buffer.from(
    [`POST ${path} HTTP/1.1`, 'host: x', 'content-type: application/json', ...lines, '', ''].join(
      '\r\n',
    ),
  );

/** Unsigned bodies of 3 MB, each in chunks of one byte: 18 MB on the wire. */
export async function tinyChunks({ port, path }: Target, connections: number): Promise<void> {
  const chunks = Buffer.from('1\r\nx\r\n'.repeat(3 * MIB));
  const sockets = await open(port, connections);
  const parts = [head(path, 'transfer-encoding: chunked'), chunks];
  await Promise.all(sockets.map((socket) => writeAll(socket.resume(), parts)));
  for (const socket of sockets) socket.destroy();
}

/** Unsigned bodies of 10 MB, all but the last byte of them, on connections that are then held open. */
export async function heldOpen(
  { port, path }: Target,
  connections: number,
  holdMs: number,
): Promise<void> {
  const body = Buffer.alloc(BODY_BYTES - 1, ' ');
  const sockets = await open(port, connections);
  const parts = [head(path, `content-length: ${BODY_BYTES}`), body];
  const written = Promise.all(sockets.map((socket) => writeAll(socket.resume(), parts)));
  await Promise.race([written, sleep(holdMs)]);
  await sleep(holdMs);
  for (const socket of sockets) socket.destroy();
}

/** Requests with a wrong signature, some on each connection at a time. @returns the statuses by count */
export async function forgeries(
  { port, path }: Target,
  connections: number,
  total: number,
): Promise<ReadonlyMap<string, number>> {
  const body = JSON.stringify({ signal_id: 'forged', filler: 'x'.repeat(1500) });
  const request = Buffer.concat([
    head(path, `x-siggnal-signature: ${'0'.repeat(64)}`, `content-length: ${body.length}`),
    Buffer.from(body),
  ]);
  const statuses = new Map<string, number>();
  let left = total;
  const sockets = await open(port, connections);
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          const next = (): void => {
            if (left <= 0) {
              socket.destroy();
              return;
            }
            left -= 1;
            socket.write(request);
          };
          socket.on('data', (chunk) => {
            const text = chunk.toString('latin1');
            if (!text.startsWith('HTTP/1.1 ')) return;
            const status = text.slice(9, 12);
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            next();
          });
          socket.once('close', () => resolve());
          next();
        }),
    ),
  );
  return statuses;
}

/** Asks for the largest public answer many times on each connection, and never reads. */
export async function unreadAnswers(
  { port }: Target,
  connections: number,
  holdMs: number,
): Promise<void> {
  const requests = Buffer.from('GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(200));
  const sockets = await open(port, connections);
  for (const socket of sockets) socket.pause().write(requests);
  await sleep(holdMs);
  for (const socket of sockets) socket.destroy();
}
