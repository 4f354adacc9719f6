import { SCHEMA_VERSION } from "../../lib/vault/schema.ts";
import { assertEquals, assertNotEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { CANONICAL_FORMS } from "../../lib/looker/equality.ts";
import { putItem } from "../../lib/vault/content.ts";
import { registerDigests, ROW_COLUMNS } from "../../lib/vault/row_digest.ts";
import { formAsOf, itemsAsOf, NOW } from "../../lib/vault/snapshot.ts";
import { openVaultForReading, openVaultForWriting } from "../../lib/vault/open.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { versionsOf } from "../../lib/vault/versions.ts";
import { toSchema5 } from "./_older_forms.ts";
import { begin, cell, digestOf, item, minute, newVault, TempDir, WRITING } from "./_vaults.ts";

const DASHBOARD = { id: "1", title: "Sales", description: null, hidden: false, dashboard_filters: [] };
const EDITED = { ...DASHBOARD, title: "Sales 2" };

/** A vault of schema 5 with an item in two versions, and one that is gone and back. */
function olderVault(path: string): void {
  {
    using vault = newVault(path);
    vault.withTransaction(() => {
      putItem(vault, item("dashboards", "1", DASHBOARD), { sessionId: "s1", at: minute(0) });
      putItem(vault, item("dashboards", "1", EDITED), { sessionId: "s1", at: minute(1) });
      putItem(vault, item("looks", "7", { id: "7", public: false }), { sessionId: "s1", at: minute(1) });
    });
  }
  toSchema5(path);
}

const hashes = (vault: Vault): unknown[] =>
  vault.prepare(
    "SELECT hex(canonical_hash) AS h FROM content_items UNION ALL SELECT hex(canonical_hash) FROM content_history",
  )
    .all().map((row) => row["h"]);

const wanted = [
  item("dashboards", "1", EDITED),
  item("looks", "7", { id: "7" }),
  item("dashboards", "1", DASHBOARD),
].map(({ canonicalHash }) => canonicalHash.toHex().toUpperCase());

/** Rows whose digest is not that of their columns. */
function unsound(path: string): number {
  using db = new DatabaseSync(path);
  registerDigests(db);
  return Number(
    db.prepare(
      `SELECT (SELECT count(*) FROM content_items WHERE row_hash IS NOT row_digest(${ROW_COLUMNS})) +
        (SELECT count(*) FROM content_history WHERE row_hash IS NOT row_digest(${ROW_COLUMNS})) AS n`,
    ).get()?.["n"],
  );
}

Deno.test("an older vault is hashed by today's rules when it is opened for writing, and nothing of it is a version", () => {
  using directory = new TempDir();
  const path = directory.file();
  olderVault(path);
  {
    using vault = openVaultForReading(path);
    assertEquals(hashes(vault).some((hash) => wanted.includes(String(hash))), false);
  }
  assertEquals(unsound(path), 0);
  {
    using vault = openVaultForWriting(path, WRITING);
    assertEquals(hashes(vault), wanted);
    assertEquals([vault.meta("canonical_rules"), vault.meta("schema_version")], [
      String(CANONICAL_FORMS.revision),
      String(SCHEMA_VERSION),
    ]);
    vault.withTransaction(() => {
      begin(vault, "s2");
      const put = (type: "dashboards" | "looks", id: string, body: unknown): string =>
        putItem(vault, item(type, id, body), { sessionId: "s2", at: minute(2) });
      const { hidden: _hidden, ...rest } = EDITED;
      assertEquals(
        put("dashboards", "1", { ...rest, description: "", dashboard_filters: null }),
        "unchanged",
      );
      assertEquals(put("looks", "7", { id: "7", public: null }), "unchanged");
    });
    assertEquals(versionsOf(vault, 1, "1").length, 2);
    assertEquals(versionsOf(vault, 2, "7").length, 1);
  }
  assertEquals(unsound(path), 0);
});

Deno.test("an older vault that is only read gives today's hashes, and stays as it is", () => {
  using directory = new TempDir();
  const path = directory.file();
  olderVault(path);
  const before = digestOf(path);
  {
    using vault = openVaultForReading(path, { forms: CANONICAL_FORMS });
    const formsAt = (at: string): (string | undefined)[] =>
      itemsAsOf(vault, 1, at).map(({ id }) => formAsOf(vault, { type: 1, id, at }));
    assertEquals(formsAt(NOW), wanted.slice(0, 1));
    assertEquals(formsAt(minute(0)), wanted.slice(2));
  }
  assertEquals(digestOf(path), before);
});

Deno.test("a damaged row does not look intact when hashes are computed again", () => {
  using directory = new TempDir();
  const path = directory.file();
  olderVault(path);
  {
    using db = new DatabaseSync(path);
    db.exec("UPDATE content_items SET name = 'other' WHERE id = '1'");
    db.exec("UPDATE content_history SET content_data = x'c0' WHERE id = '1'");
  }
  {
    using vault = openVaultForWriting(path, WRITING);
    assertEquals(hashes(vault)[1], wanted[1]);
    assertNotEquals(hashes(vault)[0], wanted[0]);
  }
  assertEquals(unsound(path), 2);
  using vault = openVaultForReading(path, { forms: CANONICAL_FORMS });
  assertEquals(itemsAsOf(vault, 1, minute(0)).length, 1);
  assertEquals(cell(vault, "SELECT count(*) FROM content_history"), 1);
});

Deno.test("whoever opens a vault without rules leaves its hashes, and the next who has some computes them again", () => {
  using directory = new TempDir();
  const path = directory.file();
  olderVault(path);
  const { forms: _forms, ...without } = WRITING;
  {
    using vault = openVaultForWriting(path, without);
    assertEquals([vault.meta("canonical_rules"), vault.meta("schema_version")], [
      null,
      String(SCHEMA_VERSION),
    ]);
  }
  using vault = openVaultForWriting(path, WRITING);
  assertEquals(hashes(vault), wanted);
});
