import type { StoredProvider } from '../../domain.ts';
import { insertInto, type StoredRow } from '../sql.ts';
import type { ProviderStore } from '../store.ts';
import { PROVIDERS } from '../tables.ts';
import { put } from './accounts.ts';
import type { Server } from './server.ts';
import { SYNTAX } from './syntax.ts';

/** A change, and the count of changes if there was one, in one statement. */
const counted = (change: string): string =>
  `WITH done AS (${change} RETURNING id)
   UPDATE config SET version = version + 1 WHERE EXISTS (SELECT FROM done)`;

const ADD = counted(`${insertInto('providers', PROVIDERS, SYNTAX)} ON CONFLICT (id) DO NOTHING`);
const PUT = put('providers', PROVIDERS);
const DELETE = counted(
  `DELETE FROM providers WHERE id = $1 AND NOT EXISTS (
     SELECT FROM sources WHERE provider = providers.id)`,
);

/** The user's own providers. */
export class PostgresProviders implements ProviderStore {
  readonly #server: () => Server;

  /** @param server throws while the store is not open */
  constructor(server: () => Server) {
    this.#server = server;
  }

  async list(): Promise<readonly StoredProvider[]> {
    const rows = await this.#server().database.rows<StoredRow>(
      `SELECT ${PROVIDERS.columns} FROM providers ORDER BY created_at, id`,
    );
    return rows.map(PROVIDERS.read);
  }

  async add(provider: StoredProvider): Promise<boolean> {
    return (await this.#server().database.change(ADD, PROVIDERS.write(provider))) > 0;
  }

  async change(
    id: string,
    change: (stored: StoredProvider) => StoredProvider | null,
  ): Promise<StoredProvider | null> {
    return this.#server().database.transaction(async (session) => {
      const [row] = await session.rows<StoredRow>(
        `SELECT ${PROVIDERS.columns} FROM providers WHERE id = $1 FOR UPDATE`,
        [id],
      );
      if (row === undefined) return null;
      const stored = PROVIDERS.read(row);
      const changed = change(stored);
      if (changed === null) return stored;
      await session.change(PUT, PROVIDERS.write(changed));
      return changed;
    });
  }

  async delete(id: string): Promise<boolean> {
    return (await this.#server().database.change(DELETE, [id])) > 0;
  }
}
