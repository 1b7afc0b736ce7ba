/** Alerts in SQL: what both databases do alike. */
import type { Alert, AlertChannel, AlertRuleRow, Millis } from '../domain.ts';
import { decodeCursor, pageOfRows } from './cursor.ts';
import { type ColumnValue, type StoredRow, type Syntax, upsertInto } from './sql.ts';
import type { Page, PageRequest } from './store.ts';
import { ALERT_CHANNELS, ALERT_RULES, ALERTS } from './tables.ts';

/** How the sending of messages to a channel goes. */
export type ChannelProgress = Pick<
  AlertChannel,
  'sentThrough' | 'lastSentAt' | 'lastError' | 'failingSince' | 'failures' | 'retryAt'
>;

/** An alert that is yet to be written; its number is given then. */
export type UnnumberedAlert = Omit<Alert, 'change'>;

/** Which alerts to list; null: all. */
export interface AlertQuery {
  readonly state: 'open' | 'closed' | null;
}

/** Alerts, the rules' settings, and channels: few rows. See `Store`. */
export interface AlertStore {
  /**
   * Takes or keeps what only one gateway may do at a time.
   * @param holder tells this gateway from others
   * @returns whether it is this gateway's until then
   */
  lease(name: string, holder: string, now: Millis, until: Millis): Promise<boolean>;
  /** Gives it back, so that another one need not wait. */
  release(name: string, holder: string): Promise<void>;

  /** The open ones, and closed ones of which an event is not stored yet; in the order in which they were opened. */
  live(): Promise<readonly Alert[]>;
  /** Those that were closed after a time, the latest first; 1,000 at most. */
  closedSince(since: Millis): Promise<readonly Alert[]>;
  /**
   * Adds or replaces alerts, each with the next number of a change, in one transaction.
   * Rejects if another open one has the same rule and object: then none is written.
   */
  put(alerts: readonly UnnumberedAlert[]): Promise<void>;
  /** Notes how many of an alert's events are stored; that is no change of it. */
  noteEvents(id: string, eventsStored: number): Promise<void>;
  get(id: string): Promise<Alert | null>;
  /** The latest opened first. */
  list(query: AlertQuery, page: PageRequest): Promise<Page<Alert>>;
  /** Those whose last change has a higher number, in that order. */
  changedAfter(change: number, limit: number): Promise<readonly Alert[]>;
  /** The highest number; 0: there are none. */
  lastChange(): Promise<number>;
  /** Deletes those that were closed before a time; returns how many. */
  prune(before: Millis): Promise<number>;

  rules(): Promise<readonly AlertRuleRow[]>;
  putRule(rule: AlertRuleRow): Promise<void>;

  /** In the order they were added. */
  channels(): Promise<readonly AlertChannel[]>;
  addChannel(channel: AlertChannel): Promise<void>;
  /** Notes how sending goes; of a channel that is gone nothing. */
  noteSending(id: string, progress: ChannelProgress): Promise<void>;
  /** False if there is none. */
  deleteChannel(id: string): Promise<boolean>;

  /**
   * When events of a source came since a time: the first one of each hour, in order. As many looks
   * into an index as there are such hours, however many events.
   */
  arrivals(sourceId: string, since: Millis): Promise<readonly Millis[]>;
}

const HOUR_MS = 3600_000;
/** Longer than any lease: what lasts beyond it was written by a wrong clock. */
const LONGEST_LEASE_MS = HOUR_MS;

/** A statement with its values. */
export type Statement = readonly [sql: string, values: readonly ColumnValue[]];

/** The statements, as one of the databases writes them. */
export function alertStatements(syntax: Syntax) {
  const p = syntax.parameter;
  const select = `SELECT ${ALERTS.columns} FROM alerts`;
  const sql = {
    lease: `INSERT INTO leases (name, holder, until) VALUES (${p(1)}, ${p(2)}, ${p(3)})
      ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
      WHERE leases.holder = excluded.holder OR leases.until <= ${p(4)} OR leases.until > ${p(5)}`,
    put: upsertInto('alerts', ALERTS, syntax),
    putRule: upsertInto('alert_rules', ALERT_RULES, syntax),
    addChannel: upsertInto('alert_channels', ALERT_CHANNELS, syntax),
    noteSending: `UPDATE alert_channels SET sent_through = ${p(1)}, last_sent_at = ${p(2)},
      last_error = ${p(3)}, failing_since = ${p(4)}, failures = ${p(5)}, retry_at = ${p(6)}
      WHERE id = ${p(7)}`,
    arrivals: `WITH RECURSIVE leap (at) AS (
        SELECT min(received_at) FROM events WHERE source_id = ${p(1)} AND received_at >= ${p(2)}
        UNION ALL
        SELECT (SELECT min(received_at) FROM events WHERE source_id = ${p(3)}
          AND received_at >= (leap.at / ${HOUR_MS} + 1) * ${HOUR_MS})
        FROM leap WHERE leap.at IS NOT NULL)
      SELECT at FROM leap WHERE at IS NOT NULL`,
  };
  return {
    lease: (name: string, holder: string, now: Millis, until: Millis): Statement => [
      sql.lease,
      [name, holder, until, now, now + LONGEST_LEASE_MS],
    ],
    release: (name: string, holder: string): Statement => [
      `UPDATE leases SET until = 0 WHERE name = ${p(1)} AND holder = ${p(2)}`,
      [name, holder],
    ],
    live: (): Statement => [`${select} WHERE events_stored < 2 ORDER BY id`, []],
    closedSince: (since: Millis): Statement => [
      `${select} WHERE closed_at > ${p(1)} ORDER BY closed_at DESC LIMIT 1000`,
      [since],
    ],
    put: (alert: UnnumberedAlert, change: number): Statement => [
      sql.put,
      ALERTS.write({ ...alert, change }),
    ],
    noteEvents: (id: string, eventsStored: number): Statement => [
      `UPDATE alerts SET events_stored = ${p(1)} WHERE id = ${p(2)}`,
      [eventsStored, id],
    ],
    get: (id: string): Statement => [`${select} WHERE id = ${p(1)}`, [id]],
    list: ({ state }: AlertQuery, { cursor, limit }: PageRequest): Statement => {
      const after = cursor === null ? [] : decodeCursor('alerts', ['number', 'string'], cursor);
      const conditions = [
        ...(state === null ? [] : [`closed_at IS ${state === 'open' ? '' : 'NOT '}NULL`]),
        ...(after.length === 0 ? [] : [`(opened_at, id) < (${p(1)}, ${p(2)})`]),
      ];
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
      const last = p(after.length + 1);
      return [
        `${select} ${where} ORDER BY opened_at DESC, id DESC LIMIT ${last}`,
        [...after, limit + 1],
      ];
    },
    changedAfter: (change: number, limit: number): Statement => [
      `${select} WHERE change > ${p(1)} ORDER BY change LIMIT ${p(2)}`,
      [change, limit],
    ],
    lastChange: (): Statement => ['SELECT coalesce(max(change), 0) AS change FROM alerts', []],
    prune: (before: Millis): Statement => [
      `DELETE FROM alerts WHERE closed_at < ${p(1)} AND events_stored = 2`,
      [before],
    ],
    rules: (): Statement => [`SELECT ${ALERT_RULES.columns} FROM alert_rules ORDER BY id`, []],
    putRule: (rule: AlertRuleRow): Statement => [sql.putRule, ALERT_RULES.write(rule)],
    channels: (): Statement => [
      `SELECT ${ALERT_CHANNELS.columns} FROM alert_channels ORDER BY created_at, id`,
      [],
    ],
    addChannel: (channel: AlertChannel): Statement => [
      sql.addChannel,
      ALERT_CHANNELS.write(channel),
    ],
    noteSending: (id: string, progress: ChannelProgress): Statement => {
      const { sentThrough, lastSentAt, lastError, failingSince, failures, retryAt } = progress;
      return [
        sql.noteSending,
        [sentThrough, lastSentAt, lastError, failingSince, failures, retryAt, id],
      ];
    },
    deleteChannel: (id: string): Statement => [
      `DELETE FROM alert_channels WHERE id = ${p(1)}`,
      [id],
    ],
    arrivals: (sourceId: string, since: Millis): Statement => [
      sql.arrivals,
      [sourceId, since, sourceId],
    ],
  } as const;
}

/** A page of the rows that {@link alertStatements}' `list` finds. */
const alertPage = (rows: readonly StoredRow[], limit: number): Page<Alert> =>
  pageOfRows('alerts', rows, limit, ALERTS.read, ({ openedAt, id }) => [openedAt, id]);

/** Runs statements; each one is a transaction. */
export interface StatementRunner {
  rows(statement: Statement): Promise<readonly StoredRow[]>;
  /** @returns how many rows have changed */
  change(statement: Statement): Promise<number>;
}

/** All but what takes several statements in one transaction. */
export abstract class SqlAlerts implements AlertStore {
  protected readonly statements: ReturnType<typeof alertStatements>;
  readonly #run: StatementRunner;

  protected constructor(syntax: Syntax, run: StatementRunner) {
    this.statements = alertStatements(syntax);
    this.#run = run;
  }

  abstract put(alerts: readonly UnnumberedAlert[]): Promise<void>;

  async lease(name: string, holder: string, now: Millis, until: Millis): Promise<boolean> {
    return (await this.#run.change(this.statements.lease(name, holder, now, until))) > 0;
  }

  async release(name: string, holder: string): Promise<void> {
    await this.#run.change(this.statements.release(name, holder));
  }

  live(): Promise<readonly Alert[]> {
    return this.#alerts(this.statements.live());
  }

  closedSince(since: Millis): Promise<readonly Alert[]> {
    return this.#alerts(this.statements.closedSince(since));
  }

  async noteEvents(id: string, eventsStored: number): Promise<void> {
    await this.#run.change(this.statements.noteEvents(id, eventsStored));
  }

  async get(id: string): Promise<Alert | null> {
    const [alert = null] = await this.#alerts(this.statements.get(id));
    return alert;
  }

  async list(query: AlertQuery, page: PageRequest): Promise<Page<Alert>> {
    return alertPage(await this.#run.rows(this.statements.list(query, page)), page.limit);
  }

  changedAfter(change: number, limit: number): Promise<readonly Alert[]> {
    return this.#alerts(this.statements.changedAfter(change, limit));
  }

  async lastChange(): Promise<number> {
    const [row] = await this.#run.rows(this.statements.lastChange());
    return Number(row?.change ?? 0);
  }

  prune(before: Millis): Promise<number> {
    return this.#run.change(this.statements.prune(before));
  }

  async rules(): Promise<readonly AlertRuleRow[]> {
    return (await this.#run.rows(this.statements.rules())).map(ALERT_RULES.read);
  }

  async putRule(rule: AlertRuleRow): Promise<void> {
    await this.#run.change(this.statements.putRule(rule));
  }

  async channels(): Promise<readonly AlertChannel[]> {
    return (await this.#run.rows(this.statements.channels())).map(ALERT_CHANNELS.read);
  }

  async addChannel(channel: AlertChannel): Promise<void> {
    await this.#run.change(this.statements.addChannel(channel));
  }

  async noteSending(id: string, progress: ChannelProgress): Promise<void> {
    await this.#run.change(this.statements.noteSending(id, progress));
  }

  async deleteChannel(id: string): Promise<boolean> {
    return (await this.#run.change(this.statements.deleteChannel(id))) > 0;
  }

  async arrivals(sourceId: string, since: Millis): Promise<readonly Millis[]> {
    return (await this.#run.rows(this.statements.arrivals(sourceId, since))).map(({ at }) =>
      Number(at),
    );
  }

  async #alerts(statement: Statement): Promise<readonly Alert[]> {
    return (await this.#run.rows(statement)).map(ALERTS.read);
  }
}
