import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { listItems } from "../../lib/inspect/list.ts";
import { showItem } from "../../lib/inspect/show.ts";
import { CONTENT_TYPES, type ContentType } from "../../lib/looker/content_type_names.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { production, startSim } from "../sim/mod.ts";
import { backup, line } from "./_in_process.ts";

const BOTH: readonly ContentType[] = ["dashboards", "looks"];

/** Every live item's exact text. */
function contents(path: string, types: readonly ContentType[]): Map<string, string> {
  using vault = openVaultForReading(path);
  return new Map(
    types.flatMap((type) =>
      listItems(vault, type).map(({ id }) => [`${type} ${id}`, showItem(vault, type, id)] as const)
    ),
  );
}

Deno.test("an incremental run reads exactly what changed, and ends where a full run would", async () => {
  await using sim = startSim({ dashboards: 300, looks: 300, folders: 30 });
  await using place = await backup(sim);
  await using whole = await backup(sim);
  const first = await place.run({ types: BOTH });
  for (const id of ["3", "4", "77", "150", "299"]) sim.mutate({ op: "update", type: "dashboards", id });
  for (const id of ["5", "6", "200"]) sim.mutate({ op: "update", type: "looks", id });
  sim.mutate({ op: "insert", type: "dashboards", id: "8" });
  sim.mutate({ op: "insert", type: "looks", id: "8" });
  sim.mutate({ op: "delete", type: "dashboards", id: "20" });
  sim.mutate({ op: "trash", type: "looks", id: "21" });
  const second = await place.run({ types: BOTH, incremental: true });
  const dashboards = line(second, "dashboards"), looks = line(second, "looks");
  assertEquals([dashboards.updated, dashboards.new, dashboards.deleted], [5, 1, 1]);
  assertEquals([looks.updated, looks.new, looks.deleted], [4, 1, 0]);
  assertEquals(dashboards.listed, dashboards.stored + dashboards.failed);
  assertEquals([second.status, second.mode], ["completed", "incremental"]);
  assertLessOrEqual(second.calls, 40);
  assert(second.bytes < first.bytes * 0.1, `${second.bytes} of ${first.bytes} bytes`);
  await whole.run({ types: BOTH });
  assertEquals(contents(place.path, BOTH), contents(whole.path, BOTH));
  assertEquals(sim.violations, []);

  const third = await place.run({ types: BOTH, incremental: true });
  assertEquals(third.totals.stored, third.totals.unchanged);
  assertLessOrEqual(third.calls, 16);
});

Deno.test("an incremental run notices what moved into the trash and out of it without a new timestamp", async () => {
  await using sim = startSim({ dashboards: 20, looks: 20 });
  await using place = await backup(sim);
  await using whole = await backup(sim);
  await place.run({ types: BOTH });
  using vault = openVaultForReading(place.path);
  const stamp = listItems(vault, "dashboards").find(({ id }) => id === "2")?.updated_at ?? "";
  sim.mutate({ op: "update", type: "dashboards", id: "2", values: { deleted: true, updated_at: stamp } });
  await place.run({ types: BOTH, incremental: true });
  await whole.run({ types: BOTH });
  assertEquals(contents(place.path, BOTH), contents(whole.path, BOTH));
});

Deno.test("an incremental run reads again what an earlier run could not read whole", async () => {
  await using sim = startSim({ dashboards: 40, looks: 5 });
  await using place = await backup(sim);
  await using whole = await backup(sim);
  sim.faults.add({ operation: "merge_query", kind: "500" });
  assertEquals((await place.run({ types: ["dashboards"] })).status, "partial");
  sim.faults.clear();
  const second = await place.run({ types: ["dashboards"], incremental: true });
  assertEquals(second.status, "completed");
  assert(line(second, "dashboards").updated > 0);
  await whole.run({ types: ["dashboards"] });
  assertEquals(contents(place.path, ["dashboards"]), contents(whole.path, ["dashboards"]));
});

Deno.test("an incremental run into an empty vault is a full one, and types without timestamps are read whole", async () => {
  await using sim = startSim({ dashboards: 30, looks: 30 });
  await using place = await backup(sim);
  const first = await place.run({ incremental: true });
  assertEquals([first.status, first.totals.new], ["completed", first.totals.listed]);
  sim.mutate({ op: "update", type: "groups", id: "3", values: { name: "Renamed" } });
  const second = await place.run({ incremental: true });
  assertEquals(line(second, "groups").updated, 1);
  assertEquals(second.totals.stored, second.totals.listed);
  assertEquals(contents(place.path, CONTENT_TYPES).size, second.totals.stored);
});

Deno.test("a LookML deploy moves what Looker computes in every dashboard and look, and makes no version", async () => {
  await using sim = startSim(production({ dashboards: 60, looks: 30, folders: 12, users: 8 }));
  await using place = await backup(sim);
  await place.run({ types: BOTH });
  for (const deploy of [1, 2, 3]) {
    const before = sim.store.table("dashboards").get("40")?.text("Dashboard") ?? "";
    sim.lookmlDeploy();
    assert(before !== sim.store.table("dashboards").get("40")?.text("Dashboard"), "the deploy moves lines");
    const after = await place.run({ types: BOTH });
    assertEquals(
      [after.totals.unchanged, after.totals.updated],
      [after.totals.listed, 0],
      `deploy ${deploy}`,
    );
  }
  // An edit is one all the same.
  sim.mutate({ op: "update", type: "dashboards", id: "40" });
  sim.lookmlDeploy();
  assertEquals((await place.run({ types: BOTH })).totals.updated, 1);
});

Deno.test("another release, which spells nothing otherwise, makes no version", async () => {
  await using sim = startSim(
    production({ dashboards: 60, looks: 30, folders: 12, users: 8, empties: false }),
  );
  await using place = await backup(sim);
  await place.run({});
  for (const empties of [true, false]) {
    sim.serve({ empties });
    assertEquals((await place.run({})).totals.updated, 0, `empties ${empties}`);
  }
  // Old releases serve ids as numbers: the same ones.
  for (const numericIds of [true, false]) {
    sim.serve({ numericIds });
    assertEquals((await place.run({})).totals.updated, 0, `numeric ids ${numericIds}`);
  }
});

Deno.test("a dashboard without a date is read when it gets one, when it moves, and by every full run", async () => {
  await using sim = startSim(production({ dashboards: 60, looks: 4, folders: 12, users: 8 }));
  await using place = await backup(sim);
  const types: readonly ContentType[] = ["dashboards"];
  await place.run({ types });
  const undated = sim.store.table("dashboards").all().filter((item) => item.peek("updated_at") === null);
  const [edited, moved, silent] = undated.map(({ id }) => id).slice(-3);
  assert(edited !== undefined && moved !== undefined && silent !== undefined);
  sim.mutate({ op: "update", type: "dashboards", id: edited });
  sim.mutate({ op: "update", type: "dashboards", id: moved, values: { folder_id: "1", updated_at: null } });
  sim.mutate({
    op: "update",
    type: "dashboards",
    id: silent,
    values: { description: "x", updated_at: null },
  });
  const night = await place.run({ types, incremental: true });
  assertEquals(night.totals.updated, 2);
  const whole = await place.run({ types });
  assertEquals(whole.totals.updated, 1);
});
