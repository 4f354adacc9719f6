import { assert, assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { VaultError, VaultNewerError } from "../../lib/vault/errors.ts";
import { migrate, type Migration, schemaOf } from "../../lib/vault/migrate.ts";
import { digestOf, TempDir } from "./_vaults.ts";

/** What two imagined migrations do, one statement each. */
const STATEMENTS: string[][] = [
  ["CREATE TABLE notes (id TEXT) STRICT", "INSERT INTO notes SELECT id FROM items"],
  [
    "ALTER TABLE items ADD COLUMN kind TEXT",
    "UPDATE items SET kind = 'old'",
    "DELETE FROM notes WHERE id = '1'",
  ],
];
const COUNT = STATEMENTS.flat().length;

/** The migrations, failing before the statement of that number. */
function failingAt(at: number): Migration[] {
  let number = 0;
  return STATEMENTS.map((statements) => (db) => {
    for (const sql of statements) {
      if (number++ === at) throw new Error("killed");
      db.exec(sql);
    }
  });
}

function old(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA user_version = 1; CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) STRICT;
    INSERT INTO meta VALUES ('schema_version', '1');
    CREATE TABLE items (id TEXT) STRICT; INSERT INTO items VALUES ('1'), ('2')`);
  return db;
}

function dump(db: DatabaseSync): unknown {
  const tables = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  return [schemaOf(db), tables, tables.map((t) => db.prepare(`SELECT * FROM ${t["name"]}`).all())]
    .map((part) => JSON.stringify(part));
}

const options = { target: 3, path: "v.db" };

Deno.test("migrate() brings an old vault to the newest schema with all its rows", () => {
  const db = old(":memory:");
  migrate(db, { ...options, migrations: failingAt(COUNT) });
  assertEquals(schemaOf(db), 3);
  assertEquals(db.prepare("SELECT id, kind FROM items").all().map((row) => ({ ...row })), [
    { id: "1", kind: "old" },
    { id: "2", kind: "old" },
  ]);
  assertEquals(db.prepare("SELECT value FROM meta").get()?.["value"], "3");
  const done = dump(db);
  migrate(db, { ...options, migrations: failingAt(0) });
  assertEquals(dump(db), done);
  db.close();
});

for (let at = 0; at < COUNT; at++) {
  Deno.test(`migrate() failing before statement ${at + 1} of ${COUNT} leaves the old vault whole`, () => {
    const db = old(":memory:");
    const before = dump(db);
    assertThrows(() => migrate(db, { ...options, migrations: failingAt(at) }), Error, "killed");
    assertEquals(dump(db), before);
    migrate(db, { ...options, migrations: failingAt(COUNT) });
    assertEquals(schemaOf(db), 3);
    db.close();
  });
}

Deno.test("a copy of the files taken after each statement of a migration opens as the old vault", () => {
  using dir = new TempDir();
  const path = dir.file();
  const db = old(path);
  const before = dump(db);
  db.exec("PRAGMA journal_mode = WAL");
  let copies = 0;
  const copying = STATEMENTS.map((statements): Migration => (db) => {
    for (const sql of statements) {
      db.exec(sql);
      copies++;
      for (const end of ["", "-wal"]) Deno.copyFileSync(path + end, dir.file(`copy${copies}.db${end}`));
    }
  });
  migrate(db, { ...options, migrations: copying });
  db.close();
  assertEquals(copies, COUNT);
  for (let i = 1; i <= copies; i++) {
    const copy = new DatabaseSync(dir.file(`copy${i}.db`));
    assertEquals(dump(copy), before, `copy ${i}`);
    copy.close();
  }
});

Deno.test("migrate() refuses a newer schema and a gap in the steps without a change", () => {
  using dir = new TempDir();
  const path = dir.file();
  old(path).close();
  const before = digestOf(path);
  const db = new DatabaseSync(path);
  const gap = assertThrows(
    () => migrate(db, { ...options, migrations: [] }),
    VaultError,
    "cannot be migrated",
  );
  assert(gap.hint);
  assertThrows(() => migrate(db, { ...options, target: 0, migrations: [] }), VaultNewerError, "schema 1");
  db.close();
  assertEquals(digestOf(path), before);
});
