import { SEALED, type Targets } from '../targets.ts';
import { BUSY_TIMEOUT_MS, type Connection, OPEN_TIMEOUT_MS } from './connection.ts';

/** Seals the addresses that a release wrote that did not seal them, and wipes what was there. */
export function sealTargets({ db }: Connection, targets: Targets): void {
  const find = db.prepare<[string], { id: string; target_url: string }>(
    'SELECT id, target_url FROM subscriptions WHERE instr(target_url, ?) <> 1',
  );
  // Nearly always: another process that is writing need not be waited for.
  if (find.get(SEALED) === undefined) return;
  db.pragma(`busy_timeout = ${OPEN_TIMEOUT_MS}`);
  db.pragma('secure_delete = ON');
  db.transaction(() => {
    const update = db.prepare('UPDATE subscriptions SET target_url = ? WHERE id = ?');
    for (const { id, target_url: url } of find.all(SEALED)) {
      update.run(targets.sealUrl(id, url), id);
    }
  }).immediate();
  db.pragma('secure_delete = OFF');
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
}
