import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Workplace } from "../e2e/_run.ts";
import { extract, run } from "../e2e/_inside.ts";
import { tiny } from "../e2e/_sim.ts";
import type { JsonObject } from "../sim/mod.ts";

for (const [type, id] of [["dashboards", "3"], ["looks", "2"]] as const) {
  Deno.test(`restore single of ${type} that a backup saw in the trash undeletes the last version before that`, async () => {
    await using sim = tiny();
    using place = Workplace.at(sim);
    await extract(place);
    const title = sim.store.table(type).get(id)?.get("title");
    sim.mutate({ op: "update", type, id, values: { title: "Renamed, then deleted", deleted: true } });
    await extract(place, ["--incremental"]);
    assertEquals(sim.store.table(type).get(id)?.get("deleted"), true);

    const dry = await run(place, "--json", "restore", "single", type, id, "--dry-run");
    assertEquals([dry.code, JSON.parse(dry.stdout).items[0].action], [0, "undelete"], dry.stdout);
    assertStringIncludes(dry.stderr, `${type} ${id} is in the trash in the newest backup`);
    const restored = await run(place, "--json", "restore", "single", type, id, "--yes");
    assertEquals(restored.code, 0, restored.stderr);
    const item = sim.store.table(type).get(id);
    assertEquals([item?.get("deleted") ?? false, item?.get("title")], [false, title]);

    const undone = await run(place, "--json", "restore", "undo", "--yes");
    assertEquals(undone.code, 0, undone.stderr);
    assertEquals(sim.store.table(type).get(id)?.get("deleted"), true);
  });
}

Deno.test("restore single of an item that was always in the trash, with --at, or of a part, takes the time as it is", async () => {
  await using sim = tiny();
  sim.mutate({ op: "update", type: "dashboards", id: "3", values: { deleted: true } });
  using place = Workplace.at(sim);
  await extract(place);
  const always = await run(place, "--json", "restore", "single", "dashboards", "3", "--yes");
  assertEquals([always.code, JSON.parse(always.stdout).items[0].action], [0, "none"]);
  assert(!always.stderr.includes("in the trash in the newest backup"), always.stderr);
  sim.mutate({ op: "update", type: "looks", id: "2", values: { deleted: true } });
  await extract(place, ["--incremental"]);
  const now = await run(place, "--json", "restore", "single", "looks", "2", "--at", "now", "--dry-run");
  assertEquals([now.code, JSON.parse(now.stdout).items[0].action], [0, "none"], now.stderr);
  // A part goes into an item as it is now: what is in the trash has no place for it.
  for (const part of [["--access-only"], ["--part", "properties"]]) {
    const some = await run(place, "--json", "restore", "single", "looks", "2", ...part, "--dry-run");
    assert(!some.stderr.includes("in the trash in the newest backup"), some.stderr);
  }
});

for (
  const [how, args] of [
    ["bulk looks", ["bulk", "looks"]],
    ["all --only looks", ["all", "--only", "looks"]],
    ["bulk looks with a plan file", ["bulk", "looks"]],
  ] as const
) {
  Deno.test(`restore ${how} --id restores of each item in the trash its own last version before that`, async () => {
    await using sim = tiny();
    using place = Workplace.at(sim);
    const looks = sim.store.table("looks");
    const change = (id: string, values: JsonObject): void =>
      void sim.mutate({ op: "update", type: "looks", id, values });
    const states = (): unknown[] =>
      ["2", "3", "4"].map((id) => [looks.get(id)?.get("title"), looks.get(id)?.get("deleted") ?? false]);
    await extract(place);
    const first = looks.get("2")?.get("title");
    change("2", { title: "Renamed, then deleted", deleted: true });
    change("3", { title: "Second" });
    await extract(place, ["--incremental"]);
    change("3", { title: "Renamed, then deleted", deleted: true });
    change("4", { title: "In use" });
    await extract(place, ["--incremental"]);
    change("4", { title: "Edited since" });
    const before = states(), file = `${place.dir}/plan.json`;

    const ask = ["restore", ...args, "--id", "2,3,4"];
    const asked = how.endsWith("file") ? ["--plan-out", file] : ["--yes"];
    const { code, stderr } = await run(place, "--json", ...ask, ...asked);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "These looks are in the trash in the newest backup");
    if (how.endsWith("file")) {
      assertEquals(states(), before);
      assertEquals((await run(place, "--json", "restore", "apply", file, "--yes")).code, 0);
    }
    assertEquals(states(), [[first, false], ["Second", false], ["In use", false]]);
    const again = await run(place, "--json", ...ask, "--dry-run");
    assertEquals(JSON.parse(again.stdout).totals.unchanged, 3);

    const undone = await run(place, "--json", "restore", "undo", "--yes");
    assertEquals([undone.code, states()], [0, before], undone.stderr);
  });
}
