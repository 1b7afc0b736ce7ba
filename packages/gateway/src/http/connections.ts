import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { stopParsing } from './stop-parsing.ts';

/** What a connection may cost. */
export interface ConnectionLimits {
  /** Connections at once; the next ones are answered 503 and closed. */
  readonly max: number;
  /** Requests that may come on a connection before the one ahead of them is answered; one with more is closed. */
  readonly maxQueued: number;
  /** How long an answer may wait for its reader without any of it being taken. */
  readonly writeTimeoutMs: number;
}

/** Connections over the limit that still get an answer that says why. */
const MAX_REFUSED_WITH_REASON = 64;
const SWEEP_MS = 1000;

interface State {
  /** Answers that wait for the one before them. */
  queued: number;
  /** Bytes that wait to be written, as last seen, and since when they have been as many. */
  waiting: number;
  since: number;
}

/**
 * Bounds what connections cost, whatever is sent over them. To be called before the server listens.
 * @param full the whole answer, status line and all, to a connection too many
 * @param onFull called for each
 */
export function guardConnections(
  server: Server,
  limits: ConnectionLimits,
  full: string,
  onFull: () => void,
): void {
  const states = new Map<Socket, State>();
  // Node closes these without a word, and cannot be made to run out of files.
  server.maxConnections = limits.max + MAX_REFUSED_WITH_REASON;
  server.on('connection', (socket: Socket) => {
    if (states.size >= limits.max) {
      onFull();
      // Somebody who comes again finds room, where there are any that only wait for their next request.
      server.closeIdleConnections();
      socket.on('error', () => undefined);
      socket.end(full, () => socket.destroy());
      return;
    }
    states.set(socket, { queued: 0, waiting: 0, since: performance.now() });
    socket.once('close', () => states.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    // One that has the connection to itself is the usual one, and costs nothing here.
    if (response.socket !== null) return;
    const state = states.get(socket);
    if (state === undefined) return;
    state.queued += 1;
    if (state.queued > limits.maxQueued) {
      stopParsing(socket);
      socket.destroy();
    }
    response.once('close', () => {
      state.queued -= 1;
    });
  });
  const sweep = setInterval(
    () => closeUnread(states, performance.now() - limits.writeTimeoutMs),
    SWEEP_MS,
  ).unref();
  server.once('close', () => clearInterval(sweep));
}

/** @param before who has not read anything since then is closed */
function closeUnread(states: ReadonlyMap<Socket, State>, before: number): void {
  for (const [socket, state] of states) {
    const waiting = socket.writableLength;
    if (waiting === 0 || waiting !== state.waiting) {
      state.waiting = waiting;
      state.since = performance.now();
    } else if (state.since < before) socket.destroy();
  }
}
