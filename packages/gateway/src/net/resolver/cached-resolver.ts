import { performance } from 'node:perf_hooks';
import type { Millis } from '../../domain.ts';

/** One address of a host name. */
export interface ResolvedAddress {
  readonly address: string;
  /** 4 or 6. */
  readonly family: number;
}

/** Finds all addresses of a host name, in the order to try them. */
export type Resolver = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** What a lookup found. */
export interface Resolution {
  readonly addresses: readonly ResolvedAddress[];
  /** How long it may be kept, as DNS says it. */
  readonly ttlMs: Millis;
}

/** Asks for a host name. Rejects with an error that has a `code`. */
export type Lookup = (hostname: string) => Promise<Resolution>;

/** A host name could not be resolved; `code` is one of Node's. */
export class ResolveError extends Error {
  override readonly name = 'ResolveError';
  readonly code: 'ENOTFOUND' | 'EAI_AGAIN';

  /** @param code `ENOTFOUND`: there is no such name; `EAI_AGAIN`: nobody could say */
  constructor(code: 'ENOTFOUND' | 'EAI_AGAIN') {
    super(code === 'ENOTFOUND' ? 'no such host name' : 'the host name could not be resolved now');
    this.code = code;
  }
}

/** How {@link cachedResolver} waits and remembers; times are in milliseconds. */
export interface CacheOptions {
  /** How long a caller waits. The lookup goes on, and what it finds then is kept for the next one. */
  readonly timeoutMs?: Millis;
  /** How long a failure is remembered. */
  readonly failureMs?: Millis;
  readonly maxEntries?: number;
  /** Milliseconds that never jump. */
  readonly clock?: () => Millis;
}

/** Also where DNS allows a day: connections follow a change of address within this time. */
const MAX_TTL_MS: Millis = 30_000;
/** Some names are served with a TTL of 0; a burst of deliveries still asks once. */
const MIN_TTL_MS: Millis = 1000;

/** The last lookup of a host name, and until when it counts; `until` is infinite while it is under way. */
interface Entry {
  readonly answer: Promise<Resolution>;
  until: Millis;
}

/**
 * Puts a cache and a time-out in front of a lookup. Each host name is asked for once at a time,
 * however many connections want it, so a name that does not answer costs one lookup.
 */
export function cachedResolver(lookup: Lookup, options: CacheOptions = {}): Resolver {
  const { timeoutMs = 5000, failureMs = 3000, maxEntries = 1000 } = options;
  const clock = options.clock ?? (() => performance.now());
  const entries = new Map<string, Entry>();
  const begin = (key: string): Entry => {
    const entry: Entry = { answer: lookup(key), until: Number.POSITIVE_INFINITY };
    entry.answer.then(
      ({ ttlMs }) => {
        entry.until = clock() + Math.min(Math.max(ttlMs, MIN_TTL_MS), MAX_TTL_MS);
      },
      () => {
        entry.until = clock() + failureMs;
      },
    );
    entries.delete(key);
    entries.set(key, entry);
    const [oldest] = entries.keys();
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    return entry;
  };
  return async (hostname) => {
    const key = hostname.toLowerCase();
    const known = entries.get(key);
    const entry = known !== undefined && clock() < known.until ? known : begin(key);
    return (await within(entry.answer, timeoutMs)).addresses;
  };
}

async function within<Value>(answer: Promise<Value>, timeoutMs: Millis): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ResolveError('EAI_AGAIN')), timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
