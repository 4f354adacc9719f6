import { assert, assertEquals, assertInstanceOf, assertStringIncludes, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { EXIT } from "../../lib/base/errors.ts";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { countLive, putItem } from "../../lib/vault/content.ts";
import { VaultError, VaultMissingError, VaultNewerError } from "../../lib/vault/errors.ts";
import { openVaultForReading, openVaultForWriting } from "../../lib/vault/open.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "../../lib/vault/schema.ts";
import { begin, cell, digestOf, item, minute, newVault, TempDir, WRITING } from "./_vaults.ts";

const at = { sessionId: "s1", at: minute(1) };

/** A closed vault of some pages. */
function filled(path: string): void {
  using vault = newVault(path);
  vault.withTransaction(() => {
    for (let i = 0; i < 60; i++) {
      const noise = crypto.getRandomValues(new Uint8Array(2000)).toHex();
      putItem(vault, item("dashboards", String(i), { id: i, noise }), at);
    }
  });
}

Deno.test("a new vault has the pragmas, tables and types of the contract", () => {
  using dir = new TempDir();
  const path = dir.file();
  using vault = openVaultForWriting(path, WRITING);
  const pragmas = {
    page_size: 16384,
    auto_vacuum: 2,
    journal_mode: "wal",
    synchronous: 2,
    foreign_keys: 1,
    application_id: APPLICATION_ID,
    user_version: SCHEMA_VERSION,
  };
  for (const [name, value] of Object.entries(pragmas)) {
    assertEquals(cell(vault, `PRAGMA ${name}`), value, name);
  }
  assertEquals(
    cell(vault, "SELECT count(*) FROM pragma_table_list WHERE schema='main' AND type='table' AND strict=0"),
    1,
  );
  const tables = vault.prepare("SELECT name FROM sqlite_schema WHERE type='table' ORDER BY name").all();
  assertEquals(tables.map((row) => row["name"]), [
    "access_reads",
    "capture_parts",
    "content_history",
    "content_items",
    "content_types",
    "dead_letter_queue",
    "extraction_errors",
    "extraction_sessions",
    "id_mappings",
    "meta",
    "restoration_backups",
    "restoration_checkpoints",
    "restoration_sessions",
    "seen_marks",
    "sync_checkpoints",
  ]);
  const types = vault.prepare("SELECT id, name FROM content_types ORDER BY id").all();
  assertEquals(
    types.map((row) => `${row["id"]} ${row["name"]}`),
    Object.entries(TYPE_CODES).map(([t, code]) => `${code} ${t}`),
  );
  assertEquals([vault.meta("schema_version"), vault.meta("created_at")], [String(SCHEMA_VERSION), minute(0)]);
});

Deno.test("the tables have the columns of the contract", async (t) => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const content =
    "content_type id name owner_id owner_email folder_id created_at updated_at synced_at deleted_at " +
    "session_id content_size content_hash canonical_hash encoding content_data";
  for (
    const [table, columns] of [["content_items", content], [
      "content_history",
      `${content} valid_from valid_to`,
    ]]
  ) {
    await t.step(String(table), () => {
      const rows = vault.prepare(`SELECT name FROM pragma_table_info('${table}')`).all();
      const names = new Set(rows.map((row) => row["name"]));
      assertEquals(String(columns).split(" ").filter((name) => !names.has(name)), []);
    });
  }
});

Deno.test({
  name: "a vault, its log and its lock are for the owner only, even when the vault was not",
  ignore: Deno.build.os === "windows",
  fn() {
    using dir = new TempDir();
    const path = dir.file();
    newVault(path)[Symbol.dispose]();
    Deno.chmodSync(path, 0o644);
    using _vault = openVaultForWriting(path, WRITING);
    assertEquals(dir.files(), ["v.db", "v.db-shm", "v.db-wal", "v.db.lock"]);
    for (const file of dir.files()) {
      assertEquals((Deno.statSync(dir.file(file)).mode ?? 0) & 0o777, 0o600, file);
    }
  },
});

Deno.test("a closed vault is one file and its lock", () => {
  using dir = new TempDir();
  filled(dir.file());
  assertEquals(dir.files(), ["v.db", "v.db.lock"]);
});

/** Files that are no vault of this program, and a word of what is said of each. */
const REFUSED: [name: string, make: (path: string) => void, says: string][] = [
  [
    "a text file",
    (path) => Deno.writeTextFileSync(path, "dear diary\n".repeat(100)),
    "not a SQLite database",
  ],
  ["a short file", (path) => Deno.writeTextFileSync(path, "SQLite format 3\0"), "not a SQLite database"],
  ["a database of another program", (path) => {
    const db = new DatabaseSync(path);
    db.exec("PRAGMA application_id = 7; CREATE TABLE content_items (id)");
    db.close();
  }, "another program"],
  ["a database that names no program", (path) => {
    const db = new DatabaseSync(path);
    db.exec("CREATE TABLE t (id)");
    db.close();
  }, "another program"],
  ["a vault of a newer schema", (path) => {
    filled(path);
    pragma(path, `user_version = ${SCHEMA_VERSION + 1}`);
  }, "newer lookervault"],
  ["a vault without a schema version", (path) => {
    filled(path);
    pragma(path, "user_version = 0");
  }, "no schema version"],
  ["a vault cut in half", (path) => {
    filled(path);
    Deno.truncateSync(path, Deno.statSync(path).size / 2);
  }, "truncated"],
  ["a vault that lacks its last byte", (path) => {
    filled(path);
    Deno.truncateSync(path, Deno.statSync(path).size - 1);
  }, "truncated"],
  ["a vault with a page of zeros", (path) => {
    filled(path);
    overwrite(path, new Uint8Array(16384), 16384 * 4);
  }, "damaged"],
  ["a vault with noise in its schema", (path) => {
    filled(path);
    overwrite(path, crypto.getRandomValues(new Uint8Array(4000)), 100);
  }, "damaged"],
];

for (const [name, make, says] of REFUSED) {
  Deno.test(`${name} is refused and left as it is`, async (t) => {
    for (const [how, open] of Object.entries({ openVaultForReading, openVaultForWriting })) {
      await t.step(how, () => {
        using dir = new TempDir();
        const path = dir.file();
        make(path);
        Deno.chmodSync(path, 0o644);
        for (const file of dir.files()) if (file !== "v.db") Deno.removeSync(dir.file(file));
        const before = digestOf(path);
        const newer = says === "newer lookervault";
        const error = assertThrows(() => open(path, WRITING), VaultError);
        assertEquals(error.exitCode, newer ? EXIT.usage : EXIT.damaged);
        assertStringIncludes(`${error.message} ${error.hint}`, says);
        assertEquals(digestOf(path), before);
        const locked = how === "openVaultForWriting" && says === "damaged";
        assertEquals(dir.files(), locked ? ["v.db", "v.db.lock"] : ["v.db"]);
      });
    }
  });
}

Deno.test("of a vault too large to be checked whole at each opening, the tables of the runs are", () => {
  using dir = new TempDir();
  const path = dir.file();
  {
    using vault = newVault(path);
    vault.withTransaction(() =>
      vault.prepare("INSERT INTO capture_parts VALUES ('s1', 1, 'large', zeroblob(40000000))").run()
    );
  }
  openVaultForReading(path)[Symbol.dispose]();
  const damage = (table: string): void => {
    using db = new DatabaseSync(path);
    const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(table)?.["rootpage"];
    overwrite(path, new Uint8Array(16384), (Number(root) - 1) * 16384);
  };
  damage("content_history");
  openVaultForReading(path)[Symbol.dispose]();
  damage("extraction_errors");
  for (const open of [openVaultForReading, openVaultForWriting]) {
    assertThrows(() => open(path, WRITING), VaultError, "damaged");
  }
});

Deno.test("a path that is no file is refused, and nothing is put in its place", async (t) => {
  for (const path of ["/", "/dev/null"]) {
    await t.step(path, () => {
      assertThrows(() => openVaultForReading(path), VaultError, "not a file");
      assertThrows(() => openVaultForWriting(path, WRITING), VaultError, "not a file");
      assertEquals(Deno.statSync(path).isFile, false);
    });
  }
});

Deno.test("an empty file is refused for reading and taken for new when writing", () => {
  using dir = new TempDir();
  const path = dir.file();
  Deno.writeFileSync(path, new Uint8Array());
  assertThrows(() => openVaultForReading(path), VaultError, "empty");
  assertEquals(dir.files(), ["v.db"]);
  using vault = newVault(path);
  assertEquals(countLive(vault, 1), 0);
});

Deno.test("a missing file is a mistake of the caller and is not made by reading", () => {
  using dir = new TempDir();
  const error = assertThrows(() => openVaultForReading(dir.file()), VaultMissingError);
  assertEquals([error.exitCode, dir.files()], [EXIT.usage, []]);
  assertThrows(() => openVaultForReading(dir.file("no/v.db")), VaultMissingError);
});

Deno.test("a missing directory is named and not made", () => {
  using dir = new TempDir();
  const error = assertThrows(() => openVaultForWriting(dir.file("no/v.db"), WRITING), VaultMissingError);
  assertStringIncludes(error.message, `${dir.path}/no/`);
  assertEquals([error.exitCode, dir.files()], [EXIT.usage, []]);
});

Deno.test("what a crash left of a new vault is created again", () => {
  using dir = new TempDir();
  Deno.writeTextFileSync(dir.file("v.db.new"), "half a vault");
  Deno.writeTextFileSync(dir.file("v.db.new-journal"), "and its journal");
  newVault(dir.file())[Symbol.dispose]();
  assertEquals(dir.files(), ["v.db", "v.db.lock"]);
});

Deno.test("a new vault is not made beside the log of a former one", () => {
  using dir = new TempDir();
  const path = dir.file();
  Deno.writeTextFileSync(`${path}-wal`, "frames of a vault that was moved away");
  const error = assertThrows(() => openVaultForWriting(path, WRITING), VaultError, "former vault");
  assertStringIncludes(error.hint ?? "", "-shm");
  assertEquals(dir.files(), ["v.db-wal", "v.db.lock"]);
});

Deno.test("a newer schema that is in the log only is refused too", () => {
  using dir = new TempDir();
  const path = dir.file(), copy = dir.file("copy.db");
  filled(path);
  const newer = new DatabaseSync(path);
  newer.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  for (const end of ["", "-wal"]) Deno.copyFileSync(path + end, copy + end);
  newer.close();
  for (const open of [openVaultForReading, openVaultForWriting]) {
    assertThrows(() => open(copy, WRITING), VaultNewerError, `schema ${SCHEMA_VERSION + 1}`);
  }
});

Deno.test("reading a vault at rest changes nothing and leaves nothing behind", () => {
  using dir = new TempDir();
  const path = dir.file();
  filled(path);
  const before = digestOf(path);
  {
    using vault = openVaultForReading(path);
    assertEquals(countLive(vault, 1), 60);
    assertThrows(() => vault.withTransaction(() => begin(vault, "s2")));
  }
  assertEquals([digestOf(path), dir.files()], [before, ["v.db", "v.db.lock"]]);
});

Deno.test("a vault is read while a run writes to it, and shows what was committed", () => {
  using dir = new TempDir();
  const path = dir.file();
  filled(path);
  {
    using writer = openVaultForWriting(path, WRITING);
    const before = digestOf(path);
    {
      using early = openVaultForReading(path);
      writer.withTransaction(() => {
        putItem(writer, item("looks", "1", { id: "1" }), at);
        assertEquals(countLive(early, 2), 0);
      });
      assertEquals(countLive(early, 2), 1);
    }
    const log = digestOf(`${path}-wal`);
    {
      using late = openVaultForReading(path);
      assertEquals(countLive(late, 2), 1);
    }
    assertEquals([digestOf(path), digestOf(`${path}-wal`)], [before, log]);
  }
  using after = openVaultForReading(path);
  assertEquals(countLive(after, 2), 1);
});

Deno.test("what a killed run left in the log is read, and stays there until the next run", () => {
  using dir = new TempDir();
  const path = dir.file(), copy = dir.file("copy.db");
  {
    using writer = newVault(path);
    writer.withTransaction(() => putItem(writer, item("looks", "1", { id: "1" }), at));
    for (const end of ["", "-wal"]) Deno.copyFileSync(path + end, copy + end);
  }
  const before = [digestOf(copy), digestOf(`${copy}-wal`)];
  {
    using vault = openVaultForReading(copy);
    assertEquals(countLive(vault, 2), 1);
  }
  assertEquals([digestOf(copy), digestOf(`${copy}-wal`)], before);
  {
    using vault = openVaultForWriting(copy, WRITING);
    assertEquals(countLive(vault, 2), 1);
  }
  assertEquals(dir.files().filter((name) => name.startsWith("copy")), ["copy.db", "copy.db.lock"]);
});

Deno.test("the error of a damaged file keeps its cause and says how to rescue it", () => {
  using dir = new TempDir();
  const path = dir.file();
  filled(path);
  overwrite(path, crypto.getRandomValues(new Uint8Array(4000)), 100);
  const error = assertThrows(() => openVaultForReading(path), VaultError);
  assertInstanceOf(error.cause, Error);
  assert(error.hint?.includes(".recover"));
});

function overwrite(path: string, bytes: Uint8Array, at: number): void {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(at, Deno.SeekMode.Start);
  file.writeSync(bytes);
}

function pragma(path: string, text: string): void {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA ${text}`);
  db.close();
}
