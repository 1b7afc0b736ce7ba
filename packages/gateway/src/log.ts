import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

export type { Logger };

/**
 * Structured logs, one JSON object a line, to standard error by default. Nothing
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

/** Lines of one kind: the first at once, then one in this time, with the number of those left out. */
const SAMPLE_MS = 10_000;
/** Kinds that are distinguished; all others count as one kind. */
const MAX_KINDS = 500;

interface Kind {
  leftOut: number;
  write: (more: { readonly repeated?: number }) => void;
}

const kindsByLog = new WeakMap<Logger, Map<string, Kind>>();

/**
 * Logs what a stranger can cause as often as they like.
 * @param kind what counts as the same, such as source and code
 * @param write writes the line, together with what it is given: how many more there were
 */
export function logSampled(log: Logger, kind: string, write: Kind['write']): void {
  const kinds = kindsByLog.get(log) ?? new Map<string, Kind>();
  kindsByLog.set(log, kinds);
  const key = kinds.has(kind) || kinds.size < MAX_KINDS ? kind : '';
  const known = kinds.get(key);
  if (known !== undefined) {
    known.leftOut += 1;
    known.write = write;
    return;
  }
  write({});
  kinds.set(key, { leftOut: 0, write });
  const next = (): void => {
    const entry = kinds.get(key);
    if (entry === undefined || entry.leftOut === 0) {
      kinds.delete(key);
      return;
    }
    entry.write({ repeated: entry.leftOut });
    entry.leftOut = 0;
    setTimeout(next, SAMPLE_MS).unref();
  };
  setTimeout(next, SAMPLE_MS).unref();
}
