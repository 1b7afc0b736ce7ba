import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** An answer that is the same for everybody: made once, compressed once, and recognised by its tag. */
export class Document {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
  /** A strong one of the plain content; the compressed one has its own (RFC 9110, 8.8.3.3). */
  readonly #tag: string;

  /** @param type the media type */
  constructor(type: string, content: string) {
    this.type = type;
    this.plain = Buffer.from(content);
    this.gzipped = gzipSync(this.plain, { level: 9 });
    this.#tag = createHash('sha256').update(this.plain).digest('base64url').slice(0, 22);
  }

  etag(isGzipped: boolean): string {
    return isGzipped ? `"${this.#tag}-gzip"` : `"${this.#tag}"`;
  }

  /** Whether a reader who sends this `If-None-Match` has it already. */
  isKnownTo(ifNoneMatch: string | undefined): boolean {
    if (ifNoneMatch === undefined) return false;
    return ifNoneMatch.trim() === '*' || ifNoneMatch.includes(this.#tag);
  }
}
