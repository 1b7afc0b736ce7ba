import type { Millis, NewEvent } from '../../domain.ts';
import type { Database } from './database.ts';

const NOTE = `
  UPDATE sources SET last_event_at = seen.at
  FROM unnest($1::text[], $2::bigint[]) AS seen (id, at)
  JOIN (SELECT id FROM sources WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE) AS locked USING (id)
  WHERE sources.id = locked.id AND coalesce(sources.last_event_at, 0) < seen.at`;

/** Least time between two statements: the row of a busy source is hot otherwise. */
const EVERY_MS = 1000;

/**
 * Notes when each source last had an event: after the events are stored, and not with them.
 * Otherwise groups of one source, on two gateways or on one, would wait for each other's commit.
 */
export class SignsOfLife {
  readonly #database: Database;
  #newest = new Map<string, Millis>();
  #writing: Promise<void> | null = null;
  /** Set while the last statement is not long enough ago. */
  #pause: NodeJS.Timeout | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Notes stored events, soon. */
  note(events: readonly NewEvent[]): void {
    for (const { sourceId, receivedAt } of events) {
      this.#newest.set(sourceId, Math.max(receivedAt, this.#newest.get(sourceId) ?? 0));
    }
    if (this.#writing === null && this.#pause === null) this.#write();
  }

  /** Resolves when everything so far is written, or cannot be. */
  async written(): Promise<void> {
    await this.#writing;
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#write();
    await this.#writing;
    if (this.#pause !== null) clearTimeout(this.#pause);
  }

  /** What comes while one statement is under way, or soon after it, makes the next. */
  readonly #write = (): void => {
    this.#pause = null;
    if (this.#newest.size === 0) return;
    const seen = this.#newest;
    this.#newest = new Map();
    // Nothing depends on it: the next event of a source makes up for it.
    const writing = this.#database
      .change(NOTE, [[...seen.keys()], [...seen.values()]])
      .catch(() => undefined);
    this.#writing = writing.then(() => {
      this.#writing = null;
      this.#pause = setTimeout(this.#write, EVERY_MS);
      this.#pause.unref();
    });
  };
}
