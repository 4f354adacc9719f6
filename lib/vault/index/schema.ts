/**
 * The tables of the index beside a vault: which version of which item holds which words and names.
 *
 * @module
 */

/** `PRAGMA application_id` of an index: "LKVI". */
export const INDEX_APPLICATION_ID = 0x4c4b5649;

/** `PRAGMA user_version` of an index that this program makes: an index of any other is created again. */
export const INDEX_VERSION = 3;

/**
 * - `docs`: a version of an item, by the time at which a run first saw it; with a number that two have in common whose
 *   queries are the same, and with what is beside its body. `ended` is 1 where it ended by the item being gone. Numbers
 *   of docs are never used twice.
 * - `changes`: what happened to an item when a doc began or ended, by its `CHANGE`, and who did it, where the body tells.
 *   `tallies` counts them; `editors` counts the edits of each person, `losses` what is gone by the folder it was last in (an
 *   empty text for none): a page of many runs asks these, not a million changes. `former`: what an item was called and where it was before a doc, where that is another.
 * - `terms`: a name, such as a field's or an item's, by its kind.
 * - `postings`: the docs that hold a term, each with the number of another term: a field with the explore that it is
 *   queried from. Lists of pairs of varints, the docs as differences; what a later night adds is a further list.
 * - `words`: the texts, folded as `tokens()` folds them.
 * - `states`: a byte for each doc, what it is and of which type.
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
