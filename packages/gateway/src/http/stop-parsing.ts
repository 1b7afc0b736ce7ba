import type { Socket } from 'node:net';

/**
 * Lets Node's parser read nothing more of what has already arrived on a connection that is about to
 * be closed. One read may hold 64 kB: thousands of tiny chunks or requests, each of which would
 * still be handed on, and nothing else would happen until all are.
 *
 * Node.js does the same when a connection sends faster than it is answered, but offers no name
 * for it; without it the rest is parsed, as before.
 */
export function stopParsing(socket: Socket): void {
  (socket as { readonly parser?: { pause?(): void } | null }).parser?.pause?.();
}
