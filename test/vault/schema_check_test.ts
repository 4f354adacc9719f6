/** The schema is ours, or the vault is refused before anything of it is used (docs/contract.md §5.14). */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { EXIT } from "../../lib/base/errors.ts";
import { VaultError } from "../../lib/vault/errors.ts";
import { openVaultForReading, openVaultForWriting } from "../../lib/vault/open.ts";
import { SCHEMA_VERSION } from "../../lib/vault/schema.ts";
import { knownSchemas } from "../../lib/vault/schema_check.ts";
import { toSchema1 } from "./_schema_1.ts";
import { cell, digestOf, newVault, TempDir, WRITING } from "./_vaults.ts";

/** A closed vault that another program has run SQL on. */
function changed(path: string, sql: string): void {
  newVault(path)[Symbol.dispose]();
  const options: { enableForeignKeyConstraints: boolean; defensive: boolean } = {
    enableForeignKeyConstraints: false,
    defensive: false,
  };
  using db = new DatabaseSync(path, options);
  db.exec(sql);
}

const ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)";

/** What was done, the SQL, and what is said of it. */
const FOREIGN: [what: string, sql: string, says: string][] = [
  [
    "a trigger",
    `CREATE TRIGGER again AFTER UPDATE ON extraction_sessions BEGIN DELETE FROM content_items; END`,
    "the trigger again does not belong",
  ],
  ["a view beside the tables", "CREATE VIEW v AS SELECT 1", "the view v does not belong"],
  [
    "a view in place of a table that never ends",
    `ALTER TABLE meta RENAME TO m; CREATE VIEW meta AS ${ENDLESS} SELECT m.* FROM m, c WHERE n < 0`,
    "the table m does not belong",
  ],
  [
    "a view under a table's name, with the same columns",
    `DROP TABLE capture_parts;
     CREATE VIEW capture_parts AS SELECT '' AS session_id, 1 AS content_type, '' AS key, zeroblob(1 << 29) AS data`,
    "the view capture_parts does not belong",
  ],
  ["a virtual table", "CREATE VIRTUAL TABLE words USING fts5(word)", "the table words"],
  [
    "a generated column",
    "ALTER TABLE meta ADD COLUMN big TEXT AS (hex(zeroblob(100000000)))",
    "the table meta differs from the one that lookervault creates",
  ],
  [
    "a column more",
    "ALTER TABLE content_history ADD COLUMN note TEXT",
    "the table content_history differs",
  ],
  ["an index", "CREATE INDEX i ON content_items (abs(content_size))", "the index i does not belong"],
  [
    "an index of ours over something else",
    `DROP INDEX content_history_item; CREATE INDEX content_history_item ON content_history (id)`,
    "the index content_history_item differs",
  ],
  ["a table more", "CREATE TABLE notes (text)", "the table notes does not belong"],
  ["a table less", "DROP TABLE dead_letter_queue", "the table dead_letter_queue is missing"],
  ["an index less", "DROP INDEX extraction_errors_session", "the index extraction_errors_session is missing"],
  [
    "a table that is not strict",
    "DROP TABLE meta; CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)",
    "the table meta differs",
  ],
  [
    "two names for the pages of one table",
    `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage =
       (SELECT rootpage FROM sqlite_schema WHERE name = 'meta') WHERE name = 'content_types'`,
    "is in its schema twice",
  ],
  [
    "statistics that ANALYZE writes no more",
    "ANALYZE; DROP TABLE sqlite_stat1",
    "the table sqlite_stat4 does not belong",
  ],
];

for (const [what, sql, says] of FOREIGN) {
  Deno.test(`a vault with ${what} is refused and left as it is`, () => {
    using dir = new TempDir();
    const path = dir.file();
    changed(path, sql);
    const before = digestOf(path);
    for (const open of [openVaultForReading, openVaultForWriting]) {
      const error = assertThrows(() => open(path, WRITING)[Symbol.dispose](), VaultError);
      assertEquals(error.exitCode, EXIT.damaged);
      assertStringIncludes(error.message, says);
    }
    assertEquals([digestOf(path), dir.files()], [before, ["v.db", "v.db.lock"]]);
  });
}

Deno.test("what ANALYZE found out may be in a vault", () => {
  using dir = new TempDir();
  changed(dir.file(), "ANALYZE; DROP TABLE IF EXISTS sqlite_stat4");
  openVaultForReading(dir.file())[Symbol.dispose]();
  openVaultForWriting(dir.file(), WRITING)[Symbol.dispose]();
});

Deno.test("a vault of an older schema is known by what that one had, and a foreign table in it is refused too", () => {
  using dir = new TempDir();
  const path = dir.file();
  newVault(path)[Symbol.dispose]();
  toSchema1(path);
  openVaultForReading(path)[Symbol.dispose]();
  {
    using db = new DatabaseSync(path);
    db.exec("CREATE TABLE notes (text)");
  }
  for (const open of [openVaultForReading, openVaultForWriting]) {
    assertThrows(() => open(path, WRITING), VaultError, "the table notes does not belong");
  }
  {
    using db = new DatabaseSync(path);
    db.exec("DROP TABLE notes");
  }
  openVaultForWriting(path, WRITING)[Symbol.dispose]();
  openVaultForReading(path)[Symbol.dispose]();
});

Deno.test("each schema has its own declarations, and today's are the same made and migrated", () => {
  const all = Array.from({ length: SCHEMA_VERSION }, (_, i) => knownSchemas(i + 1));
  const texts = all.map((schemas) => schemas.map((schema) => JSON.stringify([...schema.keys()].sort())));
  assertEquals(new Set(texts.flat()).size, SCHEMA_VERSION);
  assertEquals(new Set(texts.at(-1)).size, 1);
});

Deno.test("nothing that a file says is trusted with a function, and no cell is believed", () => {
  using dir = new TempDir();
  newVault(dir.file())[Symbol.dispose]();
  for (const open of [openVaultForReading, openVaultForWriting]) {
    using vault = open(dir.file(), WRITING);
    assertEquals([cell(vault, "PRAGMA trusted_schema"), cell(vault, "PRAGMA cell_size_check")], [0, 1]);
    assertThrows(() => cell(vault, "SELECT length(zeroblob(200000000))"), Error, "too big");
    assertThrows(() => vault.prepare("ATTACH ':memory:' AS other").run(), Error);
  }
});
