import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Millis } from '../../domain.ts';
import { countEvents, type Numbered, type StorageMeasure, type StorageStore } from '../storage.ts';
import type { Connection } from './connection.ts';
import type { Transactions } from './writer.ts';

/** Numbers that are looked at in one go: each may be a page to be read from the disk. */
const PIECE = 50;

/** How much is stored: SQLite counts its pages. */
export class SqliteStorage implements StorageStore {
  readonly #transactions: Transactions;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  async usedBytes(): Promise<number> {
    return (await this.#pages()).usedBytes;
  }

  async measure(since: Millis): Promise<StorageMeasure> {
    return { ...(await this.#pages()), ...(await countEvents(this.#numbered(), since)) };
  }

  #pages(): Promise<Pick<StorageMeasure, 'usedBytes' | 'fileBytes' | 'reusableBytes'>> {
    return this.#transactions.read((connection) => {
      const size = pragma(connection, 'page_size');
      const all = pragma(connection, 'page_count');
      const free = pragma(connection, 'freelist_count');
      return {
        usedBytes: size * Math.max(0, all - free - emptyPages(connection)),
        fileBytes: size * all,
        reusableBytes: size * free,
      };
    });
  }

  #numbered(): Numbered {
    const { read } = this.#transactions;
    return {
      from: (seq) =>
        read(
          (connection) =>
            connection
              .prepare<{ seq: number; receivedAt: Millis }>(
                'SELECT seq, received_at AS receivedAt FROM events WHERE seq >= ? ORDER BY seq LIMIT 1',
              )
              .get(seq) ?? null,
        ),
      last: () =>
        read(
          (connection) =>
            connection.prepare<{ seq: number | null }>('SELECT max(seq) AS seq FROM events').get()
              ?.seq ?? null,
        ),
      countAmong: async (seqs) => {
        let count = 0;
        for (let at = 0; at < seqs.length; at += PIECE) {
          const piece = seqs.slice(at, at + PIECE);
          count += await read((connection) => {
            const find = connection.prepare('SELECT 1 FROM events WHERE seq = ?');
            return piece.filter((seq) => find.get(seq) !== undefined).length;
          });
          await nextTurn();
        }
        return count;
      },
    };
  }
}

const pragma = (connection: Connection, name: string): number =>
  connection.db.pragma(name, { simple: true }) as number;

/** Each table and index has a page when it is empty, and so has the list of them. */
function emptyPages(connection: Connection): number {
  const sql = 'SELECT count(*) AS count FROM sqlite_schema WHERE rootpage > 0';
  return 1 + (connection.prepare<{ count: number }>(sql).get()?.count ?? 0);
}
