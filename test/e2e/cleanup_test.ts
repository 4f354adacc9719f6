/** `cleanup` from outside: nothing younger than the retention goes, and nothing without consent. */
import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { extract, run } from "./_inside.ts";
import { type Outcome, type Place, start, until, Workplace } from "./_run.ts";
import { type Sim, small, tiny } from "./_sim.ts";
import { content, OpenVault, sha256 } from "./_vault.ts";

interface Report {
  status: string;
  totals: { items: number; versions: number; bytes: number };
  types: { type: string; items: number; versions: number }[];
  expired: { type: string; id: string; reason: string; since: string }[];
  vault_bytes: number;
  freed_bytes: number;
  warnings: string[];
}

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

function write(path: string, sql: string, ...values: string[]): void {
  const db = new DatabaseSync(path);
  db.prepare(sql).run(...values);
  db.close();
}

async function cleanup(place: Place, ...args: string[]): Promise<Outcome> {
  return await run(place, "--json", "cleanup", ...args);
}

async function report(place: Place, ...args: string[]): Promise<Report> {
  const { code, stdout, stderr } = await cleanup(place, ...args);
  assertEquals(code, 0, stderr + stdout);
  return JSON.parse(stdout) as Report;
}

/** A vault with edits, and with three dashboards that have been gone for 40, 10 and 0 days. */
async function aged(place: Place, sim: Sim): Promise<void> {
  await extract(place);
  for (const id of ["10", "11", "12", "13"]) {
    sim.mutate({ op: "update", type: "dashboards", id, values: { title: `Edited ${id}` } });
  }
  await extract(place, ["dashboards"]);
  for (const id of ["20", "21", "22"]) sim.mutate({ op: "delete", type: "dashboards", id });
  await extract(place, ["dashboards"]);
  const gone = "UPDATE content_items SET deleted_at = ? WHERE content_type = 1 AND id = ?";
  write(place.db, gone, daysAgo(40), "20");
  write(place.db, gone, daysAgo(10), "21");
  const superseded = "UPDATE content_history SET valid_to = ? WHERE content_type = 1 AND id = ?";
  write(place.db, superseded, daysAgo(31), "10");
  write(place.db, superseded, daysAgo(29), "11");
}

function state(path: string): unknown {
  using vault = new OpenVault(path);
  return [content(vault), vault.rows("SELECT content_type, id, valid_to FROM content_history")];
}

Deno.test("cleanup removes what is older than the retention and nothing else; --dry-run nothing", async () => {
  await using sim = small();
  using place = Workplace.at(sim);
  await aged(place, sim);
  const before = sha256(await Deno.readFile(place.db));
  const requests = sim.stats.requests;
  const planned = await report(place, "--retention-days", "30", "--dry-run");
  assertEquals(sha256(await Deno.readFile(place.db)), before);
  assertEquals(planned.status, "planned");
  assertEquals(planned.expired.map(({ type, id, reason }) => [type, id, reason]), [
    ["dashboards", "10", "superseded"],
    ["dashboards", "20", "deleted"],
  ]);
  const items = (): string[] => {
    using vault = new OpenVault(place.db);
    return content(vault);
  };
  const live = items();
  const done = await report(place, "--retention-days", "30", "--yes");
  assertEquals([done.status, done.expired, done.totals], ["completed", planned.expired, planned.totals]);
  assertEquals(items(), live.filter((row) => !row.startsWith('{"content_type":1,"id":"20"')));
  using vault = new OpenVault(place.db);
  assertEquals(vault.rows("SELECT id FROM content_history ORDER BY id").map(({ id }) => id), [
    "11",
    "12",
    "13",
  ]);
  assertEquals([vault.value("PRAGMA quick_check"), vault.rows("PRAGMA foreign_key_check")], ["ok", []]);
  assertEquals((await report(place, "--retention-days", "30", "--yes")).expired, []);
  assertEquals(sim.stats.requests, requests);
});

Deno.test("cleanup gives the space back to the file system, and says how much", async () => {
  await using sim = tiny({ dashboards: 150, tileBytes: 6000 });
  using place = Workplace.at(sim);
  await extract(place, ["dashboards"]);
  for (let id = 1; id <= 100; id++) sim.mutate({ op: "delete", type: "dashboards", id: String(id) });
  await extract(place, ["dashboards", "--accept-deletions"]);
  write(place.db, "UPDATE content_items SET deleted_at = ? WHERE deleted_at IS NOT NULL", daysAgo(2));
  const { size: before } = await Deno.stat(place.db);
  const { totals, vault_bytes, freed_bytes } = await report(place, "--retention-days", "1", "--yes");
  const { size: after } = await Deno.stat(place.db);
  assertEquals([totals.items, vault_bytes, freed_bytes], [100, after, before - after]);
  assertLess(after, before * 0.8);
});

Deno.test("cleanup refuses without consent, without a retention, and without a believable clock", async (t) => {
  await using sim = small();
  using place = Workplace.at(sim);
  await aged(place, sim);
  const before = state(place.db);
  const refused = async (said: string, ...args: string[]): Promise<void> => {
    const { code, stdout } = await cleanup(place, ...args);
    assertEquals(code, 2, stdout);
    assertStringIncludes(JSON.parse(stdout).error.message, said);
    assertEquals(state(place.db), before);
  };
  await t.step("no --yes", () => refused("no terminal", "--retention-days", "30"));
  await t.step("no retention", () => refused("--retention-days", "--yes"));
  for (const days of ["0", "-3", "2.5", "all"]) {
    await t.step(`a retention of ${days}`, () => refused("whole number", "--retention-days", days, "--yes"));
  }
  const move = (days: number): void => {
    const at = daysAgo(days);
    write(place.db, "UPDATE extraction_sessions SET started_at = ?, completed_at = ?", at, at);
    write(place.db, "UPDATE content_items SET synced_at = ?", at);
  };
  await t.step("a run in the future", async () => {
    move(-3);
    await refused("its newest run is from", "--retention-days", "30", "--yes");
    await refused("its newest run is from", "--retention-days", "30", "--dry-run");
  });
  await t.step("a clock ten years ahead", async () => {
    move(3650);
    await refused("the clock may have jumped", "--retention-days", "30", "--yes");
    const { expired, warnings } = await report(place, "--retention-days", "30", "--dry-run");
    assertEquals([expired.length, warnings.length], [2, 1]);
  });
  await t.step("unless the clock is said to be right", async () => {
    const { totals } = await report(place, "--retention-days", "30", "--yes", "--accept-clock");
    assertEquals([totals.items, totals.versions], [1, 1]);
  });
});

Deno.test("cleanup of a vault in use exits 6, of a missing or foreign one makes no file", async () => {
  await using sim = small({ latencyMs: 20 });
  using place = Workplace.at(sim);
  const missing = await cleanup(place, "--retention-days", "30", "--yes");
  assertEquals(missing.code, 2, missing.stderr);
  assertStringIncludes(missing.stdout, "there is no such file");
  assertEquals((await Array.fromAsync(Deno.readDir(place.dir))).map(({ name }) => name), []);
  const foreign = place.vault("text.db");
  await Deno.writeTextFile(foreign.db, "not a database, ".repeat(20));
  assertEquals((await cleanup(foreign, "--retention-days", "30", "--yes")).code, 5);
  const writing = start(place, ["--json", "extract"]);
  await until(() => sim.stats.requests > 10, "the run at work");
  const { code, stdout } = await cleanup(place, "--retention-days", "30", "--yes");
  assertEquals(code, 6, stdout);
  assertEquals((await writing.ended).code, 0);
});

Deno.test("a killed run is resumed after a cleanup, to the same counts and content as without one", async () => {
  await using sim = small();
  using place = Workplace.at(sim);
  await extract(place, ["dashboards"]);
  for (let id = 1; id <= 60; id += 2) {
    sim.mutate({ op: "update", type: "dashboards", id: String(id), values: { title: `Edited ${id}` } });
  }
  // What the last dashboards need never comes: the run is killed before its end, however slow this machine is.
  sim.faults.add({ kind: "hang", operation: "merge_query", after: 15 });
  const killed = start(place, ["extract", "dashboards", "--batch-size", "5", "--workers", "4"]);
  const versions = (): number => {
    using vault = new OpenVault(place.db);
    return Number(vault.value("SELECT count(*) FROM content_history"));
  };
  await until(() => versions() >= 5, "versions of the second run");
  killed.kill("SIGKILL");
  await killed.ended;
  sim.faults.clear();
  const other = place.vault("other.db");
  for (const suffix of ["", "-wal"]) await Deno.copyFile(place.db + suffix, other.db + suffix);
  write(place.db, "UPDATE content_history SET valid_from = ?, valid_to = ?", daysAgo(50), daysAgo(40));
  assertEquals((await report(place, "--retention-days", "30", "--yes")).expired, []);
  const resumed = await extract(place, ["dashboards", "--resume"]);
  const plain = await extract(other, ["dashboards", "--resume"]);
  assertEquals(resumed.totals, plain.totals);
  assert(resumed.totals.updated >= 30, JSON.stringify(resumed.totals));
  using vault = new OpenVault(place.db), without = new OpenVault(other.db);
  assertEquals(content(vault), content(without));
  write(place.db, "UPDATE content_history SET valid_to = ? WHERE valid_to < ?", daysAgo(40), daysAgo(30));
  assert((await report(place, "--retention-days", "30", "--yes")).totals.versions >= 5);
});
