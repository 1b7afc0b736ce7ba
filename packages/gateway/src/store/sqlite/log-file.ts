import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What a write-ahead log holds. */
export interface LogContent {
  /** Pages that SQLite will use: all up to the last whole commit. */
  readonly pages: number;
  readonly commits: number;
  /**
   * Pages written after those that do not count: the first of them is damaged, or was never
   * written whole.
   */
  readonly lostPages: number;
}

const EMPTY: LogContent = { pages: 0, commits: 0, lostPages: 0 };

const HEADER_BYTES = 32;
const PAGE_HEADER_BYTES = 24;
/** Without its last bit, which tells the order of bytes that checksums are computed in. */
const MAGIC = 0x377f_0682;

/**
 * Reads a write-ahead log as SQLite does when it opens a database that was not closed: up to the
 * first page whose checksum does not fit. SQLite itself says nothing of what comes after.
 * https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 * @param path of the file that ends with `-wal`
 * @returns null if the file changed meanwhile: another process is writing
 */
export function readLogFile(path: string): LogContent | null {
  const file = openExisting(path);
  if (file === null) return EMPTY;
  try {
    const before = fstatSync(file);
    const content = readContent(file, before.size);
    const after = fstatSync(file);
    return before.size === after.size && before.mtimeMs === after.mtimeMs ? content : null;
  } finally {
    // SQLite takes no locks on this file, so closing it does not drop any.
    closeSync(file);
  }
}

function openExisting(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function readContent(file: number, size: number): LogContent {
  const header = Buffer.alloc(HEADER_BYTES);
  if (readSync(file, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return EMPTY;
  const magic = header.readUInt32BE(0);
  if (magic >>> 1 !== MAGIC >>> 1) return EMPTY;
  const checksum = new Checksum((magic & 1) === 1);
  checksum.add(header, 0, 24);
  if (!checksum.fits(header, 24)) return EMPTY;
  const salts = header.subarray(16, 24);
  const page = Buffer.alloc(PAGE_HEADER_BYTES + header.readUInt32BE(8));
  let [pages, commits, read, lostPages] = [0, 0, 0, 0];
  for (let at = HEADER_BYTES; at + page.length <= size; at += page.length) {
    readSync(file, page, 0, page.length, at);
    // The rest is from before the log began anew.
    if (!page.subarray(8, 16).equals(salts)) break;
    if (lostPages === 0) {
      checksum.add(page, 0, 8);
      checksum.add(page, PAGE_HEADER_BYTES, page.length);
    }
    if (lostPages > 0 || !checksum.fits(page, 16)) {
      lostPages += 1;
      continue;
    }
    read += 1;
    const isCommit = page.readUInt32BE(4) > 0;
    if (isCommit) [pages, commits] = [read, commits + 1];
  }
  return { pages, commits, lostPages };
}

/** The running checksum of a log, over pairs of 32-bit words. */
class Checksum {
  readonly #isBigEndian: boolean;
  #one = 0;
  #other = 0;

  constructor(isBigEndian: boolean) {
    this.#isBigEndian = isBigEndian;
  }

  add(bytes: Buffer, from: number, to: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const isLittleEndian = !this.#isBigEndian;
    let [one, other] = [this.#one, this.#other];
    for (let at = from; at < to; at += 8) {
      one = (one + view.getUint32(at, isLittleEndian) + other) >>> 0;
      other = (other + view.getUint32(at + 4, isLittleEndian) + one) >>> 0;
    }
    [this.#one, this.#other] = [one, other];
  }

  fits(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.#one && bytes.readUInt32BE(at + 4) === this.#other;
  }
}
