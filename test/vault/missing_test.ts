import { assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { countLive, itemStates, putItem, statesOf, touchItem } from "../../lib/vault/content.ts";
import { countMissing, markMissingDeleted } from "../../lib/vault/missing.ts";
import { recordError } from "../../lib/vault/sessions.ts";
import { VaultError } from "../../lib/vault/errors.ts";
import { Vault } from "../../lib/vault/vault.ts";
import { begin, item, minute, newVault, TempDir } from "./_vaults.ts";

const LOOKS = 2, DASHBOARDS = 1;
const first = { sessionId: "s1", at: minute(1) }, second = { sessionId: "s2", at: minute(2) };

/** Three looks and a dashboard of a first run; a second has begun. */
function filled(path: string): Vault {
  const vault = newVault(path);
  vault.withTransaction(() => {
    for (const id of ["1", "2", "3"]) {
      const given = { updatedAt: minute(0), folderId: id, trashed: id === "3" };
      putItem(vault, item("looks", id, { id }, given), first);
    }
    putItem(vault, item("dashboards", "1", { id: "1" }), first);
    begin(vault, "s2");
  });
  return vault;
}

Deno.test("what a run did not see is counted by type, and marked as gone without losing its row", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  assertEquals(countMissing(vault, LOOKS, "s2"), { live: 3, missing: 3 });
  vault.withTransaction(() => {
    touchItem(vault, LOOKS, "1", second);
    putItem(vault, item("looks", "2", { id: "2", title: "new" }), second);
  });
  assertEquals(countMissing(vault, LOOKS, "s2"), { live: 3, missing: 1 });
  vault.withTransaction(() => markMissingDeleted(vault, LOOKS, second));
  assertEquals(countMissing(vault, LOOKS, "s2"), { live: 2, missing: 0 });
  assertEquals([countLive(vault, LOOKS), countLive(vault, DASHBOARDS)], [2, 1]);
  const rows = vault.prepare("SELECT id, deleted_at FROM content_items WHERE content_type = 2 ORDER BY id")
    .all();
  assertEquals(rows.map((row) => row["deleted_at"]), [null, null, minute(2)]);
});

Deno.test("what was gone before keeps the time it was found gone", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  vault.withTransaction(() => markMissingDeleted(vault, LOOKS, second));
  vault.withTransaction(() => markMissingDeleted(vault, LOOKS, { ...second, at: minute(9) }));
  const rows = vault.prepare("SELECT DISTINCT deleted_at FROM content_items WHERE content_type = 2").all();
  assertEquals(rows.map((row) => row["deleted_at"]), [minute(2)]);
});

/** A vault in memory with rows of looks whose runs are `sessions`. Its columns have no strict types. */
function loose(sessions: readonly (string | Uint8Array | null)[]): Vault {
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE content_items (content_type INTEGER, session_id TEXT, deleted_at TEXT)");
  const insert = db.prepare("INSERT INTO content_items VALUES (2, ?, NULL)");
  db.exec("BEGIN");
  for (const session of sessions) insert.run(session);
  db.exec("COMMIT");
  return new Vault("loose.db", db, null);
}

Deno.test("the rows that a run wrote are not missing, however many there are", () => {
  for (const count of [1, 9_999, 10_000, 10_001, 20_001]) {
    using vault = loose(
      Array.from({ length: count }, (_, i) => i % 5000 === 0 ? "s2" : i % 3 === 0 ? null : "s1"),
    );
    const written = Math.ceil(count / 5000);
    assertEquals(countMissing(vault, LOOKS, "s2"), { live: count, missing: count - written });
  }
});

Deno.test("a run of a row that is not a text is damage, and not a missing item", () => {
  using vault = loose(["s2", new Uint8Array([0x73, 0x32])]);
  assertThrows(() => countMissing(vault, LOOKS, "s2"), VaultError, "session_id is not of the type TEXT");
});

Deno.test("an empty type has nothing live and nothing unseen", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  assertEquals(countMissing(vault, LOOKS, "s1"), { live: 0, missing: 0 });
  assertEquals(itemStates(vault, LOOKS).size, 0);
});

Deno.test("itemStates() tells the live items, without those whose last capture left something out", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  const failure = { type: LOOKS, itemId: "1", operation: "query", status: 500, message: "no", at: minute(1) };
  const ids = (): string[] => [...itemStates(vault, LOOKS).keys()].sort();
  assertEquals(itemStates(vault, LOOKS).get("3"), {
    place: 3,
    updatedAt: minute(0),
    folderId: "3",
    trashed: true,
  });
  vault.withTransaction(() => {
    recordError(vault, "s1", failure);
    recordError(vault, "s1", { ...failure, type: DASHBOARDS, itemId: "2" });
    recordError(vault, "s2", { ...failure, itemId: "3" });
  });
  assertEquals(ids(), ["2", "3"]);
  vault.withTransaction(() => putItem(vault, item("looks", "1", { id: "1", whole: true }), second));
  assertEquals(ids(), ["1", "2", "3"]);
  vault.withTransaction(() => markMissingDeleted(vault, LOOKS, second));
  assertEquals(ids(), ["1"]);
});

/** Ids that JSON or SQL could take for something else. */
const ODD_IDS = [
  "1",
  "01",
  "1.0",
  "1e3",
  "true",
  "null",
  '"',
  "\\",
  "a'b",
  "a\nb",
  "a::b",
  "😀",
  "é",
  "e\u0301",
  "\u2028",
  "{}",
  "",
];

Deno.test("statesOf() tells what itemStates() tells of the given ids, whatever characters they contain", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  vault.withTransaction(() => {
    for (const id of ODD_IDS) putItem(vault, item("looks", id, { id }), { sessionId: "s1", at: minute(1) });
    recordError(vault, "s1", {
      type: LOOKS,
      itemId: "true",
      operation: "query",
      status: 500,
      message: "no",
      at: minute(1),
    });
  });
  const all = itemStates(vault, LOOKS), of = statesOf(vault, LOOKS);
  assertEquals(all.size, ODD_IDS.length - 1);
  assertEquals(of(ODD_IDS), all);
  for (const id of ODD_IDS) {
    const state = all.get(id);
    assertEquals(of([id, "none", "\ud800"]), new Map(state === undefined ? [] : [[id, state]]), id);
  }
  assertEquals(of([]).size, 0);
});
