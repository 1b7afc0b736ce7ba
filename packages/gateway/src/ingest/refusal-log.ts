import type { Millis, Rejection } from '../domain.ts';
import { newId } from '../ids.ts';
import { type Logger, logSampled } from '../log.ts';
import type { ReadySource } from '../ready.ts';
import type { AccountStore } from '../store/store.ts';
import { type Rate, TokenBucket } from '../token-bucket.ts';
import type { Vault } from '../vault.ts';
import { refusedRequest, type SentRequest } from './refused-request.ts';
import { REJECTIONS, type RejectionCode } from './rejections.ts';

/** What a {@link RefusalLog} works with. */
export interface RefusalLogDeps {
  readonly store: { readonly accounts: Pick<AccountStore, 'addRejections'> };
  readonly vault: Pick<Vault, 'seal'>;
  readonly log: Logger;
  readonly now: () => Millis;
  /** How many rejections are kept for each source. */
  readonly rejectionsKept: number;
}

/** What a gateway has refused to a source since it was started. */
export interface RefusalCount {
  readonly count: number;
  readonly lastAt: Millis;
  readonly lastCode: RejectionCode;
}

/** Refusals of one source that are listed one by one in a row, and then per second. */
const LISTED: Rate = { perSecond: 1, burst: 100 };
/** How often those that were not listed are summed up in a row of their own, one per code. */
const SUM_UP_MS = 5000;
/** Most rows of one source in one transaction. */
const GROUP = 50;

/** Bytes of requests that may wait for a slow store; rows beyond go without theirs. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/** Rows of one source that may wait for a slow store; the next ones are summed up. */
const MAX_WAITING = 200;

/** Those of one source and code that were not listed. */
interface Unlisted {
  count: number;
  since: Millis;
  last: Rejection;
}

interface SourceRefusals {
  readonly bucket: TokenBucket;
  total: RefusalCount;
  readonly unlisted: Map<RejectionCode, Unlisted>;
  /** Rows that wait to be written. */
  waiting: Rejection[];
}

/**
 * Lists what was refused, for the owner of the source, in the background: the answer does not
 * wait for it. A flood of refusals costs little: beyond a rate they are summed up, and whatever
 * waits is written in groups, one group at a time, so that no more than one connection to
 * the database is ever taken by it.
 */
export class RefusalLog {
  readonly #deps: RefusalLogDeps;
  readonly #sources = new Map<string, SourceRefusals>();
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #waitingBytes = 0;

  constructor(deps: RefusalLogDeps) {
    this.#deps = deps;
  }

  /** What was refused to a source since the start; null: nothing. */
  countOf(sourceId: string): RefusalCount | null {
    return this.#sources.get(sourceId)?.total ?? null;
  }

  /**
   * @param explanation for the owner: what was wrong with this very request
   * @param request what is kept of it, where it is listed in a row of its own
   */
  note(
    ready: ReadySource,
    code: RejectionCode,
    explanation: string,
    bodyBytes: number,
    request: SentRequest,
  ): void {
    const { log, now } = this.#deps;
    const sourceId = ready.source.id;
    const at = now();
    logSampled(log, `refused ${sourceId} ${code}`, (more) =>
      log.info({ source: sourceId, code, ...more }, 'request refused'),
    );
    const known = this.#sources.get(sourceId) ?? newRefusals(at, code);
    this.#sources.set(sourceId, known);
    known.total = { count: known.total.count + 1, lastAt: at, lastCode: code };
    const httpStatus = REJECTIONS[code][0];
    const id = newId('rej', at);
    const rejection = {
      ...{ id, sourceId, at, code, explanation, httpStatus, bodyBytes },
      request: null,
    };
    if (known.waiting.length < MAX_WAITING && known.bucket.tryTake(LISTED)) {
      known.waiting.push({ ...rejection, request: this.#sealed(id, request) });
      this.#write();
      return;
    }
    const unlisted = known.unlisted.get(code);
    known.unlisted.set(code, {
      count: (unlisted?.count ?? 0) + 1,
      since: unlisted?.since ?? at,
      last: rejection,
    });
    this.#sumUpLater();
  }

  #sumUpLater(): void {
    this.#timer ??= setTimeout(this.#sumUp, SUM_UP_MS).unref();
  }

  #sealed(id: string, request: SentRequest): Uint8Array | null {
    if (this.#waitingBytes > MAX_WAITING_BYTES) return null;
    const sealed = this.#deps.vault.seal(refusedRequest(request), id);
    this.#waitingBytes += sealed.length;
    return sealed;
  }

  /** Writes what waits, sums included. Resolves when it is on disk, or has failed. */
  async close(): Promise<void> {
    await this.#writing;
    clearTimeout(this.#timer);
    this.#sumUp();
    await this.#writing;
    clearTimeout(this.#timer);
  }

  readonly #sumUp = (): void => {
    this.#timer = undefined;
    for (const { unlisted, waiting } of this.#sources.values()) {
      if (waiting.length >= MAX_WAITING) {
        // The flood may be over by then: nobody else would come back to these.
        this.#sumUpLater();
        continue;
      }
      for (const { count, since, last } of unlisted.values())
        waiting.push(summed(last, count, since));
      unlisted.clear();
    }
    this.#write();
  };

  #write(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
      if (this.#next() !== undefined) this.#write();
    });
  }

  #next(): [string, SourceRefusals] | undefined {
    return [...this.#sources].find(([, { waiting }]) => waiting.length > 0);
  }

  async #writeAll(): Promise<void> {
    const { store, log, rejectionsKept } = this.#deps;
    // What comes in this turn goes together.
    await new Promise((resolve) => setImmediate(resolve));
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const [source, known] = next;
      const rows = known.waiting.splice(0, GROUP);
      await store.accounts.addRejections(rows, rejectionsKept).catch((error: unknown) => {
        logSampled(log, `rejections ${source}`, (more) =>
          log.error({ source, err: error, ...more }, 'rejections not kept'),
        );
      });
      for (const { request } of rows) this.#waitingBytes -= request?.length ?? 0;
    }
  }
}

const newRefusals = (at: Millis, code: RejectionCode): SourceRefusals => ({
  bucket: new TokenBucket(),
  total: { count: 0, lastAt: at, lastCode: code },
  unlisted: new Map(),
  waiting: [],
});

/** One row that stands for several requests. */
function summed(last: Rejection, count: number, since: Millis): Rejection {
  if (count === 1) return last;
  const more = `${count - 1} more of the same kind came since ${new Date(since).toISOString()}.`;
  return { ...last, explanation: `${last.explanation} ${more}` };
}
