/**
 * The vault's tables (docs/contract.md §4) and the migrations of older vaults.
 *
 * @module
 */
import type { Migration } from "./migrate.ts";
import { KEPT_COLUMNS, ROW_COLUMNS } from "./row_digest.ts";

/** `PRAGMA application_id`: "LKVT". */
export const APPLICATION_ID = 0x4c4b5654;

/** `PRAGMA user_version` of vaults that this lookervault writes. */
export const SCHEMA_VERSION = 7;

const CONTENT_COLUMNS = `
  content_type INTEGER NOT NULL REFERENCES content_types (id),
  id TEXT NOT NULL,
  name TEXT,
  owner_id TEXT,
  owner_email TEXT,
  folder_id TEXT,
  created_at TEXT,
  updated_at TEXT,
  synced_at TEXT NOT NULL,
  deleted_at TEXT,
  session_id TEXT NOT NULL REFERENCES extraction_sessions (id),
  content_size INTEGER NOT NULL,
  content_hash BLOB NOT NULL,
  canonical_hash BLOB NOT NULL,
  encoding INTEGER NOT NULL,
  content_data BLOB NOT NULL,
  valid_from TEXT NOT NULL,
  trashed INTEGER NOT NULL`;

const RUN_COLUMNS = `
  id TEXT PRIMARY KEY,
  status TEXT NOT NULL,
  started_at TEXT NOT NULL,
  completed_at TEXT,
  api_user_id TEXT,
  api_user_email TEXT,
  host_user TEXT,
  lookervault_version TEXT NOT NULL,
  options TEXT NOT NULL,
  calls INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  error TEXT`;

/** Schema 2 adds the state of the target instance before a restore changed it. */
const SCHEMA_2 = `
CREATE TABLE restoration_backups (
  session_id TEXT NOT NULL REFERENCES restoration_sessions (id) ON DELETE CASCADE,
  content_type INTEGER NOT NULL REFERENCES content_types (id),
  id TEXT NOT NULL,
  taken_at TEXT NOT NULL,
  content_size INTEGER NOT NULL,
  content_hash BLOB NOT NULL,
  encoding INTEGER NOT NULL,
  content_data BLOB NOT NULL,
  PRIMARY KEY (session_id, content_type, id)
) STRICT;
ALTER TABLE restoration_sessions ADD COLUMN verified_same INTEGER NOT NULL DEFAULT 0;
ALTER TABLE restoration_sessions ADD COLUMN verified_different INTEGER NOT NULL DEFAULT 0;
`;

/**
 * Schema 3 adds indexes with all values that `stats` and `cleanup` read of items and versions, so that no page with a
 * body is read.
 */
const SCHEMA_3 = `
CREATE INDEX IF NOT EXISTS content_items_sizes
  ON content_items (content_type, deleted_at, valid_from, content_size, length(content_data));
CREATE INDEX IF NOT EXISTS content_history_sizes
  ON content_history (content_type, valid_to, valid_from, content_size, length(content_data));
`;

/**
 * Schema 4 adds the parts that an interrupted run has read ahead, how long runs worked, and the rights of their API
 * users.
 */
const SCHEMA_4 = `
CREATE TABLE capture_parts (
  session_id TEXT NOT NULL REFERENCES extraction_sessions (id) ON DELETE CASCADE,
  content_type INTEGER NOT NULL REFERENCES content_types (id),
  key TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (session_id, content_type, key)
) STRICT;
ALTER TABLE extraction_sessions ADD COLUMN active_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE extraction_sessions ADD COLUMN busy_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE extraction_sessions ADD COLUMN api_user_rights TEXT;
ALTER TABLE extraction_sessions ADD COLUMN is_measure INTEGER NOT NULL DEFAULT 1;
`;

/** Schema 5 adds digests over entire rows. A row without a known digest has null. */
const SCHEMA_5 = `
ALTER TABLE content_items ADD COLUMN row_hash BLOB;
ALTER TABLE content_items ADD COLUMN seen_hash BLOB;
ALTER TABLE content_history ADD COLUMN row_hash BLOB;
ALTER TABLE content_history ADD COLUMN seen_hash BLOB;
ALTER TABLE restoration_backups ADD COLUMN row_hash BLOB;
`;

/**
 * Schema 6 adds how many items of a restore lack a part of the backup. Since schema 6, canonical hashes follow other
 * rules (forms.ts), which an older lookervault must not mix.
 */
const SCHEMA_6 = `
ALTER TABLE restoration_sessions ADD COLUMN incomplete INTEGER NOT NULL DEFAULT 0;
`;

/**
 * Schema 7 adds marks for the items that a run saw unchanged (seen.ts), a view with the time when each item was last
 * seen, and when access lists were last read. It stores the id map only in the index of its primary key.
 */
const SCHEMA_7 = `
CREATE TABLE seen_marks (
  content_type INTEGER NOT NULL REFERENCES content_types (id),
  block INTEGER NOT NULL,
  session_id TEXT NOT NULL REFERENCES extraction_sessions (id) ON DELETE CASCADE,
  marks BLOB NOT NULL,
  sum INTEGER NOT NULL,
  UNIQUE (content_type, block, session_id)
) STRICT;
CREATE VIEW content_seen AS
SELECT item.content_type, item.id,
  CASE WHEN point.updated_at >= item.synced_at THEN point.updated_at ELSE item.synced_at END AS synced_at,
  CASE WHEN point.updated_at >= item.synced_at THEN point.session_id ELSE item.session_id END AS session_id
FROM content_items AS item LEFT JOIN sync_checkpoints AS point ON point.rowid = (
  SELECT newest.rowid FROM seen_marks AS mark JOIN sync_checkpoints AS newest
    ON newest.session_id = mark.session_id AND newest.content_type = mark.content_type
  WHERE mark.content_type = item.content_type AND mark.block = item.rowid / 1024 AND
    substr(mark.marks, item.rowid % 1024 + 1, 1) = x'01'
  ORDER BY newest.updated_at DESC LIMIT 1);
CREATE TABLE access_reads (
  content_type INTEGER NOT NULL REFERENCES content_types (id),
  parent TEXT NOT NULL,
  read_at TEXT NOT NULL,
  PRIMARY KEY (content_type, parent)
) STRICT, WITHOUT ROWID;
CREATE TABLE id_mappings_7 (
  source_instance TEXT NOT NULL,
  destination_instance TEXT NOT NULL,
  kind TEXT NOT NULL,
  source_id TEXT NOT NULL,
  destination_id TEXT NOT NULL,
  session_id TEXT REFERENCES restoration_sessions (id),
  created_at TEXT NOT NULL,
  PRIMARY KEY (source_instance, destination_instance, kind, source_id)
) STRICT, WITHOUT ROWID;
INSERT INTO id_mappings_7 SELECT * FROM id_mappings;
DROP TABLE id_mappings;
ALTER TABLE id_mappings_7 RENAME TO id_mappings;
`;

/** Computes the digests of existing rows. `registerDigests()` provides the functions. */
const FILL_5 = `
UPDATE content_items SET row_hash = row_digest(${ROW_COLUMNS}),
  seen_hash = seen_digest(synced_at, session_id, deleted_at, NULL);
UPDATE content_history SET row_hash = row_digest(${ROW_COLUMNS}),
  seen_hash = seen_digest(synced_at, session_id, deleted_at, valid_to);
UPDATE restoration_backups SET row_hash = row_digest(${KEPT_COLUMNS});
`;

/** The tables of schema 1, where every migration path begins. */
export const FIRST_SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) STRICT;
CREATE TABLE content_types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE extraction_sessions (${RUN_COLUMNS},
  mode TEXT NOT NULL,
  instance TEXT NOT NULL,
  looker_version TEXT,
  api_user_roles TEXT,
  types TEXT NOT NULL,
  listed INTEGER NOT NULL DEFAULT 0,
  stored INTEGER NOT NULL DEFAULT 0,
  new INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  retries INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX extraction_sessions_started ON extraction_sessions (started_at);

CREATE TABLE sync_checkpoints (
  session_id TEXT NOT NULL REFERENCES extraction_sessions (id) ON DELETE CASCADE,
  content_type INTEGER NOT NULL REFERENCES content_types (id),
  state TEXT NOT NULL,
  complete INTEGER NOT NULL DEFAULT 0,
  note TEXT,
  listed INTEGER NOT NULL DEFAULT 0,
  stored INTEGER NOT NULL DEFAULT 0,
  new INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  calls INTEGER NOT NULL DEFAULT 0,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (session_id, content_type)
) STRICT;

CREATE TABLE extraction_errors (
  number INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES extraction_sessions (id) ON DELETE CASCADE,
  content_type INTEGER REFERENCES content_types (id),
  item_id TEXT,
  operation TEXT NOT NULL,
  status INTEGER,
  message TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX extraction_errors_session ON extraction_errors (session_id);

CREATE TABLE content_items (${CONTENT_COLUMNS},
  UNIQUE (content_type, id)
) STRICT;
CREATE INDEX content_items_live_folder ON content_items (folder_id, content_type) WHERE deleted_at IS NULL;
CREATE INDEX content_items_live_owner ON content_items (owner_id, content_type) WHERE deleted_at IS NULL;

CREATE TABLE content_history (${CONTENT_COLUMNS},
  valid_to TEXT NOT NULL
) STRICT;
CREATE INDEX content_history_item ON content_history (content_type, id, valid_from);

CREATE TABLE restoration_sessions (${RUN_COLUMNS},
  source TEXT NOT NULL,
  destination TEXT NOT NULL,
  plan TEXT,
  planned INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  undeleted INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  unrestorable INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE restoration_checkpoints (
  session_id TEXT NOT NULL REFERENCES restoration_sessions (id) ON DELETE CASCADE,
  content_type INTEGER NOT NULL REFERENCES content_types (id),
  item_id TEXT NOT NULL,
  step TEXT NOT NULL,
  state TEXT NOT NULL,
  destination_id TEXT,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (session_id, content_type, item_id, step)
) STRICT;

CREATE TABLE id_mappings (
  source_instance TEXT NOT NULL,
  destination_instance TEXT NOT NULL,
  kind TEXT NOT NULL,
  source_id TEXT NOT NULL,
  destination_id TEXT NOT NULL,
  session_id TEXT REFERENCES restoration_sessions (id),
  created_at TEXT NOT NULL,
  PRIMARY KEY (source_instance, destination_instance, kind, source_id)
) STRICT;

CREATE TABLE dead_letter_queue (
  id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES restoration_sessions (id) ON DELETE CASCADE,
  content_type INTEGER NOT NULL REFERENCES content_types (id),
  item_id TEXT NOT NULL,
  operation TEXT NOT NULL,
  status INTEGER,
  message TEXT NOT NULL,
  stack TEXT,
  payload BLOB,
  tries INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  last_tried_at TEXT NOT NULL
) STRICT;
`;

/** All tables of the current schema. */
export const SCHEMA = `${FIRST_SCHEMA}${SCHEMA_2}${SCHEMA_3}${SCHEMA_4}${SCHEMA_5}${SCHEMA_6}${SCHEMA_7}`;

/**
 * The migrations: the first migrates schema 1 to schema 2, and so on. All that a vault needs run in one transaction.
 */
export const MIGRATIONS: readonly Migration[] = [
  (db) => db.exec(SCHEMA_2),
  (db) => db.exec(SCHEMA_3),
  (db) => db.exec(SCHEMA_4),
  (db) => db.exec(SCHEMA_5 + FILL_5),
  (db) => db.exec(SCHEMA_6),
  (db) => db.exec(SCHEMA_7),
];
