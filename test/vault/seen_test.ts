import { assert, assertEquals, assertThrows } from "@std/assert";
import { capturedIds } from "../../lib/vault/captured.ts";
import { putItem, touchItem } from "../../lib/vault/content.ts";
import { removeExpired } from "../../lib/vault/expired.ts";
import { countMissing, markMissingDeleted } from "../../lib/vault/missing.ts";
import { BLOCK_ROWS, dropFormerMarks, lastSeen } from "../../lib/vault/seen.ts";
import { saveCheckpoint } from "../../lib/vault/sessions.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { versionsOf } from "../../lib/vault/versions.ts";
import { checkpoint } from "./_checkpoint.ts";
import { begin, cell, item, minute, newVault, TempDir } from "./_vaults.ts";

const LOOKS = 2;
const on = (n: number): { sessionId: string; at: string } => ({ sessionId: `s${n}`, at: minute(n) });

/** Looks 1 to `count` of a first run, and two more runs that have begun. */
function filled(path: string, count: number): Vault {
  const vault = newVault(path);
  vault.withTransaction(() => {
    for (let id = 1; id <= count; id++) putItem(vault, item("looks", `${id}`, { id: `${id}` }), on(1));
    for (const n of [2, 3]) begin(vault, `s${n}`);
  });
  return vault;
}

/** A run sees some looks as they were. */
function see(vault: Vault, n: number, ids: readonly number[]): void {
  vault.withTransaction(() => {
    for (const id of ids) touchItem(vault, LOOKS, `${id}`, on(n));
    saveCheckpoint(vault, `s${n}`, checkpoint({ type: LOOKS, at: minute(n) }));
  });
}

/** By whom each look was last seen, as SQL tells it. */
const seenBy = (vault: Vault): unknown[] =>
  vault.prepare("SELECT id, session_id FROM content_seen ORDER BY CAST(id AS INTEGER)").all()
    .map((row) => `${row["id"]} ${row["session_id"]}`);

Deno.test("what a run sees as it was is marked beside the rows: no byte of them is written", () => {
  using dir = new TempDir();
  using vault = filled(dir.file(), 4);
  const rows = (): unknown => vault.prepare("SELECT * FROM content_items").all();
  const before = rows();
  see(vault, 2, [1, 3]);
  assertEquals(rows(), before);
  assertEquals(seenBy(vault), ["1 s2", "2 s1", "3 s2", "4 s1"]);
  assertEquals(capturedIds(vault, LOOKS, "s2"), ["1", "3"]);
  assertEquals(countMissing(vault, LOOKS, "s2"), { live: 4, missing: 2 });
});

Deno.test("marks reach over blocks, and are all of one byte a row", () => {
  using dir = new TempDir();
  using vault = filled(dir.file(), BLOCK_ROWS + 2);
  see(vault, 2, [1, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 2]);
  assertEquals(capturedIds(vault, LOOKS, "s2"), [1, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 2].map(String));
  assertEquals(cell(vault, "SELECT sum(length(marks)) FROM seen_marks"), 2 * BLOCK_ROWS);
});

Deno.test("what a transaction that fails has marked is not marked", () => {
  using dir = new TempDir();
  using vault = filled(dir.file(), 3);
  see(vault, 2, [1]);
  assertThrows(() =>
    vault.withTransaction(() => {
      touchItem(vault, LOOKS, "2", on(2));
      throw new Error("full");
    })
  );
  see(vault, 2, [3]);
  assertEquals(capturedIds(vault, LOOKS, "s2"), ["1", "3"]);
});

Deno.test("marks of former runs go once a run saw all, and else where it saw the same", () => {
  using dir = new TempDir();
  using vault = filled(dir.file(), 4);
  see(vault, 2, [1, 2, 3]);
  see(vault, 3, [2, 4]);
  vault.withTransaction(() => dropFormerMarks(vault, LOOKS, { sessionId: "s3", sawAll: false }));
  assertEquals(seenBy(vault), ["1 s2", "2 s3", "3 s2", "4 s3"]);
  assertEquals(lastSeen(vault, LOOKS, { isChecked: true }).bad, []);
  see(vault, 3, [1, 3]);
  vault.withTransaction(() => dropFormerMarks(vault, LOOKS, { sessionId: "s3", sawAll: false }));
  assertEquals(cell(vault, "SELECT group_concat(session_id) FROM seen_marks"), "s3");
  see(vault, 2, [1]);
  vault.withTransaction(() => dropFormerMarks(vault, LOOKS, { sessionId: "s3", sawAll: true }));
  assertEquals(cell(vault, "SELECT group_concat(session_id) FROM seen_marks"), "s3");
});

Deno.test("a mark that flipped, or stands for another run or place, is not trusted", () => {
  const damages = [
    "marks = CAST(x'0000' || substr(marks, 3) AS BLOB)",
    "marks = CAST(substr(marks, 1, 99) || x'01' || substr(marks, 101) AS BLOB)",
    "marks = CAST(substr(marks, 1, 3) || x'01' || substr(marks, 5) AS BLOB)",
    "marks = CAST(x'0102' || substr(marks, 3) AS BLOB)",
    "marks = x'01'",
    "session_id = 's3'",
    "block = 7",
    "sum = sum + 1",
  ];
  for (const damage of damages) {
    using dir = new TempDir();
    using vault = filled(dir.file(), 4);
    see(vault, 2, [1, 2]);
    vault.withTransaction(() => vault.prepare(`UPDATE seen_marks SET ${damage}`).run());
    assertEquals(lastSeen(vault, LOOKS, { isChecked: true }).bad.length, 1, damage);
    assertEquals([capturedIds(vault, LOOKS, "s2"), capturedIds(vault, LOOKS, "s3")], [[], []], damage);
  }
});

Deno.test("a row that is found gone, or becomes a former version, tells itself who saw it last", () => {
  using dir = new TempDir();
  using vault = filled(dir.file(), 3);
  see(vault, 2, [1, 2, 3]);
  see(vault, 3, [2]);
  vault.withTransaction(() => {
    putItem(vault, item("looks", "1", { id: "1", title: "new" }), on(3));
    markMissingDeleted(vault, LOOKS, on(3));
    dropFormerMarks(vault, LOOKS, { sessionId: "s3", sawAll: true });
  });
  assertEquals(versionsOf(vault, LOOKS, "1").map(({ sessionId }) => sessionId), ["s3", "s2"]);
  const gone = vault.prepare("SELECT session_id, synced_at, deleted_at FROM content_items WHERE id = '3'")
    .get();
  assertEquals({ ...gone }, { session_id: "s2", synced_at: minute(2), deleted_at: minute(3) });
});

Deno.test("a place that is given to another item is not marked", () => {
  using dir = new TempDir();
  using vault = filled(dir.file(), 3);
  see(vault, 2, [1, 2, 3]);
  see(vault, 3, [1, 2]);
  vault.withTransaction(() => {
    markMissingDeleted(vault, LOOKS, on(3));
    removeExpired(vault, minute(9));
    putItem(vault, item("looks", "4", { id: "4" }), on(1));
  });
  assertEquals(cell(vault, "SELECT rowid FROM content_items WHERE id = '4'"), 3);
  assertEquals(seenBy(vault), ["1 s3", "2 s3", "4 s1"]);
  const seen = lastSeen(vault, LOOKS, { isChecked: true });
  assert(!seen.isMarked(3, "s2"));
  assertEquals(seen.bad, []);
});
