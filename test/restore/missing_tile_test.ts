import { assert, assertEquals } from "@std/assert";
import { backup } from "../extract/_in_process.ts";
import { type JsonObject, startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { restore } from "./_in_process.ts";

const FEW = { dashboards: 8, looks: 4, folders: 6, users: 4, groups: 4, tileBytes: 300 };

Deno.test("a plan tells of each missing tile twice, that it comes and where, and counts the requests from above", async () => {
  await using sim = startSim(FEW);
  await using vault = await backup(sim);
  await vault.run({});
  const tabs = new Map<string, number>();
  for (const dashboard of sim.store.table("dashboards").all()) {
    const [first] = (dashboard.get("dashboard_elements") ?? []) as JsonObject[];
    if (first === undefined) continue;
    const layouts = (dashboard.get("dashboard_layouts") ?? []) as JsonObject[];
    const places = layouts.flatMap((one) => (one["dashboard_layout_components"] ?? []) as JsonObject[]);
    tabs.set(dashboard.id, places.filter((one) => one["dashboard_element_id"] === first["id"]).length);
    await admin(sim, "DELETE", `/dashboard_elements/${first["id"]}`);
  }
  for (const [id, places] of tabs) {
    const scope = { kind: "single", type: "dashboards", id } as const;
    const { items: [item] } = await restore(vault.path, sim, { dryRun: true, options: { scope } });
    const made = item?.changes.filter(({ from, to }) => from === null && to !== null) ?? [];
    assertEquals(made.length, 1 + places, `dashboard ${id}: ${made.map(({ path }) => path).join()}`);
    const damaged = sim.writes().length;
    const { planned_calls } = await restore(vault.path, sim, { options: { scope } });
    const begun = sim.log.findIndex((request) => request === sim.writes()[damaged]);
    const sent = sim.log.slice(begun).filter(({ operation }) => operation !== "logout").length;
    assert(sent <= planned_calls, `dashboard ${id}: ${sent} requests, ${planned_calls} planned`);
  }
  assert(tabs.size > 4);
});
