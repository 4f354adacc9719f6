import { assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { VaultError } from "../../lib/vault/errors.ts";
import { openVaultForReading, openVaultForWriting } from "../../lib/vault/open.ts";
import { endSession } from "../../lib/vault/sessions.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { putItem } from "../../lib/vault/content.ts";
import { FakeClock } from "../http/fake_clock.ts";
import { WITHOUT_7 } from "./_schema_1.ts";
import { begin, cell, item, minute, newVault, T0, TempDir, WRITING } from "./_vaults.ts";

/** A vault of schema 6 with a dashboard. */
function older(path: string): void {
  {
    using vault = newVault(path);
    vault.withTransaction(() =>
      putItem(vault, item("dashboards", "1", { id: "1" }), { sessionId: "s1", at: minute(1) })
    );
  }
  using db = new DatabaseSync(path);
  db.exec(`${WITHOUT_7} UPDATE meta SET value = '6' WHERE key = 'schema_version'; PRAGMA user_version = 6`);
}

const open = (path: string, minutes: number): Vault =>
  openVaultForWriting(path, { ...WRITING, clock: new FakeClock({ epoch: T0 + minutes * 60_000 }) });

function run(vault: Vault, id: string, status: "completed" | "failed"): void {
  const counts = { listed: 0, stored: 0, new: 0, updated: 0, unchanged: 0, deleted: 0, failed: 0 };
  const cost = { calls: 0, retries: 0, bytes: 0, activeMs: 0, busyMs: 0 };
  vault.withTransaction(() => {
    begin(vault, id);
    vault.prepare("UPDATE extraction_sessions SET started_at = ? WHERE id = ?").run(minute(11), id);
    endSession(vault, id, {
      ...counts,
      ...cost,
      status,
      completedAt: minute(12),
      error: null,
      isMeasure: true,
    });
  });
}

const copies = (dir: TempDir): string[] => dir.files().filter((name) => name.includes("schema"));

Deno.test("a vault is copied before its schema changes, and the copy goes when a run has come to its end", () => {
  using dir = new TempDir();
  const path = dir.file();
  older(path);
  const before = Deno.readFileSync(path);
  {
    using vault = open(path, 10);
    assertEquals(copies(dir), ["v.db.schema-6"]);
    run(vault, "s2", "failed");
  }
  const copy = dir.file("v.db.schema-6");
  assertEquals([Deno.readFileSync(copy), (Deno.statSync(copy).mode ?? 0) & 0o777], [before, 0o600]);
  {
    using vault = open(path, 20);
    assertEquals(copies(dir), ["v.db.schema-6"]);
    run(vault, "s3", "completed");
  }
  assertEquals(copies(dir), ["v.db.schema-6"]);
  {
    using way = openVaultForReading(copy);
    assertEquals(cell(way, "SELECT count(*) FROM content_items"), 1);
  }
  open(path, 30)[Symbol.dispose]();
  assertEquals(copies(dir), []);
});

Deno.test("a copy that a kill left incomplete is created again; what a link in its place names is left unchanged", () => {
  using dir = new TempDir();
  const path = dir.file(), other = dir.file("other");
  older(path);
  Deno.writeTextFileSync(other, "mine");
  Deno.symlinkSync(other, dir.file("v.db.schema-6.new"));
  Deno.symlinkSync(other, dir.file("v.db.schema-6"));
  open(path, 10)[Symbol.dispose]();
  assertEquals([copies(dir), Deno.readTextFileSync(other)], [["v.db.schema-6"], "mine"]);
  assertEquals(Deno.lstatSync(dir.file("v.db.schema-6")).isFile, true);
});

Deno.test("no schema changes while a reader holds a part of the vault back", () => {
  using dir = new TempDir();
  const path = dir.file();
  older(path);
  using reader = new DatabaseSync(path);
  reader.exec("BEGIN; SELECT count(*) FROM meta");
  reader.prepare("SELECT count(*) FROM meta").get();
  using writer = new DatabaseSync(path);
  writer.exec("UPDATE meta SET value = 'x' WHERE key = 'looker_version'; INSERT INTO meta VALUES ('k', 'v')");
  assertThrows(() => openVaultForWriting(path, WRITING), VaultError, "another program is reading");
  assertEquals(copies(dir), []);
});
