import type { Database } from 'better-sqlite3';
import { GatewayError } from '../../errors.ts';
import { newerDatabase } from '../common.ts';

/**
 * The tables, step by step: a step is never changed once released, only added to.
 *
 * Every index is paid for by every event, so there are few:
 * - `events` is kept in the order of arrival (`seq`); its bodies are too large for a table that
 *   is sorted by a text key. `events_by_source` serves lists and pruning, and holds the type so
 *   that a search for a rare type does not read bodies. The identity is indexed as it is, not
 *   hashed: most vendors' ids grow with time, and then neighbours share a page.
 * - `deliveries` and `attempts` have small rows and are sorted by their own key, which grows
 *   with time. `visible_at` is when a pending delivery may be claimed: its due time or, while
 *   it is leased, the end of the lease.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE config (version INTEGER NOT NULL) STRICT;
  INSERT INTO config (version) VALUES (0);

  CREATE TABLE sources (
    id TEXT NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    name TEXT NOT NULL,
    events TEXT NOT NULL,
    registration_id TEXT,
    created_at INTEGER NOT NULL,
    last_event_at INTEGER,
    last_ping_at INTEGER,
    sealed BLOB NOT NULL
  ) STRICT;

  CREATE TABLE subscriptions (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    source_id TEXT,
    provider TEXT,
    event_types TEXT NOT NULL,
    conditions TEXT NOT NULL,
    target_url TEXT NOT NULL,
    format TEXT NOT NULL,
    status TEXT NOT NULL,
    status_reason TEXT,
    max_concurrency INTEGER NOT NULL,
    max_per_second REAL,
    failing_since INTEGER,
    created_at INTEGER NOT NULL,
    sealed BLOB NOT NULL
  ) STRICT;

  CREATE TABLE tokens (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
  ) STRICT;

  CREATE TABLE rejections (
    id TEXT NOT NULL,
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    code TEXT NOT NULL,
    explanation TEXT NOT NULL,
    http_status INTEGER NOT NULL,
    body_bytes INTEGER NOT NULL,
    PRIMARY KEY (source_id, at, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    -- Null once its window has passed and another event took it over.
    identity TEXT,
    type TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (source_id, identity)
  ) STRICT;
  CREATE INDEX events_by_source ON events (source_id, received_at, type);

  CREATE TABLE deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    UNIQUE (event_id, subscription_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX deliveries_pending ON deliveries (subscription_id, visible_at)
    WHERE status = 'pending';
  CREATE INDEX deliveries_failed ON deliveries (subscription_id) WHERE status = 'failed';
  CREATE INDEX deliveries_by_subscription ON deliveries (subscription_id);

  CREATE TABLE attempts (
    delivery_id TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    number INTEGER NOT NULL,
    duration_ms REAL NOT NULL,
    http_status INTEGER,
    error TEXT,
    response TEXT,
    -- Numbers start again at 1 when a delivery is replayed, so the time comes first.
    PRIMARY KEY (delivery_id, at, number)
  ) STRICT, WITHOUT ROWID;
  `,
  `ALTER TABLE deliveries ADD COLUMN replayed_at INTEGER;`,
  // Counted up to see whether writing works: SQLite leaves out an update that changes nothing.
  `CREATE TABLE probe (value INTEGER NOT NULL) STRICT; INSERT INTO probe (value) VALUES (0);`,
  `
  ALTER TABLE subscriptions ADD COLUMN rate_group TEXT;
  ALTER TABLE subscriptions ADD COLUMN fixed_secret INTEGER NOT NULL DEFAULT 0;
  `,
  // Recognises the key that seals secrets.
  `ALTER TABLE config ADD COLUMN key_check BLOB;`,
  // Subscribers from before it go on getting `raw`.
  `ALTER TABLE subscriptions ADD COLUMN include_raw INTEGER NOT NULL DEFAULT 1;`,
  // A delivery that has expired stays when its event goes: so event_id refers to nothing any more.
  `
  CREATE TABLE new_deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    event_id TEXT NOT NULL,
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    replayed_at INTEGER,
    UNIQUE (event_id, subscription_id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO new_deliveries SELECT id, event_id, subscription_id, status, attempts, due_at,
    visible_at, created_at, finished_at, replayed_at FROM deliveries;
  DROP TABLE deliveries;
  ALTER TABLE new_deliveries RENAME TO deliveries;
  CREATE INDEX deliveries_pending ON deliveries (subscription_id, visible_at)
    WHERE status = 'pending';
  CREATE INDEX deliveries_failed ON deliveries (subscription_id) WHERE status = 'failed';
  CREATE INDEX deliveries_by_subscription ON deliveries (subscription_id);
  CREATE INDEX deliveries_expired ON deliveries (finished_at) WHERE status = 'expired';
  CREATE TRIGGER events_deleted AFTER DELETE ON events BEGIN
    DELETE FROM deliveries WHERE event_id = OLD.id AND status <> 'expired';
  END;

  ALTER TABLE subscriptions ADD COLUMN ended_at INTEGER;
  CREATE INDEX subscriptions_served ON subscriptions (id) WHERE status IN ('active', 'ended');
  CREATE INDEX subscriptions_ended ON subscriptions (ended_at) WHERE status = 'ended';
  `,
  // From here on `target_url` is sealed (see `targets.ts`): a release that cannot open it must not run.
  'SELECT 1;',
  `
  CREATE TABLE providers (
    id TEXT NOT NULL PRIMARY KEY,
    definition TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE replays (
    id TEXT NOT NULL PRIMARY KEY,
    subscription_id TEXT,
    source_id TEXT,
    provider TEXT,
    event_types TEXT NOT NULL,
    conditions TEXT NOT NULL,
    since INTEGER,
    until INTEGER NOT NULL,
    states TEXT NOT NULL,
    max_per_second REAL,
    status TEXT NOT NULL,
    status_reason TEXT,
    events INTEGER NOT NULL,
    deliveries INTEGER NOT NULL,
    reached_at INTEGER,
    position TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    lease_until INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX replays_running ON replays (id) WHERE status = 'running';
  ALTER TABLE deliveries ADD COLUMN replay_id TEXT;
  CREATE INDEX deliveries_by_replay ON deliveries (replay_id)
    WHERE status = 'pending' AND replay_id IS NOT NULL;
  `,
  // Only what fails pays for these indexes.
  `
  ALTER TABLE deliveries ADD COLUMN last_http_status INTEGER;
  ALTER TABLE deliveries ADD COLUMN last_error TEXT;
  UPDATE deliveries SET (last_http_status, last_error) = (
    SELECT http_status, error FROM attempts WHERE delivery_id = deliveries.id
    ORDER BY at DESC, number DESC LIMIT 1);
  CREATE INDEX deliveries_by_error ON deliveries (last_error) WHERE last_error IS NOT NULL;
  CREATE INDEX deliveries_by_http_status ON deliveries (last_http_status)
    WHERE last_error IS NOT NULL;
  CREATE INDEX deliveries_all_failed ON deliveries (id) WHERE status = 'failed';
  `,
  // Of a subscription that gets one delivery at a time: the one that holds back the others.
  `
  ALTER TABLE deliveries ADD COLUMN blocks INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX deliveries_blocking ON deliveries (subscription_id)
    WHERE status = 'pending' AND blocks = 1;
  `,
  `
  CREATE TABLE alerts (
    id TEXT NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    object_name TEXT NOT NULL,
    title TEXT NOT NULL,
    explanation TEXT NOT NULL,
    action TEXT NOT NULL,
    command TEXT,
    since INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    events_stored INTEGER NOT NULL,
    change INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX alerts_open ON alerts (rule, object_id) WHERE closed_at IS NULL;
  CREATE INDEX alerts_untold ON alerts (id) WHERE events_stored < 2;
  CREATE INDEX alerts_by_time ON alerts (opened_at, id);
  CREATE INDEX alerts_by_change ON alerts (change);
  CREATE INDEX alerts_closed ON alerts (closed_at) WHERE closed_at IS NOT NULL;

  CREATE TABLE alert_rules (
    id TEXT NOT NULL PRIMARY KEY,
    is_on INTEGER NOT NULL,
    threshold REAL,
    source_ids TEXT NOT NULL,
    subscription_ids TEXT NOT NULL
  ) STRICT;

  CREATE TABLE alert_channels (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    sent_through INTEGER NOT NULL,
    last_sent_at INTEGER,
    last_error TEXT,
    failing_since INTEGER,
    failures INTEGER NOT NULL,
    retry_at INTEGER,
    sealed BLOB NOT NULL
  ) STRICT;

  -- Who does what only one gateway may do, until when.
  CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    method TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    token_id TEXT,
    label TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE sign_in_codes (
    hash TEXT NOT NULL PRIMARY KEY,
    method TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  `,
  // Why body and headers are empty; null: they are kept.
  `
  ALTER TABLE events ADD COLUMN payload_gone TEXT;
  ALTER TABLE replays ADD COLUMN without_payload INTEGER NOT NULL DEFAULT 0;
  `,
  // Only a request that is looked at is found by its id.
  `
  ALTER TABLE rejections ADD COLUMN request BLOB;
  CREATE INDEX rejections_by_id ON rejections (id);
  `,
  `
  CREATE TABLE audit_entries (
    id TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    caller_kind TEXT NOT NULL,
    caller_id TEXT,
    caller_name TEXT NOT NULL,
    operation TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT,
    outcome TEXT NOT NULL,
    error TEXT,
    before TEXT,
    after TEXT
  ) STRICT;
  CREATE INDEX audit_entries_by_time ON audit_entries (at);
  CREATE INDEX audit_entries_by_object ON audit_entries (object_id, id);
  CREATE INDEX audit_entries_by_kind ON audit_entries (object_kind, id);
  CREATE INDEX audit_entries_by_caller ON audit_entries (caller_id, id);
  `,
  // What is there already is counted once; of rejections only the last are.
  `
  CREATE TABLE hourly_counts (
    hour INTEGER NOT NULL,
    object_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (hour, object_id, outcome)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO hourly_counts SELECT received_at / 3600000 * 3600000 AS hour, source_id, 'stored',
    count(*) FROM events GROUP BY hour, source_id;
  INSERT INTO hourly_counts SELECT at / 3600000 * 3600000 AS hour, source_id, 'rejected', count(*)
    FROM rejections GROUP BY hour, source_id;
  INSERT INTO hourly_counts SELECT finished_at / 3600000 * 3600000 AS hour, subscription_id, status,
    count(*) FROM deliveries WHERE status IN ('delivered', 'failed') AND finished_at IS NOT NULL
    GROUP BY hour, subscription_id, status;
  CREATE INDEX rejections_by_time ON rejections (at, id);
  `,
  `
  CREATE TABLE erasures (
    id TEXT NOT NULL PRIMARY KEY,
    field TEXT NOT NULL,
    value_hash TEXT NOT NULL,
    sealed BLOB NOT NULL,
    status TEXT NOT NULL,
    events INTEGER NOT NULL,
    erased_events INTEGER NOT NULL,
    erased_deliveries INTEGER NOT NULL,
    erased_attempts INTEGER NOT NULL,
    erased_rejections INTEGER NOT NULL,
    recipients TEXT NOT NULL,
    reached_at INTEGER,
    position TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    lease_until INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX erasures_running ON erasures (id) WHERE status = 'running';
  `,
];

/**
 * Brings the tables up to date; all steps and their number are one transaction. References must not
 * be enforced meanwhile (`foreign_keys`): dropping a table would delete what refers to it. Several processes
 * may call it at once: the second one waits, then finds nothing left to do.
 * @throws GatewayError `conflict` if a newer release has written this file
 */
export function migrate(db: Database): void {
  db.transaction(() => {
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version > MIGRATIONS.length) {
      throw new GatewayError('conflict', newerDatabase(version, MIGRATIONS.length));
    }
    for (const step of MIGRATIONS.slice(version)) db.exec(step);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  }).immediate();
}
