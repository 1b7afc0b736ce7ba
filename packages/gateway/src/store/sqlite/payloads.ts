import type { PayloadPlace, PayloadStore } from '../payloads.ts';
import type { Transactions } from './writer.ts';

const LOOK = `SELECT seq, received_at AS receivedAt, length(body) AS bytes, payload_gone AS gone
  FROM events WHERE seq > ? ORDER BY seq LIMIT ?`;

const EXPIRE = `UPDATE events SET payload_gone = 'expired', headers = '{}', body = x''
  WHERE seq = ? AND payload_gone IS NULL AND NOT EXISTS (
    SELECT 1 FROM deliveries WHERE event_id = events.id AND status = 'pending')`;

/** Payloads of events. */
export class SqlitePayloads implements PayloadStore {
  readonly #transactions: Transactions;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  look(after: number, limit: number): Promise<readonly PayloadPlace[]> {
    return this.#transactions.read((connection) =>
      connection
        .prepare<Omit<PayloadPlace, 'isGone'> & { readonly gone: string | null }>(LOOK)
        .all(after, limit)
        .map(({ gone, ...place }) => ({ ...place, isGone: gone !== null })),
    );
  }

  expire(seqs: readonly number[]): Promise<number> {
    return this.#transactions.write((connection) => {
      const expire = connection.prepare(EXPIRE);
      return seqs.reduce((count, seq) => count + expire.run(seq).changes, 0);
    });
  }
}
