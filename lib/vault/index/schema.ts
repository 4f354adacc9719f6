/**
 * The tables of the index of a vault: which versions of which items contain which words and names.
 *
 * @module
 */

/** `PRAGMA application_id` of an index: "LKVI". */
export const INDEX_APPLICATION_ID = 0x4c4b5649;

/** `PRAGMA user_version` of an index that this lookervault creates. An index with another version is rebuilt. */
export const INDEX_VERSION = 4;

/**
 * - `docs`: the versions of items, by the time when a run first saw them. `queries` is a hash that versions with the
 *   same queries share. `ended` is 1 if the version ended because the item was deleted. Numbers of docs are never
 *   reused.
 * - `changes`: what happened to an item when a doc began or ended (`CHANGE`), and who did it, if the body has that
 *   user.
 * - `tallies`, `editors`, `losses`: counts of changes, of edits by user, and of deleted items by their last folder (an
 *   empty text for none). A page about many runs reads these counts instead of a million changes.
 * - `former`: the former name, owner and folder of an item before a doc, if any of them changed.
 * - `terms`: a name, such as the name of a field or an item, by its kind.
 * - `postings`: the docs with a term, each with the number of the scope's term: a field with the explore that it is
 *   queried from. The lists are pairs of varints, with the docs as differences. A later update adds a further list.
 * - `words`: the texts, folded as in `tokens()`.
 * - `states`: a byte for each doc with its state and its type.
 */
export const INDEX_SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE states (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE docs (
  doc INTEGER PRIMARY KEY,
  content_type INTEGER NOT NULL,
  id TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT,
  queries INTEGER,
  ended INTEGER NOT NULL,
  trashed INTEGER NOT NULL,
  name TEXT,
  owner TEXT,
  folder TEXT,
  edited TEXT,
  editor TEXT
) STRICT;
CREATE INDEX docs_item ON docs (content_type, id, since);
CREATE TABLE changes (
  doc INTEGER NOT NULL,
  change INTEGER NOT NULL,
  at TEXT NOT NULL,
  content_type INTEGER NOT NULL,
  editor TEXT,
  PRIMARY KEY (doc, change)
) STRICT, WITHOUT ROWID;
CREATE INDEX changes_at ON changes (at, content_type, change);
CREATE TABLE tallies (
  at TEXT NOT NULL,
  content_type INTEGER NOT NULL,
  change INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (at, content_type, change)
) STRICT, WITHOUT ROWID;
CREATE TABLE editors (
  at TEXT NOT NULL,
  editor TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (at, editor)
) STRICT, WITHOUT ROWID;
CREATE TABLE losses (
  at TEXT NOT NULL,
  content_type INTEGER NOT NULL,
  folder TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (at, content_type, folder)
) STRICT, WITHOUT ROWID;
CREATE TABLE former (
  doc INTEGER PRIMARY KEY,
  name TEXT,
  owner TEXT,
  folder TEXT
) STRICT;
CREATE TABLE terms (
  kind INTEGER NOT NULL,
  text TEXT NOT NULL,
  term INTEGER NOT NULL,
  PRIMARY KEY (kind, text)
) STRICT, WITHOUT ROWID;
CREATE TABLE postings (
  term INTEGER NOT NULL,
  doc INTEGER NOT NULL,
  list BLOB NOT NULL,
  PRIMARY KEY (term, doc)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (
  name, text, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0"
);
`;
