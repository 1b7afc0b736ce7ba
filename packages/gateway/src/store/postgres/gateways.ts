import type { Millis } from '../../domain.ts';
import type { GatewayStore, LiveGateway } from '../gateways.ts';
import type { Server } from './server.ts';

const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** The commit is not waited for: others see it at once, and after a crash of the server it is written again. */
const BEAT = `
  INSERT INTO gateways (id, shares, seen_at) VALUES ($1, $2, ${NOW})
  ON CONFLICT (id) DO UPDATE SET shares = excluded.shares, seen_at = excluded.seen_at
  RETURNING set_config('synchronous_commit', 'off', true)`;

/** A time in the future was written before the clock was set back. */
const ALIVE = `SELECT id, shares FROM gateways
  WHERE seen_at BETWEEN ${NOW} - $1 AND ${NOW} + $1 ORDER BY id`;

/** With those that ended without a word, long ago. */
const LEAVE = `DELETE FROM gateways WHERE id = $1 OR seen_at < ${NOW} - 86400000`;

/** Which gateways are alive. */
export class PostgresGateways implements GatewayStore {
  readonly #server: () => Server;

  /** @param server throws while the store is not open */
  constructor(server: () => Server) {
    this.#server = server;
  }

  async beat({ id, shares }: LiveGateway, lifeMs: Millis): Promise<readonly LiveGateway[]> {
    const { database } = this.#server();
    await database.rows(BEAT, [id, shares]);
    return database.rows<LiveGateway>(ALIVE, [lifeMs]);
  }

  async leave(id: string): Promise<void> {
    await this.#server().database.change(LEAVE, [id]);
  }
}
