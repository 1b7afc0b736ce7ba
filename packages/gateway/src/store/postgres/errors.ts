import { type ErrorCode, GatewayError } from '../../errors.ts';

/** What the server reports. https://www.postgresql.org/docs/current/protocol-error-fields.html */
interface ServerError extends Error {
  /** https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly code: string;
  readonly severity: string;
  readonly constraint?: string;
}

/** What is missing if a reference leads nowhere, by the constraint's name. */
const MISSING: Readonly<Record<string, ErrorCode>> = {
  events_source: 'source_not_found',
  rejections_source: 'source_not_found',
  deliveries_subscription: 'subscription_not_found',
};

const FOREIGN_KEY_VIOLATION = '23503';
const CONSTRAINT_CLASS = '23';
/** Serialization failures and deadlocks: the server gave one of two transactions up. */
const ROLLBACK_CLASS = '40';
/** Data exceptions, and what is too large: the fault lies with what was to be written. */
const DATA_CLASSES: readonly string[] = ['22', '54'];

/**
 * The server, or this session of it, takes no writes: a standby, or one that was the primary
 * until a moment ago. A session keeps that after the server has been promoted, or leads to the
 * wrong server for ever; a new one need not.
 */
const READ_ONLY = '25006';
/** The server is shutting down, has crashed, is starting, or the database is going. */
const SHUTDOWN = '57P0';

/** Whether a statement failed and its connection is as good as before. */
export function keepsConnection(error: unknown): boolean {
  const server = serverErrorOf(error);
  if (server === null || server.severity !== 'ERROR') return false;
  return server.code !== READ_ONLY && !server.code.startsWith(SHUTDOWN);
}

/** Whether the same transaction may succeed at once. */
export function isRolledBack(error: unknown): boolean {
  return error instanceof GatewayError && classOf(error.cause) === ROLLBACK_CLASS;
}

/** What is the matter, by the server's code. */
const REASONS: Readonly<Record<string, string>> = {
  [READ_ONLY]: ': it takes no writes, as a standby does.',
  53100: ': its disk is full.',
  53300: ': it has no connection left. See SIGNAL_HOOKS_DATABASE_CONNECTIONS.',
};

/**
 * What a caller gets to see of a failure of the database: `conflict` for an id that is taken,
 * `source_not_found` and `subscription_not_found` for references that lead nowhere, what cannot
 * be stored as it is, and `unavailable` for all the rest. Never with anything of the database's URL.
 */
export function translate(error: unknown): unknown {
  const server = serverErrorOf(error);
  const cause = { cause: error };
  if (server === null) {
    const { code } = error as { code?: unknown };
    const why = typeof code === 'string' ? ` (${code})` : '';
    return new GatewayError('unavailable', `The database does not answer${why}.`, cause);
  }
  const kind = classOf(server) ?? '';
  if (DATA_CLASSES.includes(kind)) return error;
  if (kind !== CONSTRAINT_CLASS) {
    const reason = REASONS[server.code] ?? '.';
    return new GatewayError('unavailable', `The database failed (${server.code})${reason}`, cause);
  }
  const missing = MISSING[server.constraint ?? ''];
  if (server.code === FOREIGN_KEY_VIOLATION && missing !== undefined) {
    return new GatewayError(missing, undefined, cause);
  }
  return new GatewayError('conflict', undefined, cause);
}

function classOf(error: unknown): string | null {
  return serverErrorOf(error)?.code.slice(0, 2) ?? null;
}

/** By its parts, not by `instanceof`: the system's errors have codes too, and tests load modules twice. */
function serverErrorOf(error: unknown): ServerError | null {
  return error instanceof Error && 'severity' in error && 'code' in error
    ? (error as ServerError)
    : null;
}
