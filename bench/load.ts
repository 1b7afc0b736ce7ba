import { connect, type Socket } from 'node:net';

/** What one run of load measured. */
export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers with another status than 200. */
  readonly failures: number;
}

/**
 * Sends prepared requests over keep-alive connections, one at a time on each, and measures.
 * It writes raw bytes and reads no more of an answer than it must, so that the client takes
 * as little as possible of the two cores.
 *
 * @param requests whole HTTP requests; each is sent once
 */
export async function load(
  port: number,
  connections: number,
  requests: readonly Buffer[],
): Promise<LoadResult> {
  const latencies = new Float64Array(requests.length);
  let next = 0;
  let done = 0;
  let failures = 0;
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    for (const socket of sockets) {
      let sentAt = 0;
      const send = (): void => {
        const request = requests[next];
        if (request === undefined) return;
        next += 1;
        sentAt = performance.now();
        socket.write(request);
      };
      onAnswer(socket, (status) => {
        latencies[done] = performance.now() - sentAt;
        done += 1;
        if (status !== 200) failures += 1;
        if (done === requests.length) resolve();
        else send();
      });
      socket.on('error', reject).on('close', () => reject(new Error('the server hung up')));
      send();
    }
  });
  const seconds = (performance.now() - started) / 1000;
  for (const socket of sockets) socket.removeAllListeners('close').destroy();
  latencies.sort();
  return {
    requestsPerSecond: requests.length / seconds,
    p50Ms: latencies[Math.floor(requests.length * 0.5)] ?? Number.NaN,
    p99Ms: latencies[Math.floor(requests.length * 0.99)] ?? Number.NaN,
    failures,
  };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}

/** Calls back with the status of each answer; an answer has a Content-Length and may come in pieces. */
function onAnswer(socket: Socket, callback: (status: number) => void): void {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end === -1) return;
    const at = text.search(/\r\ncontent-length: /i);
    const length = at === -1 || at > end ? 0 : Number.parseInt(text.slice(at + 18, at + 28), 10);
    if (text.length < end + 4 + length) return;
    const status = Number(text.slice(9, 12));
    text = '';
    callback(status);
  });
}
