/**
 * A vault in which every command finds something: items, a restore, and a failure in its queue; and a plan beside it.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { extract, run, Workplace } from "./_run.ts";
import type { Sim } from "./_sim.ts";

/** Makes it as `lookervault.db` in a folder of its own. */
export async function furnishedPlace(sim: Sim): Promise<Workplace> {
  const place = Workplace.at(sim);
  const usual = { ...place.vault("lookervault.db") };
  await extract(usual);
  sim.store.patch("dashboards", "1", { title: "Changed" });
  sim.store.patch("looks", "1", { title: "Changed" });
  sim.faults.add({ kind: "422", operation: "update_dashboard", times: 1 });
  const restored = await run(usual, "restore", "bulk", "dashboards", "--id", "1", "--yes", "--json");
  assertEquals(restored.code, 4, restored.stderr);
  const planned = await run(usual, "restore", "single", "looks", "1", "--plan-out", "plan.json");
  assertEquals(planned.code, 0, planned.stderr);
  return place;
}
