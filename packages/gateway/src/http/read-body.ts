import type { IncomingMessage } from 'node:http';
import {
  type ByteBudget,
  type Reservation,
  SMALL_BODY_BYTES,
  type TrafficBudgets,
} from './byte-budget.ts';

/** Why a body was not read to its end. */
export type BodyRefusal = 'too_large' | 'busy' | 'too_slow' | 'tiny_chunks';

/** What became of a body. */
export type BodyOutcome =
  | {
      readonly ok: true;
      readonly body: Buffer;
      /** To be called when the body is not needed any more. */
      readonly release: () => void;
    }
  | { readonly ok: false; readonly reason: BodyRefusal };

/** What a body of unknown length gets at first; it doubles as it fills. */
const FIRST_BYTES = 4096;
/** Chunks of which so many may come before their size counts. */
const FREE_CHUNKS = 1024;
/** Least average size of the chunks of a long body: a sender of single bytes is only after our time. */
const MIN_CHUNK_BYTES = 32;

/**
 * Reads a request's raw body into memory that was reserved for it: a declared length before the
 * first byte is read, anything else step by step. However it is cut into chunks, it takes no more
 * than twice its size.
 *
 * What is refused is not kept; the answer is to be given with `endUnread`.
 * If the sender hangs up first, the callback is never called: there is nobody to answer.
 *
 * @param limit in bytes
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  budgets: Pick<TrafficBudgets, 'small' | 'large'>,
  callback: (outcome: BodyOutcome) => void,
): void {
  const declared = declaredLength(request);
  if (declared !== null && declared > limit) {
    request.on('error', ignore);
    callback({ ok: false, reason: 'too_large' });
    return;
  }
  const reader = new BodyReader(request, limit, budgets, declared, callback);
  reader.start();
}

/** Without a listener, the error of a connection that breaks off would end the process. */
const ignore = (): void => undefined;

function declaredLength({ headers }: IncomingMessage): number | null {
  const text = headers['content-length'];
  if (text === undefined) return headers['transfer-encoding'] === undefined ? 0 : null;
  return Number(text);
}

class BodyReader {
  readonly #request: IncomingMessage;
  readonly #limit: number;
  readonly #budgets: Pick<TrafficBudgets, 'small' | 'large'>;
  readonly #callback: (outcome: BodyOutcome) => void;
  readonly #declared: number | null;
  #reservation: Reservation | null = null;
  #isLarge: boolean;
  #capacity: number;
  /** The only chunk so far, not copied: most bodies come in one. */
  #first: Buffer | null = null;
  #buffer: Buffer | null = null;
  #isOver = false;
  #length = 0;
  #chunks = 0;

  constructor(
    request: IncomingMessage,
    limit: number,
    budgets: Pick<TrafficBudgets, 'small' | 'large'>,
    declared: number | null,
    callback: (outcome: BodyOutcome) => void,
  ) {
    this.#request = request;
    this.#limit = limit;
    this.#budgets = budgets;
    this.#declared = declared;
    this.#callback = callback;
    this.#capacity = declared ?? FIRST_BYTES;
    this.#isLarge = this.#capacity > SMALL_BODY_BYTES;
  }

  start(): void {
    // It is what a connection that breaks off leads to, in the middle of a body or later.
    this.#request.on('error', () => this.#cancel());
    this.#reservation = this.#budget().reserve(this.#capacity, this.#evict);
    if (this.#reservation === null) {
      this.#callback({ ok: false, reason: 'busy' });
      return;
    }
    // Neither is taken off: it costs more than to ignore what comes when it is over.
    this.#request.on('data', (chunk: Buffer) => this.#add(chunk)).on('end', () => this.#end());
    // Without it, Node.js would first queue all chunks of what has arrived, however tiny: from here
    // on each is handed over when it is parsed, and what is refused is not parsed any further.
    this.#request.read(0);
  }

  #budget(): ByteBudget {
    return this.#isLarge ? this.#budgets.large : this.#budgets.small;
  }

  #add(chunk: Buffer): void {
    if (this.#isOver) return;
    const length = this.#length + chunk.length;
    this.#chunks += 1;
    if (length > this.#limit) this.#refuse('too_large');
    else if (this.#chunks > FREE_CHUNKS && length < this.#chunks * MIN_CHUNK_BYTES) {
      this.#refuse('tiny_chunks');
    } else if (length > this.#capacity && !this.#grow(length)) this.#refuse('busy');
    else this.#take(chunk, length);
  }

  #take(chunk: Buffer, length: number): void {
    if (this.#length === 0) this.#first = chunk;
    else {
      this.#buffer ??= this.#allocate();
      chunk.copy(this.#buffer, this.#length);
    }
    this.#length = length;
    // A body that came at once needs no clock.
    if (length !== this.#declared) this.#reservation?.progress(chunk.length);
  }

  #allocate(): Buffer {
    const buffer = Buffer.allocUnsafeSlow(this.#capacity);
    this.#first?.copy(buffer);
    this.#first = null;
    return buffer;
  }

  /** Doubles the room; a body that outgrows the small ones moves over to the large. */
  #grow(needed: number): boolean {
    let capacity = this.#capacity;
    while (capacity < needed) capacity *= 2;
    capacity = Math.min(capacity, this.#limit);
    if (!this.#isLarge && capacity > SMALL_BODY_BYTES) {
      const moved = this.#budgets.large.reserve(capacity, this.#evict);
      if (moved === null) return false;
      this.#reservation?.release();
      this.#reservation = moved;
      this.#isLarge = true;
    } else if (this.#reservation?.grow(capacity - this.#capacity) !== true) return false;
    this.#capacity = capacity;
    if (this.#buffer !== null) {
      const larger = Buffer.allocUnsafeSlow(capacity);
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    return true;
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const body = this.#buffer?.subarray(0, this.#length) ?? this.#first ?? Buffer.alloc(0);
    const reservation = this.#reservation;
    this.#forget();
    reservation?.keep();
    this.#callback({ ok: true, body, release: () => reservation?.release() });
  }

  /** The sender has gone. */
  #cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reservation?.release();
    this.#forget();
  }

  readonly #evict = (): void => this.#refuse('too_slow');

  #refuse(reason: BodyRefusal): void {
    this.#cancel();
    this.#callback({ ok: false, reason });
  }

  /** The request may be kept for longer than its body. */
  #forget(): void {
    this.#first = null;
    this.#buffer = null;
    this.#reservation = null;
  }
}
