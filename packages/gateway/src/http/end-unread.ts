import type { IncomingMessage, ServerResponse } from 'node:http';
import { stopParsing } from './stop-parsing.ts';

/** How long the sender of a refused body has to read the answer. */
const LINGER_MS = 1000;

/**
 * What happens to the rest of a body: it is read and thrown away for a moment (`drain`), it is left
 * where it is for a moment (`wait`: too much is being read already), or the connection ends at
 * once (`now`: the sender only wastes time).
 */
export type Ending = 'drain' | 'wait' | 'now';

/**
 * Ends an answer to a request whose body may not have been read to its end. What is left of it
 * would be taken for the next request, so the connection is closed; but a connection that is
 * closed while its sender still writes may cost the sender the answer.
 */
export function endUnread(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  ending: Ending = 'drain',
): void {
  if (request.complete || !hasBody(request)) {
    response.end(body);
    return;
  }
  response.setHeader('connection', 'close');
  response.setHeader('content-length', Buffer.byteLength(body));
  if (ending === 'now') {
    stopParsing(request.socket);
    response.end(body);
    return;
  }
  response.write(body);
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  request.once('end', end).once('close', end);
  if (ending === 'drain') request.resume();
  else request.pause();
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
