import type { Socket } from 'node:net';

/** What Node's parser calls with each piece that it has read, by the name of the function it is at first. */
const HANDLERS: readonly string[] = [
  'parserOnHeaders',
  'parserOnHeadersComplete',
  'parserOnBody',
  'parserOnMessageComplete',
];
/** They are at low numbers. */
const MAX_HANDLERS = 8;

type Parser = { pause?(): void } & Record<number, unknown>;

/**
 * Lets Node's parser hand on nothing more of what has already arrived on a connection that is about
 * to be closed. One read may hold 64 kB: thousands of tiny chunks or requests, each of which would
 * cost some microseconds, and nothing else would happen until all are through.
 *
 * Node.js pauses its parser when a connection sends faster than it is answered, but that takes
 * effect with the next read only, and it offers no name for either. Where it has changed, the
 * rest is handed on, as before.
 */
export function stopParsing(socket: Socket): void {
  const { parser } = socket as { readonly parser?: Parser | null };
  if (!parser) return;
  parser.pause?.();
  const stopped: [number, unknown][] = [];
  for (let at = 0; at < MAX_HANDLERS; at += 1) {
    const handler = parser[at];
    if (typeof handler !== 'function' || !HANDLERS.includes(handler.name)) continue;
    stopped.push([at, handler]);
    parser[at] = undefined;
  }
  // Node.js uses the parser again for another connection, once this one is closed.
  socket.prependOnceListener('close', () => {
    for (const [at, handler] of stopped) parser[at] = handler;
  });
}
