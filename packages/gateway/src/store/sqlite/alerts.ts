import { SqlAlerts, type Statement, type UnnumberedAlert } from '../alerts.ts';
import type { StoredRow } from '../sql.ts';
import type { Connection } from './connection.ts';
import { SYNTAX } from './syntax.ts';
import type { Transactions } from './writer.ts';

/** Alerts, their rules and channels. */
export class SqliteAlerts extends SqlAlerts {
  readonly #transactions: Transactions;

  constructor(transactions: Transactions) {
    super(SYNTAX, {
      rows: (statement) => transactions.read((connection) => rowsOf(connection, statement)),
      change: (statement) => transactions.write((connection) => change(connection, statement)),
    });
    this.#transactions = transactions;
  }

  put(alerts: readonly UnnumberedAlert[]): Promise<void> {
    return this.#transactions.write((connection) => {
      const [row] = rowsOf(connection, this.statements.lastChange());
      const last = Number(row?.change ?? 0);
      for (const [at, alert] of alerts.entries()) {
        change(connection, this.statements.put(alert, last + 1 + at));
      }
    });
  }
}

const rowsOf = (connection: Connection, [sql, values]: Statement): readonly StoredRow[] =>
  connection.prepare<StoredRow>(sql).all(...values);

const change = (connection: Connection, [sql, values]: Statement): number =>
  connection.prepare(sql).run(...values).changes;
