/** Rows that lie: sizes, types, numbers (docs/contract.md §5.14). Own small versions of each attack. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { zstdCompressSync } from "node:zlib";
import { sha256 } from "../../lib/codec/digest.ts";
import { exportItems } from "../../lib/inspect/export.ts";
import { listItems } from "../../lib/inspect/list.ts";
import { showItem } from "../../lib/inspect/show.ts";
import { vaultStats } from "../../lib/inspect/stats.ts";
import { MOST_ROWS } from "../../lib/inspect/verify/rows.ts";
import { putItem } from "../../lib/vault/content.ts";
import { VaultError } from "../../lib/vault/errors.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { Statement } from "../../lib/vault/statement.ts";
import { item, minute, newVault, TempDir } from "../vault/_vaults.ts";
import { said, verified } from "./_verify.ts";

/** A closed vault of two dashboards, on which something else has run SQL; `types` says of what kind columns may be then. */
function changed(path: string, change: (db: DatabaseSync) => void, { anyType = false } = {}): void {
  {
    using vault = newVault(path);
    vault.withTransaction(() => {
      for (const id of ["1", "2"]) {
        putItem(vault, item("dashboards", id, { id, title: `Board ${id}` }), {
          sessionId: "s1",
          at: minute(1),
        });
      }
    });
  }
  const options: { enableForeignKeyConstraints: boolean; defensive: boolean } = {
    enableForeignKeyConstraints: false,
    defensive: false,
  };
  const strict = (from: string, to: string): void => {
    using db = new DatabaseSync(path, options);
    db.exec(
      `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '${from}', '${to}') WHERE type = 'table'`,
    );
  };
  if (anyType) strict(") STRICT", ")/*    */");
  {
    using db = new DatabaseSync(path, options);
    change(db);
  }
  if (anyType) strict(")/*    */", ") STRICT");
}

/** Gives dashboard 1 a body. */
function body(db: DatabaseSync, data: Uint8Array, { size, encoding = 1, hash = new Uint8Array(32) }: {
  size: number | bigint;
  encoding?: number;
  hash?: Uint8Array;
}): void {
  db.prepare(
    "UPDATE content_items SET content_data = ?, content_size = ?, encoding = ?, content_hash = ? WHERE id = '1'",
  ).run(data, size, encoding, hash);
}

const EMPTY = Uint8Array.of(0x80), DEEP = deep(300_000);

/** What a row says of its body. */
const LIES: Record<string, (db: DatabaseSync) => void> = {
  "80 MB of zeros in 3 kB": (db) =>
    body(db, zstdCompressSync(new Uint8Array(80_000_000)), { size: 80_000_000 }),
  "a map of 4 G entries": (db) => plain(db, [0xdf, 0xff, 0xff, 0xff, 0xff, 0xa1, 0x61, 0xc0]),
  "a list of 4 G entries": (db) => plain(db, [0x81, 0xa1, 0x61, 0xdd, 0xff, 0xff, 0xff, 0xff, 0xc0]),
  "a text of 4 GB": (db) => plain(db, [0x81, 0xa1, 0x61, 0xdb, 0xff, 0xff, 0xff, 0xff, 0xc0]),
  "no map at all": (db) => plain(db, [0xc0]),
  "300,000 levels": (db) => body(db, zstdCompressSync(DEEP), { size: DEEP.length, hash: sha256(DEEP) }),
  "9 TB": (db) => body(db, zstdCompressSync(EMPTY), { size: 9_000_000_000_000, hash: sha256(EMPTY) }),
  "more bytes than JavaScript counts": (db) => body(db, EMPTY, { size: 2n ** 60n, encoding: 0 }),
  "fewer bytes than none": (db) => body(db, zstdCompressSync(EMPTY), { size: -5, hash: sha256(EMPTY) }),
  "an encoding that nobody knows": (db) => body(db, EMPTY, { size: 1, encoding: 7, hash: sha256(EMPTY) }),
};

for (const [what, lie] of Object.entries(LIES)) {
  Deno.test(`a row that claims ${what} is damaged, and the others are not`, async () => {
    using dir = new TempDir();
    const path = dir.file();
    changed(path, lie);
    const result = await verified(path);
    assertEquals([result.checked, result.invalid], [2, 1]);
    assert(said(result).every((line) => line.startsWith("dashboards 1: ")), said(result).join("\n"));
    using vault = openVaultForReading(path);
    const error = assertThrows(() => showItem(vault, "dashboards", "1"), Error);
    assertEquals((error as { exitCode?: unknown }).exitCode, 5, String(error));
    assertStringIncludes(showItem(vault, "dashboards", "2"), "Board 2");
    const exported = [...exportItems(vault, { types: ["dashboards"], deleted: false, bodies: true })];
    assertEquals(exported.map((one) => "problem" in one), [true, false]);
    assertEquals(listItems(vault, "dashboards").map(({ id }) => id), ["1", "2"]);
    assertEquals(vaultStats(vault).totals.items, 2);
  });
}

Deno.test("a value of another type than its column is damage, wherever it is read", () => {
  const VALUES = [
    "UPDATE content_items SET content_data = 'text' WHERE id = '1'",
    "UPDATE content_items SET content_hash = 7 WHERE id = '1'",
    "UPDATE content_items SET content_size = 'many' WHERE id = '1'",
    "UPDATE content_items SET name = x'00ff' WHERE id = '1'",
    "UPDATE content_items SET deleted_at = x'05' WHERE id = '1'",
    "UPDATE content_items SET content_type = 'dashboards' WHERE id = '1'",
  ];
  for (const sql of VALUES) {
    using dir = new TempDir();
    changed(dir.file(), (db) => db.exec(sql), { anyType: true });
    // A small file is checked whole at each opening, and is not opened at all.
    assertThrows(() => openVaultForReading(dir.file()), VaultError, "damaged");
  }
  // Of a large one, each statement says what it finds.
  using db = new DatabaseSync(":memory:");
  db.exec(
    "CREATE TABLE t (a TEXT, b INTEGER, c BLOB); INSERT INTO t VALUES ('x', 1, x'00'), (NULL, NULL, NULL)",
  );
  const row = (sql: string): unknown => new Statement(db.prepare(sql), "v.db").all();
  row("SELECT a, b, c FROM t");
  for (const wrong of ["(x'00', 1, x'00')", "('x', 'y', x'00')", "('x', 1, 'z')", "('x', 1.5, 2)"]) {
    db.exec(`DELETE FROM t; INSERT INTO t VALUES ${wrong}`);
    for (const way of ["get", "all", "iterate"] as const) {
      const statement = new Statement(db.prepare("SELECT a AS renamed, b, c FROM t"), "v.db");
      assertThrows(() => Array.from(statement[way]() as Iterable<unknown>), VaultError, "is no");
    }
  }
});

Deno.test("an unknown type, and numbers that nobody gives, are named", async () => {
  using dir = new TempDir();
  changed(dir.file(), (db) => {
    db.exec("UPDATE content_items SET content_type = 999999 WHERE id = '1'");
    db.exec(`UPDATE content_items SET rowid = ${2n ** 62n} WHERE id = '2'`);
  });
  const lines = said(await verified(dir.file()));
  assert(
    lines.some((line) => line.startsWith("type 999999 1: its type 999999 is unknown")),
    lines.join("\n"),
  );
  assert(
    lines.some((line) => line.includes("has a number that lookervault never assigns")),
    lines.join("\n"),
  );
});

Deno.test("of very many damaged rows the first are named and all are counted", async () => {
  using dir = new TempDir();
  const more = MOST_ROWS + 100;
  changed(dir.file(), (db) => {
    db.exec(`WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${more})
      INSERT INTO content_items (content_type, id, name, synced_at, session_id, content_size, content_hash,
        canonical_hash, encoding, content_data, valid_from, trashed)
      SELECT 2, 'm' || n, 'n', '${minute(1)}', 's1', 1, zeroblob(32), zeroblob(32), 0, x'80', '${
      minute(1)
    }', 0 FROM c`);
  });
  const result = await verified(dir.file());
  assertEquals([result.checked, result.invalid], [more + 2, more]);
  const ids = new Set(result.problems.map(({ id }) => id));
  assertEquals([ids.size, ids.has("m1"), ids.has(`m${more}`)], [MOST_ROWS, true, false]);
  const each = result.problems.length / MOST_ROWS;
  assertEquals(result.problems_omitted, 100 * each);
});

Deno.test("a text that is longer than any that is stored is cut where items are listed, and is damage", async () => {
  using dir = new TempDir();
  changed(
    dir.file(),
    (db) => db.exec("UPDATE content_items SET name = hex(zeroblob(3000000)) WHERE id = '1'"),
  );
  using vault = openVaultForReading(dir.file());
  assertEquals(listItems(vault, "dashboards").map(({ name }) => name?.length), [100, undefined]);
  const result = await verified(dir.file());
  assertEquals(result.invalid, 1);
  assert(said(result).join().length < 2000);
});

function plain(db: DatabaseSync, bytes: number[]): void {
  const data = Uint8Array.from(bytes);
  body(db, data, { size: data.length, encoding: 0, hash: sha256(data) });
}

function deep(levels: number): Uint8Array {
  const bytes = new Uint8Array(levels + 4).fill(0x91);
  bytes.set([0x81, 0xa1, 0x61]);
  bytes[levels + 3] = 0xc0;
  return bytes;
}
