import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long what still comes of a refused body is read and thrown away. */
const LINGER_MS = 1000;

/**
 * Ends an answer to a request whose body may not have been read to its end. What is left of it
 * would be taken for the next request, so the connection is closed; but a connection that is
 * closed while its sender still writes may cost the sender the answer, so for a moment the
 * rest is read and thrown away.
 *
 * @param atOnce for a sender who only wastes time: nothing more is read
 */
export function endUnread(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  atOnce = false,
): void {
  if (request.complete || !hasBody(request)) {
    response.end(body);
    return;
  }
  response.setHeader('connection', 'close');
  response.setHeader('content-length', Buffer.byteLength(body));
  if (atOnce) {
    response.end(body);
    return;
  }
  response.write(body);
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  request.once('end', end).once('close', end).resume();
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
