import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Workplace } from "../e2e/_run.ts";
import { extract, run } from "../e2e/_inside.ts";
import { tiny } from "../e2e/_sim.ts";

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
