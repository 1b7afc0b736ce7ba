import type { EventRequest } from '@signal-hooks/client';

/** Between single quotes a shell reads nothing but the quote itself. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The command that sends a request once more, for a POSIX shell. Whatever the texts are, none of it is run. */
export function curlCommand(request: EventRequest, address: string): string {
  const headers = Object.entries(request.headers).map(
    ([name, value]) => `  -H ${quoted(`${name}: ${value}`)}`,
  );
  const { body, body_base64: base64 } = request;
  const lines = [
    `curl -X POST ${quoted(address)}`,
    ...headers,
    `  ${body === null ? '--data-binary @-' : `--data-raw ${quoted(body)}`}`,
  ].join(' \\\n');
  return body === null ? `printf %s ${quoted(base64 ?? '')} | base64 -d | ${lines}` : lines;
}
