import type { PayloadPlace, PayloadStore } from '../payloads.ts';
import type { Server } from './server.ts';

const LOOK = `SELECT seq, received_at AS "receivedAt", octet_length(body) AS bytes,
    payload_gone IS NOT NULL AS "isGone"
  FROM events WHERE seq > $1 ORDER BY seq LIMIT $2`;

/** In the order of pruning, so that the two do not lock each other up. */
const LOCK = `SELECT seq FROM events WHERE seq = ANY ($1) AND payload_gone IS NULL
  ORDER BY received_at, seq FOR UPDATE SKIP LOCKED`;

const EXPIRE = `UPDATE events SET payload_gone = 'expired', headers = '{}', body = ''
  WHERE seq = ANY ($1) AND NOT EXISTS (
    SELECT FROM deliveries WHERE event_id = events.id AND status = 'pending')`;

/** Payloads of events. */
export class PostgresPayloads implements PayloadStore {
  readonly #server: () => Server;

  /** @param server throws while the store is not open */
  constructor(server: () => Server) {
    this.#server = server;
  }

  look(after: number, limit: number): Promise<readonly PayloadPlace[]> {
    return this.#server().database.rows<PayloadPlace>(LOOK, [after, limit]);
  }

  /** Whoever makes a delivery pending holds its event meanwhile: so a locked one gets none. */
  expire(seqs: readonly number[]): Promise<number> {
    return this.#server().database.transaction(async (session) => {
      const locked = await session.rows<{ seq: number }>(LOCK, [seqs]);
      return session.change(EXPIRE, [locked.map(({ seq }) => seq)]);
    });
  }
}
