import type { StoredProvider } from '../../domain.ts';
import { insertInto, type StoredRow, upsertInto } from '../sql.ts';
import type { ProviderStore } from '../store.ts';
import { PROVIDERS } from '../tables.ts';
import { countChange } from './accounts.ts';
import { SYNTAX } from './syntax.ts';
import type { Transactions } from './writer.ts';

const ADD = `${insertInto('providers', PROVIDERS, SYNTAX)} ON CONFLICT (id) DO NOTHING`;
const PUT = upsertInto('providers', PROVIDERS, SYNTAX);
const DELETE = `DELETE FROM providers WHERE id = ? AND NOT EXISTS (
  SELECT 1 FROM sources WHERE provider = providers.id)`;

/** The user's own providers. */
export class SqliteProviders implements ProviderStore {
  readonly #transactions: Transactions;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  list(): Promise<readonly StoredProvider[]> {
    return this.#transactions.read((connection) =>
      connection
        .prepare<StoredRow>('SELECT * FROM providers ORDER BY created_at, id')
        .all()
        .map(PROVIDERS.read),
    );
  }

  add(provider: StoredProvider): Promise<boolean> {
    return this.#transactions.write((connection) => {
      const { changes } = connection.prepare(ADD).run(...PROVIDERS.write(provider));
      if (changes > 0) countChange(connection);
      return changes > 0;
    });
  }

  change(
    id: string,
    change: (stored: StoredProvider) => StoredProvider | null,
  ): Promise<StoredProvider | null> {
    return this.#transactions.write((connection) => {
      const row = connection.prepare<StoredRow>('SELECT * FROM providers WHERE id = ?').get(id);
      if (row === undefined) return null;
      const stored = PROVIDERS.read(row);
      const changed = change(stored);
      if (changed === null) return stored;
      connection.prepare(PUT).run(...PROVIDERS.write(changed));
      countChange(connection);
      return changed;
    });
  }

  delete(id: string): Promise<boolean> {
    return this.#transactions.write((connection) => {
      const { changes } = connection.prepare(DELETE).run(id);
      if (changes > 0) countChange(connection);
      return changes > 0;
    });
  }
}
