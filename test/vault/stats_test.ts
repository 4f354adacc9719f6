import { assert, assertEquals, assertMatch } from "@std/assert";
import { putItem } from "../../lib/vault/content.ts";
import { markDeleted } from "../../lib/vault/missing.ts";
import { allSessions, versionSums } from "../../lib/vault/stats.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { begin, item, newVault, TempDir } from "./_vaults.ts";

const at = (month: number): string => new Date(Date.UTC(2026, month - 1, 15)).toISOString();

/** Look 1 of January, edited in March; look 2 of January, gone; dashboard 1 of March. */
function filled(path: string): Vault {
  const vault = newVault(path);
  vault.withTransaction(() => {
    const put = (type: "looks" | "dashboards", id: string, month: number, title: string): unknown =>
      putItem(vault, item(type, id, { id, title }), { sessionId: "s1", at: at(month) });
    put("looks", "1", 1, "a");
    put("looks", "2", 1, "b");
    put("looks", "1", 3, "c ".repeat(500));
    put("dashboards", "1", 3, "d");
    markDeleted(vault, { type: 2, id: "2", at: at(4) });
  });
  return vault;
}

Deno.test("versionSums() sums newest and former versions by type and month", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  const sums = versionSums(vault);
  assertEquals(
    sums.map((
      { type, month, newest, count, deleted, first },
    ) => [type, month, newest, count, deleted, first]),
    [
      [1, "2026-03", true, 1, 0, at(3)],
      [2, "2026-01", true, 1, 1, at(1)],
      [2, "2026-03", true, 1, 0, at(3)],
      [2, "2026-01", false, 1, 0, at(1)],
    ],
  );
  const all = vault.prepare(
    `SELECT sum(size) AS size, sum(stored) AS stored FROM (
       SELECT content_size AS size, length(content_data) AS stored FROM content_items
       UNION ALL SELECT content_size, length(content_data) FROM content_history)`,
  ).get();
  const total = (of: "size" | "stored"): number => sums.reduce((sum, one) => sum + one[of], 0);
  assertEquals([total("size"), total("stored")], [all?.["size"], all?.["stored"]]);
  assert(total("stored") < total("size"));
});

Deno.test("what stats and cleanup ask is answered from the indexes: no page with a body is read", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  for (const table of ["content_items", "content_history"]) {
    const plan = vault.prepare(
      `EXPLAIN QUERY PLAN SELECT content_type, substr(valid_from, 1, 7) AS month, count(*), sum(content_size),
         sum(length(content_data)), min(valid_from), max(valid_from) FROM ${table} GROUP BY content_type, month`,
    ).all();
    assertMatch(String(plan[0]?.["detail"]), new RegExp(`COVERING INDEX ${table}_sizes`));
  }
});

Deno.test("allSessions() tells the runs, the newest first, and what they took", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  vault.withTransaction(() => begin(vault, "s2"));
  const set = vault.prepare(
    "UPDATE extraction_sessions SET started_at = ?, completed_at = ?, active_ms = ?, calls = ?, status = ? WHERE id = ?",
  );
  set.run("2026-01-01T00:00:00.000Z", "2026-01-01T00:01:30.000Z", 0, 7, "completed", "s1");
  set.run("2026-01-02T00:00:00.000Z", "2026-01-09T00:00:00.000Z", 2500, 9, "partial", "s2");
  const told = (): unknown[] =>
    allSessions(vault).map((
      { id, status, calls, duration_seconds },
    ) => [id, status, calls, duration_seconds]);
  assertEquals(told(), [["s2", "partial", 9, 2.5], ["s1", "completed", 7, 90]]);
  set.run("2026-01-02T00:00:00.000Z", null, 0, 9, "interrupted", "s2");
  assertEquals(told()[0], ["s2", "interrupted", 9, null]);
});
