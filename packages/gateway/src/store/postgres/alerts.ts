import { SqlAlerts, type UnnumberedAlert } from '../alerts.ts';
import type { Server } from './server.ts';
import { SYNTAX } from './syntax.ts';

/** Alerts, their rules and channels. */
export class PostgresAlerts extends SqlAlerts {
  readonly #server: () => Server;

  /** @param server throws while the store is not open */
  constructor(server: () => Server) {
    super(SYNTAX, {
      rows: async (statement) => server().database.rows(...statement),
      change: async (statement) => server().database.change(...statement),
    });
    this.#server = server;
  }

  async put(alerts: readonly UnnumberedAlert[]): Promise<void> {
    await this.#server().database.transaction(async (session) => {
      const [row] = await session.rows<{ change: number }>(...this.statements.lastChange());
      const last = row?.change ?? 0;
      for (const [at, alert] of alerts.entries()) {
        await session.change(...this.statements.put(alert, last + 1 + at));
      }
    });
  }
}
