import { assert, assertEquals } from "@std/assert";
import { backedUp, backup } from "../extract/_in_process.ts";
import { type JsonObject, startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { restore } from "./_in_process.ts";

const FEW = { dashboards: 8, looks: 4, folders: 6, users: 4, groups: 4, tileBytes: 300 };

Deno.test("a plan tells of each missing tile twice, that it comes and where, and counts the requests from above", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim, _vault = vault;
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

Deno.test("a dashboard that was served without layouts is restored as far as it was, and said so before the first write", async () => {
  await using sim = startSim({ ...FEW, dashboards: 16 });
  const served: [id: string, dashboard_layouts: null | never[]][] = [["13", null], ["14", []]];
  for (const [id, dashboard_layouts] of served) {
    sim.mutate({ op: "update", type: "dashboards", id, values: { dashboard_layouts } });
  }
  await using vault = await backup(sim);
  await vault.run({ noUserValues: false });
  await using other = startSim({ ...FEW, emptied: true });
  const planned = await restore(vault.path, other, { dryRun: true });
  const said = planned.items.filter(({ unrestorable }) =>
    unrestorable.some(({ code }) => code === "no_layout")
  );
  assertEquals(said.map(({ id }) => id).sort(), ["13", "14"]);
  const done = await restore(vault.path, other);
  assertEquals([done.status, done.errors, done.totals.incomplete], ["completed", [], 0]);
  const title = sim.store.table("dashboards").get("14")?.get("title");
  const made = other.store.table("dashboards").all().find((one) => one.get("title") === title);
  const before = sim.store.table("dashboards").get("14")?.get("dashboard_elements") as JsonObject[];
  assertEquals((made?.get("dashboard_elements") as JsonObject[]).length, before.length);
  const writes = other.writes().length;
  await restore(vault.path, other);
  assertEquals(other.writes().slice(writes).map(({ operation }) => operation), []);
});

Deno.test("a place whose tile is gone is nobody's: what has one is restored and is the same afterwards", async () => {
  await using sim = startSim({ ...FEW, dashboards: 16 });
  const stored = sim.store.table("dashboards").get("13")?.full() ?? {};
  const [, ...tiles] = stored["dashboard_elements"] as JsonObject[];
  sim.mutate({ op: "update", type: "dashboards", id: "13", values: { dashboard_elements: tiles } });
  await using vault = await backup(sim);
  await vault.run({ noUserValues: false });
  await using other = startSim({ ...FEW, emptied: true });
  const done = await restore(vault.path, other);
  assertEquals([done.status, done.errors, done.verified.different], ["completed", [], 0]);
});
