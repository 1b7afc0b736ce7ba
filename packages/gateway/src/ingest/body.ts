import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's raw body.
 *
 * What is too large is not kept: the callback gets null as soon as that is known, and what
 * still comes is thrown away until the server's time for a request is over. If the sender
 * hangs up first, the callback is never called: there is nobody to answer.
 *
 * @param limit in bytes
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  callback: (body: Buffer | null) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const onData = (chunk: Buffer): void => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) stop();
  };
  const onEnd = (): void => {
    const [first] = chunks;
    callback(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, length));
  };
  const stop = (): void => {
    request.off('data', onData).off('end', onEnd).resume();
    callback(null);
  };
  // Without a listener, the error of a connection that breaks off would end the process.
  request.on('error', () => undefined);
  if (Number(request.headers['content-length'] ?? 0) > limit) stop();
  else request.on('data', onData).on('end', onEnd);
}
