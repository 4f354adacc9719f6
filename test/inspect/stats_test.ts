import { assertEquals } from "@std/assert";
import { projectionOf } from "../../lib/inspect/projection.ts";
import { typeCode } from "../../lib/looker/content_type_names.ts";
import { putItem } from "../../lib/vault/content.ts";
import { cell, item, minute, newVault, TempDir } from "../vault/_vaults.ts";
import { runStats, typeStats, vaultStats, versionStats } from "../../lib/inspect/stats.ts";
import { monthStats } from "../../lib/inspect/stats_months.ts";
import { grownBytes, type SessionRecord, type VersionSum } from "../../lib/vault/stats.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { startSim } from "../sim/mod.ts";
import { backup } from "../extract/_in_process.ts";

const sum = (given: Partial<VersionSum> = {}): VersionSum => ({
  type: 1,
  month: "2026-01",
  newest: true,
  count: 10,
  deleted: 2,
  size: 1000,
  stored: 200,
  first: "2026-01-02T00:00:00.000Z",
  last: "2026-01-30T00:00:00.000Z",
  ...given,
});

const run = (given: Partial<SessionRecord> = {}): SessionRecord => ({
  id: "a",
  mode: "full",
  status: "completed",
  started_at: "2026-01-02T00:00:00.000Z",
  completed_at: null,
  duration_seconds: null,
  api_user_email: null,
  host_user: null,
  looker_version: null,
  lookervault_version: "0",
  calls: 10,
  retries: 0,
  bytes: 500,
  listed: 9,
  stored: 8,
  new: 4,
  updated: 3,
  unchanged: 1,
  deleted: 2,
  failed: 1,
  ...given,
});

const FEBRUARY = { month: "2026-02", first: "2026-02-03T00:00:00.000Z", last: "2026-02-04T00:00:00.000Z" };
const FORMER = sum({ newest: false, count: 5, deleted: 0, size: 600, stored: 50 });

Deno.test("versionStats() tells items, deleted ones and former versions apart", () => {
  assertEquals(versionStats([sum(), FORMER, sum({ ...FEBRUARY, type: 2, deleted: 0 })]), {
    items: 18,
    deleted: 2,
    versions: 5,
    content_bytes: 2600,
    stored_bytes: 450,
    history_bytes: 50,
    oldest: "2026-01-02T00:00:00.000Z",
    newest: "2026-02-04T00:00:00.000Z",
  });
  assertEquals(versionStats([]), {
    items: 0,
    deleted: 0,
    versions: 0,
    content_bytes: 0,
    stored_bytes: 0,
    history_bytes: 0,
    oldest: null,
    newest: null,
  });
});

Deno.test("typeStats() is in the order of the types, and names a type it does not know by its code", () => {
  const types = typeStats([sum({ type: 99 }), sum({ type: 5 }), sum({ type: 2 }), { ...FORMER, type: 2 }]);
  assertEquals(types.map(({ type, items, versions }) => [type, items, versions]), [
    ["looks", 8, 5],
    ["folders", 8, 0],
    ["type 99", 8, 0],
  ]);
});

Deno.test("monthStats() brings runs and versions of a month together", () => {
  const runs = [run({ started_at: "2026-03-01T00:00:00.000Z" }), run(), run({ calls: 5, failed: 0 })];
  const months = monthStats([sum(), FORMER, sum(FEBRUARY)], runs);
  const empty = { runs: 0, calls: 0, bytes: 0, new: 0, updated: 0, deleted: 0, failed: 0 };
  assertEquals(months, [
    {
      month: "2026-01",
      runs: 2,
      calls: 15,
      bytes: 1000,
      new: 8,
      updated: 6,
      deleted: 4,
      failed: 1,
      versions: 15,
      stored_bytes: 250,
    },
    { ...empty, month: "2026-02", versions: 10, stored_bytes: 200 },
    {
      month: "2026-03",
      runs: 1,
      calls: 10,
      bytes: 500,
      new: 4,
      updated: 3,
      deleted: 2,
      failed: 1,
      versions: 0,
      stored_bytes: 0,
    },
  ]);
});

Deno.test("runStats() counts how runs ended, and calls a run", () => {
  const runs = [
    run({ started_at: "2026-02-01T00:00:00.000Z" }),
    run({ status: "partial", calls: 21 }),
    run(),
  ];
  assertEquals(runStats(runs), {
    count: 3,
    by_status: { completed: 2, partial: 1 },
    first: "2026-01-02T00:00:00.000Z",
    last: "2026-02-01T00:00:00.000Z",
    calls: 41,
    calls_per_run: 14,
    bytes: 1500,
  });
  assertEquals(runStats([]).calls_per_run, 0);
});

Deno.test("vaultStats() agrees with the runs that filled the vault", async () => {
  await using sim = startSim({ dashboards: 20, looks: 20 });
  await using place = await backup(sim);
  const types = ["dashboards", "looks"] as const;
  const first = await place.run({ types });
  sim.mutate({ op: "update", type: "dashboards", id: "3" });
  sim.mutate({ op: "delete", type: "looks", id: "5" });
  const second = await place.run({ types });
  using vault = openVaultForReading(place.path);
  const stats = vaultStats(vault);
  assertEquals([stats.instance, stats.looker_version], [sim.url, first.looker_version]);
  const { items, deleted, versions } = stats.totals;
  assertEquals([items, deleted, versions], [
    second.totals.stored,
    second.totals.deleted,
    second.totals.updated,
  ]);
  assertEquals(
    stats.types.map(({ type, items }) => [type, items]),
    second.types.map(({ type, stored }) => [type, stored]),
  );
  assertEquals(stats.runs.calls, first.calls + second.calls);
  assertEquals(stats.sessions.map(({ id, calls, bytes, stored }) => [id, calls, bytes, stored]), [
    [second.session_id, second.calls, second.bytes, second.totals.stored],
    [first.session_id, first.calls, first.bytes, first.totals.stored],
  ]);
  assertEquals(
    stats.months.reduce((sum, { stored_bytes }) => sum + stored_bytes, 0),
    stats.totals.stored_bytes,
  );
  assertEquals(stats.vault_bytes, vault.size());
});

Deno.test("projectionOf() is what there is and a year of what was added a day, with what stands around it", () => {
  const day = (n: number): SessionRecord =>
    run({ completed_at: `2026-01-${String(n).padStart(2, "0")}T00:00:00.000Z` });
  const sizes = { grown: 100, stored: 1000, vault: 2000 };
  assertEquals(projectionOf([day(11), day(6), day(1)], sizes), {
    bytes: 2000 + 20 * 365,
    bytes_per_day: 20,
    runs: 3,
    days: 10,
  });
  assertEquals(projectionOf([day(11), day(6), day(1)], { ...sizes, grown: 0 }).bytes, 2000);
  // Too few runs, too short a time, runs that did not end.
  const few = [[day(11), day(1)], [day(1), day(1), day(1)], [day(11), day(6), {
    ...day(1),
    status: "interrupted",
  }], []];
  for (const sessions of few) assertEquals(projectionOf(sessions, sizes).bytes, null);
});

Deno.test("grownBytes() omits what the first complete capture of a type brought", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  vault.withTransaction(() => {
    const point = vault.prepare(
      `INSERT INTO sync_checkpoints (session_id, content_type, state, complete, updated_at) VALUES ('s1', ?, 'done', 1, ?)`,
    );
    point.run(typeCode("looks"), minute(2));
    putItem(vault, item("looks", "1", { id: 1 }), { sessionId: "s1", at: minute(1) });
    putItem(vault, item("looks", "2", { id: 2 }), { sessionId: "s1", at: minute(3) });
    putItem(vault, item("dashboards", "2", { id: 2 }), { sessionId: "s1", at: minute(3) });
  });
  const bytes = cell(
    vault,
    "SELECT length(content_data) FROM content_items WHERE content_type = 2 AND id = '2'",
  );
  assertEquals(grownBytes(vault), bytes);
});
