import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { run } from "../e2e/_inside.ts";
import { type Outcome, type Place, Workplace } from "../e2e/_run.ts";
import { type Sim, tiny } from "../e2e/_sim.ts";

const CHANGED = { title: "Changed ```\n<b>by hand</b>", description: "by hand" };

/** A simulator whose dashboards are backed up; dashboard 1 was changed since. */
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

Deno.test("restore --plan-out writes a plan and stops; restore apply carries out exactly that, once", async () => {
  await using sim = tiny();
  using work = await changed(sim);
  const file = `${work.dir}/plan.json`;
  const planned = await document(work, 0, "bulk", "dashboards", "--plan-out", file);
  assertEquals([planned.status, planned.session_id, planned.plan_file], ["planned", null, file]);
  assertEquals(sim.writes(), []);
  const { mode = 0 } = await Deno.stat(file);
  assertEquals((mode ?? 0) & 0o777, 0o600);
  const text = await Deno.readTextFile(file), plan = JSON.parse(text);
  assertEquals([plan.format, plan.items.length, plan.items[0].id], ["lookervault-plan", 1, "1"]);
  assert(/^[0-9a-f]{64}$/.test(plan.items[0].pins.backup));
  assert(!text.includes("allowAdmin") && !text.includes(sim.options.clientSecret));

  // Nothing is written over.
  const over = await restore(work, "bulk", "dashboards", "--plan-out", file);
  assertEquals(over.code, 2);
  assertStringIncludes(over.stderr, "the file already exists");
  assertEquals(await Deno.readTextFile(file), text);

  const refused = await restore(work, "apply", file);
  assertEquals(refused.code, 2);
  assertStringIncludes(refused.stderr, "--yes");
  const still = await document(work, 0, "apply", file, "--dry-run");
  assertEquals([still.status, sim.writes().length], ["planned", 0]);

  const done = await document(work, 0, "apply", file, "--yes");
  assertEquals([done.command, done.status, done.totals.updated], ["restore apply", "completed", 1]);
  assertEquals(title(sim) === CHANGED.title, false);
  const writes = sim.writes().length;
  const again = await restore(work, "apply", file, "--yes");
  assertEquals([again.code, sim.writes().length], [2, writes]);
  assertStringIncludes(again.stderr, "dashboards 1 ");

  const back = `${work.dir}/back.json`;
  const undo = await document(work, 0, "undo", "--plan-out", back);
  assertEquals([undo.status, sim.writes().length], ["planned", writes]);
  const undone = await document(work, 0, "apply", back, "--yes");
  assertEquals([undone.totals.updated, title(sim)], [1, CHANGED.title]);
});

Deno.test("restore apply writes nothing where Looker or the backup changed since, and says what", async () => {
  await using sim = tiny();
  using work = await changed(sim);
  const file = `${work.dir}/plan.json`;
  await document(work, 0, "bulk", "dashboards", "--plan-out", file);
  sim.mutate({ op: "update", type: "dashboards", id: "1", values: { description: "meanwhile" } });
  const live = await restore(work, "apply", file, "--yes");
  assertEquals([live.code, sim.writes()], [2, []]);
  assertStringIncludes(live.stderr, "dashboards 1 ");
  assertStringIncludes(live.stderr, "changed in Looker (description)");

  sim.mutate({ op: "update", type: "dashboards", id: "1", values: CHANGED });
  sim.mutate({ op: "update", type: "dashboards", id: "2", values: { title: "another" } });
  const more = await restore(work, "apply", file, "--yes");
  assertEquals([more.code, sim.writes()], [2, []]);
  assertStringIncludes(more.stderr, "dashboards 2 ");
  assertStringIncludes(more.stderr, "is not in the plan");

  await run(work, "extract", "dashboards", "-q");
  sim.mutate({ op: "update", type: "dashboards", id: "1", values: { title: "once more" } });
  const backup = await restore(work, "apply", file, "--yes");
  assertEquals([backup.code, sim.writes()], [2, []]);
  assertStringIncludes(backup.stderr, "dashboards 1 ");
});

Deno.test("restore apply takes no plan that somebody made or changed", async () => {
  await using sim = tiny();
  using work = await changed(sim);
  const file = `${work.dir}/plan.json`, other = `${work.dir}/other.json`;
  await document(work, 0, "bulk", "dashboards", "--plan-out", file);
  const plan = JSON.parse(await Deno.readTextFile(file));
  const bad: [unknown, string][] = [
    [{ ...plan, format_version: 2 }, "version 2"],
    [{ ...plan, format: "other" }, "not a plan"],
    [{ ...plan, options: { ...plan.options, at: 3 } }, "not a plan"],
    [{ ...plan, destination: "https://evil.example" }, "evil.example"],
    [{ ...plan, options: { ...plan.options, enableSchedules: true, undo: "aaaaaaaaaaaa" } }, "aaaaaaaaaaaa"],
    [
      { ...plan, items: plan.items.map((item: Record<string, unknown>) => ({ ...item, changes: [] })) },
      "dashboards 1 ",
    ],
    [{ ...plan, items: [] }, "is not in the plan"],
    ["[".repeat(100_000), "not JSON"],
  ];
  for (const [value, part] of bad) {
    await Deno.writeTextFile(other, typeof value === "string" ? value : JSON.stringify(value));
    const { code, stderr } = await restore(work, "apply", other, "--yes");
    assertEquals(code, 2, stderr);
    assertStringIncludes(stderr, part);
  }
  assertEquals(sim.writes(), []);
});

Deno.test("restore --plan-out writes Markdown in which nothing comes alive, and which cannot be applied", async () => {
  await using sim = tiny();
  using work = await changed(sim);
  const file = `${work.dir}/plan.md`;
  await document(work, 0, "single", "dashboards", "1", "--plan-out", file);
  const text = await Deno.readTextFile(file);
  const fence = /^(`{3,})text$/m.exec(text)?.[1] ?? "";
  assertEquals(fence, "````");
  assert(text.trimEnd().endsWith(fence));
  const refused = await restore(work, "apply", file, "--yes");
  assertEquals(refused.code, 2);
  assertStringIncludes(refused.stderr, "Only a plan that was written as .json can be applied");
  const named = await restore(work, "single", "dashboards", "1", "--plan-out", `${work.dir}/plan.txt`);
  assertEquals(named.code, 2);
  assertStringIncludes(named.stderr, "must end with .json or .md");
  assertEquals(sim.writes(), []);
});
