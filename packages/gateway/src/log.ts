import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

export type { Logger };

/**
 * Structured logs, one JSON object a line, to standard error unless told otherwise. Nothing
 * secret may be handed to it: log ids, codes, counts and times, never bodies, headers or URLs
 * with their query. The redaction is the second line of defence.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      redact: {
        paths: [
          'headers',
          'body',
          'secret',
          'secrets',
          'token',
          'authorization',
          'settings',
        ].flatMap((key) => [key, `*.${key}`]),
        censor: '[secret]',
      },
    },
    destination ?? pino.destination(2),
  );
}
