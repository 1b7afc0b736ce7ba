import type { Socket } from 'node:net';
import { onAnswer, open } from './connection.ts';

/** How {@link sendPaced} sends. */
export interface Pace {
  readonly perSecond: number;
  readonly connections: number;
}

/**
 * Sends prepared requests at a fixed rate, whatever the answers do: what finds no free connection
 * waits, and that counts.
 * @returns when each was due, in milliseconds of `performance.now()`
 * @throws {Error} if one is not answered 200
 */
export async function sendPaced(
  port: number,
  requests: readonly Buffer[],
  { perSecond, connections }: Pace,
): Promise<Float64Array> {
  const dueAt = new Float64Array(requests.length);
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const free: Socket[] = [...sockets];
  let due = 0;
  let sent = 0;
  let answered = 0;
  const send = (): void => {
    while (sent < due) {
      const socket = free.pop();
      if (socket === undefined) return;
      socket.write(requests[sent] as Buffer);
      sent += 1;
    }
  };
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    const tick = (): void => {
      const now = performance.now();
      const wanted = Math.floor(((now - started) * perSecond) / 1000);
      for (; due < Math.min(wanted, requests.length); due += 1) dueAt[due] = now;
      send();
      if (due < requests.length) setTimeout(tick, 1);
    };
    for (const socket of sockets) {
      onAnswer(socket, (status) => {
        if (status !== 200) reject(new Error(`answered ${status}`));
        answered += 1;
        free.push(socket);
        if (answered === requests.length) resolve();
        else send();
      });
      socket.on('error', reject).on('close', () => reject(new Error('the server hung up')));
    }
    tick();
  });
  for (const socket of sockets) socket.removeAllListeners('close').destroy();
  return dueAt;
}
