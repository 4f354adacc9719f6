/** Whatever writes a row leaves digests that fit it. */
import { WITHOUT_7 } from "./_schema_1.ts";
import { assertEquals, assertNotEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { putItem, touchItem } from "../../lib/vault/content.ts";
import { markDeleted, markMissingDeleted } from "../../lib/vault/missing.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { beginRestoration, savePreImage } from "../../lib/vault/restorations.ts";
import { KEPT_COLUMNS, ROW_COLUMNS, rowHash, seenHash } from "../../lib/vault/row_digest.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { begin, item, minute, newVault, TempDir, WRITING } from "./_vaults.ts";

const DASHBOARDS = 1;

/** How many rows of the vault have digests that do not fit, and how many there are. */
function misfits(vault: Vault): [wrong: number, rows: number] {
  const count = (sql: string): [number, number] => {
    const row = vault.prepare(sql).get();
    return [Number(row?.["wrong"]), Number(row?.["rows"])];
  };
  const version = `row_hash IS NOT row_digest(${ROW_COLUMNS})`;
  const seen = (to: string): string =>
    `seen_hash IS NOT seen_digest(synced_at, session_id, deleted_at, ${to})`;
  const sums = [
    `SELECT coalesce(sum(${version} OR ${seen("NULL")}), 0) AS wrong, count(*) AS rows FROM content_items`,
    `SELECT coalesce(sum(${version} OR ${
      seen("valid_to")
    }), 0) AS wrong, count(*) AS rows FROM content_history`,
    `SELECT coalesce(sum(row_hash IS NOT row_digest(${KEPT_COLUMNS})), 0) AS wrong, count(*) AS rows
     FROM restoration_backups`,
  ].map(count);
  return [sums.reduce((n, [wrong]) => n + wrong, 0), sums.reduce((n, [, rows]) => n + rows, 0)];
}

Deno.test("every way of writing a row leaves digests that fit it", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const long = "x".repeat(500);
  const write = (work: () => void): void => {
    vault.withTransaction(work);
    assertEquals(misfits(vault)[0], 0);
  };
  const at = (sessionId: string, minutes: number): { sessionId: string; at: string } => ({
    sessionId,
    at: minute(minutes),
  });
  write(() => {
    for (const id of ["1", "2", "3"]) {
      putItem(vault, item("dashboards", id, { id, title: long }, { name: "a\0b\ud800" }), at("s1", 0));
    }
  });
  write(() => {
    begin(vault, "s2");
    touchItem(vault, DASHBOARDS, "1", at("s2", 1));
    putItem(vault, item("dashboards", "2", { id: "2", title: "other" }), at("s2", 1));
  });
  write(() => markMissingDeleted(vault, DASHBOARDS, at("s2", 2)));
  write(() => markDeleted(vault, { type: DASHBOARDS, id: "1", at: minute(2) }));
  write(() => {
    begin(vault, "s3");
    touchItem(vault, DASHBOARDS, "3", at("s3", 3));
  });
  vault.withTransaction(() => {
    vault.prepare("UPDATE content_items SET content_data = x'00' WHERE id = '1'").run();
  });
  assertEquals(misfits(vault)[0], 1);
  // It was gone and is back, and its body is stored anew.
  write(() => {
    putItem(vault, item("dashboards", "1", { id: "1", title: long }, { name: "a" }), at("s3", 4));
  });
  write(() => {
    beginRestoration(vault, {
      id: "r1",
      source: "a",
      destination: "b",
      startedAt: minute(5),
      hostUser: null,
      lookervaultVersion: "0",
      options: {},
    });
    savePreImage(vault, "r1", { type: DASHBOARDS, id: "1", body: new Uint8Array([0x80]), at: minute(5) });
  });
  assertEquals(misfits(vault), [0, 7]);
});

Deno.test("storing an item again heals a column beside its body", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const put = (minutes: number): string =>
    vault.withTransaction(() =>
      putItem(vault, item("dashboards", "1", { id: "1" }), { sessionId: "s1", at: minute(minutes) })
    );
  put(0);
  vault.withTransaction(() => vault.prepare("UPDATE content_items SET trashed = 1").run());
  assertEquals(misfits(vault)[0], 1);
  assertEquals(put(1), "unchanged");
  assertEquals(misfits(vault), [0, 1]);
});

Deno.test("openVaultForWriting() digests the rows of an older vault", () => {
  using dir = new TempDir();
  {
    using vault = newVault(dir.file());
    vault.withTransaction(() => {
      for (const title of ["one", "two"]) {
        putItem(vault, item("looks", "1", { id: "1", title }), { sessionId: "s1", at: minute(title.length) });
        putItem(vault, item("looks", title, { id: title }), { sessionId: "s1", at: minute(9) });
      }
    });
  }
  const db = new DatabaseSync(dir.file());
  for (const table of ["content_items", "content_history", "restoration_backups"]) {
    db.exec(`ALTER TABLE ${table} DROP COLUMN row_hash`);
    if (table !== "restoration_backups") db.exec(`ALTER TABLE ${table} DROP COLUMN seen_hash`);
  }
  db.exec(`${WITHOUT_7} ALTER TABLE restoration_sessions DROP COLUMN incomplete; PRAGMA user_version = 4`);
  db.close();
  using vault = openVaultForWriting(dir.file(), WRITING);
  assertEquals(misfits(vault), [0, 4]);
});

Deno.test("rowHash() and seenHash() tell null from text, and where one value ends", () => {
  assertNotEquals(rowHash(["ab", "c"]), rowHash(["a", "bc"]));
  assertNotEquals(rowHash([null]), rowHash(["null"]));
  assertNotEquals(
    rowHash([new Uint8Array([1, 2]), new Uint8Array([3])]),
    rowHash([new Uint8Array([1]), new Uint8Array([2, 3])]),
  );
  assertNotEquals(seenHash(["2026", null]), seenHash([null, "2026"]));
});
