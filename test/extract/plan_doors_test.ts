import { assertEquals } from "@std/assert";
import { type Sim, type SimOptions, startSim } from "../sim/mod.ts";
import { backup } from "./_in_process.ts";

const SMALL: SimOptions = { dashboards: 4, looks: 3, folders: 3, users: 5, groups: 3 };

/** Disables every plan of a dashboard, of which it has four. */
function disableAll(sim: Sim): void {
  for (const item of sim.store.table("scheduled_plans").all()) {
    sim.store.patch("scheduled_plans", item.id, {
      enabled: false,
      dashboard_id: "1",
      look_id: null,
      lookml_dashboard_id: null,
    });
  }
}

const asked = (sim: Sim, operation: string): number => sim.stats.operations[operation] ?? 0;

Deno.test("without System Activity, disabled plans are those that the search shows", async () => {
  await using sim = startSim({ ...SMALL, showsDisabledPlans: true });
  sim.faults.add({ operation: "run_inline_query", kind: "403" });
  await using place = await backup(sim);
  const run = await place.run({ types: ["scheduled_plans"] });
  const [line] = run.types;
  assertEquals([run.status, line?.note], ["completed", null]);
  assertEquals(line?.stored, sim.store.table("scheduled_plans").size);
  assertEquals(asked(sim, "scheduled_plan"), 0);
});

Deno.test("without System Activity and without a search that shows them, that is said", async () => {
  for (const kind of ["404", null] as const) {
    await using sim = startSim(SMALL);
    sim.faults.add({ operation: "run_inline_query", kind: "403" });
    if (kind !== null) sim.faults.add({ operation: "search_scheduled_plans", kind });
    await using place = await backup(sim);
    const run = await place.run({ types: ["scheduled_plans"] });
    assertEquals(
      run.types[0]?.note,
      "disabled schedules could not be searched for: System Activity returned 403",
    );
  }
});

Deno.test("many disabled plans of one dashboard take one request, where Looker shows them there", async () => {
  await using sim = startSim({ ...SMALL, showsDisabledPlans: true });
  disableAll(sim);
  await using place = await backup(sim);
  await place.run({ types: ["scheduled_plans"] });
  const plans = sim.store.table("scheduled_plans").size, singles = asked(sim, "scheduled_plan");
  assertEquals(singles, plans);
  const again = await place.run({ types: ["scheduled_plans"] });
  assertEquals([again.totals.stored, again.totals.unchanged, again.totals.deleted], [plans, plans, 0]);
  assertEquals([asked(sim, "scheduled_plan"), asked(sim, "scheduled_plans_for_dashboard")], [singles, 1]);
});

Deno.test("a Looker that shows none there is asked once", async () => {
  await using sim = startSim(SMALL);
  disableAll(sim);
  await using place = await backup(sim);
  await place.run({ types: ["scheduled_plans"] });
  const again = await place.run({ types: ["scheduled_plans"] });
  const plans = sim.store.table("scheduled_plans").size;
  assertEquals([again.totals.stored, again.totals.deleted], [plans, 0]);
  assertEquals([asked(sim, "scheduled_plan"), asked(sim, "scheduled_plans_for_dashboard")], [2 * plans, 1]);
});
