import { assertEquals, assertStringIncludes } from "@std/assert";
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { run } from "../e2e/_inside.ts";
import { type Outcome, type Place, start, Workplace } from "../e2e/_run.ts";
import { type Sim, tiny } from "../e2e/_sim.ts";

const CHANGED = { title: "Changed", description: "by hand" };

/** A simulator whose folders, looks and dashboards are backed up; dashboard 1 was changed since. */
async function changed(sim: Sim): Promise<Workplace> {
  const work = Workplace.at(sim);
  const { code, stderr } = await run(work, "extract", "folders", "looks", "dashboards", "-q");
  assertEquals([code, stderr], [0, ""]);
  sim.mutate({ op: "update", type: "dashboards", id: "1", values: CHANGED });
  return work;
}

const restore = (place: Place, ...args: string[]): Promise<Outcome> => run(place, "restore", ...args);

async function document(place: Place, code: number, ...args: string[]): Promise<RestoreSummary> {
  const outcome = await restore(place, ...args, "--json");
  assertEquals(outcome.code, code, outcome.stderr);
  return JSON.parse(outcome.stdout);
}

const title = (sim: Sim): unknown => sim.store.table("dashboards").get("1")?.peek("title");

Deno.test("restore single shows, refuses without consent, restores, finds nothing more to do, and takes it back", async () => {
  await using sim = tiny();
  using work = await changed(sim);
  const single = ["single", "dashboards", "1"];

  const planned = await document(work, 0, ...single, "--dry-run");
  assertEquals([planned.status, planned.session_id, planned.items[0]?.action], ["planned", null, "update"]);
  assertEquals(planned.items[0]?.changes.map(({ path, from }) => [path, from]).toSorted(), [
    ["description", "by hand"],
    ["title", "Changed"],
  ]);
  const refused = await restore(work, ...single);
  assertEquals([refused.code, refused.stdout], [2, ""]);
  assertStringIncludes(refused.stderr, "--yes");
  assertEquals(sim.writes(), []);

  const done = await document(work, 0, ...single, "--yes");
  assertEquals([done.command, done.status, done.totals.updated, done.verified], [
    "restore single",
    "completed",
    1,
    { same: 1, different: 0 },
  ]);
  const restored = title(sim);
  const writes = sim.writes().length;
  const again = await document(work, 0, ...single, "--yes");
  assertEquals([again.totals.unchanged, sim.writes().length], [1, writes]);

  // The newest restore changed nothing.
  const { code, stderr } = await restore(work, "undo", "--dry-run");
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "The last restore changed nothing.");
  assertStringIncludes(
    stderr,
    `restore single of ${done.started_at.slice(0, 16)}Z, session ${done.session_id}`,
  );

  await using other = tiny({ idOffset: 1000 });
  const elsewhere = await restore({ ...work, url: other.url }, "undo", "--to", other.url, "--dry-run");
  assertEquals(elsewhere.code, 2);
  assertStringIncludes(
    elsewhere.stderr,
    `Cannot undo the restore ${done.session_id}: it wrote to ${sim.url}`,
  );

  const undone = await document(work, 0, "undo", done.session_id ?? "", "--yes");
  assertEquals([undone.command, undone.status], ["restore undo", "completed"]);
  assertEquals([restored === CHANGED.title, title(sim)], [false, CHANGED.title]);
  assertEquals(sim.deletions(), []);
});

Deno.test("restore puts what fails into the queue, exits 4, and dlq retry brings it in once the cause is gone", async () => {
  await using sim = tiny();
  using work = await changed(sim);
  sim.faults.add({ kind: "422", operation: "update_dashboard" });
  const failed = await document(work, 4, "bulk", "dashboards", "--id", "1", "--yes");
  assertEquals([failed.status, failed.totals.failed, failed.errors[0]?.status], ["partial", 1, 422]);
  const shown = JSON.parse((await restore(work, "dlq", "show", "1", "--json")).stdout);
  assertEquals(JSON.parse(shown.letter.payload).title === CHANGED.title, false);
  const status = await restore(work, "status", failed.session_id ?? "");
  assertStringIncludes(status.stdout, "1, 1 of them in the queue");

  sim.faults.clear();
  const retried = await document(work, 0, "dlq", "retry", "--yes");
  assertEquals([retried.command, retried.totals.updated], ["restore dlq retry", 1]);
  assertEquals(JSON.parse((await restore(work, "dlq", "list", "--json")).stdout).total, 0);
  const nothing = await restore(work, "dlq", "retry", "--yes");
  assertEquals(nothing.code, 2);
  assertStringIncludes(nothing.stderr, "is empty");
});

Deno.test("restore that is interrupted says how to go on, and restore resume does", async () => {
  await using sim = tiny();
  using work = await changed(sim);
  sim.mutate({ op: "update", type: "dashboards", id: "2", values: CHANGED });
  const running = start(work, ["restore", "bulk", "dashboards", "--workers", "1", "--yes", "--json"]);
  const left = Promise.withResolvers<void>();
  sim.onWrite(1, async () => {
    running.kill("SIGINT");
    await left.promise;
  });
  // The answer to the first write waits until the program has noticed the signal and gone.
  const outcome = await running.ended;
  left.resolve();
  assertEquals(outcome.code, 130, outcome.stderr);
  const interrupted: RestoreSummary = JSON.parse(outcome.stdout);
  assertEquals(interrupted.status, "interrupted");

  const resumed = await document(work, 0, "resume", "--yes");
  assertEquals([resumed.command, resumed.session_id], ["restore resume", interrupted.session_id]);
  assertEquals(title(sim) === CHANGED.title, false);
  const over = await restore(work, "resume", "--yes");
  assertEquals(over.code, 2);
  assertStringIncludes(over.stderr, "it is completed");
});

Deno.test("restore writes to another instance than the vault's only when it is named", async () => {
  await using sim = tiny();
  await using other = tiny({ idOffset: 1000 });
  using work = await changed(sim);
  const elsewhere: Place = { ...work.vault("vault.db"), url: other.url };
  const named = (text: string): void => {
    assertStringIncludes(text, sim.url);
    assertStringIncludes(text, other.url);
  };
  for (const args of [["--yes"], ["--yes", "--to", sim.url]]) {
    const refused = await restore(elsewhere, "bulk", "folders", ...args);
    assertEquals([refused.code, refused.stdout], [2, ""]);
    named(refused.stderr);
  }
  assertEquals(other.stats.requests, 0);
  const planned = await restore(elsewhere, "bulk", "folders", "--dry-run", "--to", other.url);
  assertEquals(planned.code, 0, planned.stderr);
  named(planned.stdout);
  assertEquals(other.writes(), []);
});

Deno.test("restore drill copies, compares, and leaves nothing but trash", async () => {
  await using sim = tiny();
  using work = await changed(sim);
  const drilled = await document(work, 0, "drill", "--sample", "2", "--yes");
  assertEquals([drilled.command, drilled.status, drilled.verified], [
    "restore drill",
    "completed",
    { same: 2, different: 0 },
  ]);
  assertEquals(title(sim), CHANGED.title);
  assertEquals(sim.deletions(), []);
  assertEquals(JSON.parse((await restore(work, "status", "--json")).stdout).count, 0);
});
