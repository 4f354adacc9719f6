import { assert, assertEquals } from "@std/assert";
import { backedUp } from "../extract/_in_process.ts";
import { type JsonObject, type NormalForm, sameUpToIds, type Sim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { restore } from "./_in_process.ts";

const SMALL = { dashboards: 12, looks: 8, folders: 8, users: 6, groups: 8, tileBytes: 300 };

Deno.test("restore() writes nothing when the destination already equals the backup", async () => {
  const { sim, vault } = await backedUp(SMALL);
  await using _sim = sim, _vault = vault;
  const before = sim.writes().length;
  const summary = await restore(vault.path, sim, {});
  assertEquals(summary.errors, []);
  assertEquals(
    summary.items.filter((item) => !["none", "unrestorable"].includes(item.action)).slice(0, 3),
    [],
  );
  assertEquals(sim.writes().slice(before).map((write) => write.operation), []);
  assertEquals(summary.status, "completed");
});

Deno.test("restore() of one dashboard whose title changed patches it and costs at most 12 requests", async () => {
  const { sim, vault } = await backedUp(SMALL);
  await using _sim = sim, _vault = vault;
  const id = "3";
  sim.store.patch("dashboards", id, { title: "Somebody else's idea" });
  const calls = sim.log.length;
  const summary = await restore(vault.path, sim, {
    options: { scope: { kind: "single", type: "dashboards", id } },
  });
  assertEquals(summary.errors, []);
  assertEquals(summary.totals.updated, 1);
  assertEquals(summary.verified, { same: 1, different: 0 });
  assert(sim.log.length - calls <= 11, `${sim.log.length - calls} requests`);
  // Whether somebody else has the title is asked of those in the folder, not of all.
  const asked = sim.log.slice(calls).filter(({ operation }) => operation === "search_dashboards");
  assertEquals(asked.map(({ query }) => new URLSearchParams(query).has("title")), [true]);
  assertEquals(sim.writes().map((write) => write.operation), ["update_dashboard"]);
});

/** Damages a dashboard in every way that a person could. */
const DAMAGES: Record<string, (sim: Sim, id: string) => Promise<unknown>> = {
  "a deleted tile": (sim, id) =>
    admin(sim, "DELETE", `/dashboard_elements/${first(sim, id, "dashboard_elements")}`),
  "a changed tile": (sim, id) =>
    admin(sim, "PATCH", `/dashboard_elements/${first(sim, id, "dashboard_elements")}`, { title: "Broken" }),
  "a deleted filter": (sim, id) =>
    admin(sim, "DELETE", `/dashboard_filters/${first(sim, id, "dashboard_filters")}`),
  "a renamed filter": (sim, id) =>
    admin(sim, "PATCH", `/dashboard_filters/${first(sim, id, "dashboard_filters")}`, {
      name: "Other",
      title: "Other",
    }),
  "another tile": (sim, id) =>
    admin(sim, "POST", "/dashboard_elements", { dashboard_id: id, type: "text", body_text: "More" }),
  "the trash": (sim, id) => admin(sim, "PATCH", `/dashboards/${id}`, { deleted: true }),
  "a moved tile": (sim, id) => {
    const layout = parts(sim, id, "dashboard_layouts")[0] ?? {};
    const [component] = layout["dashboard_layout_components"] as { id: string }[];
    return admin(sim, "PATCH", `/dashboard_layout_components/${component?.id}`, { row: 77, width: 3 });
  },
  "a tile that stood on no tab and has a place now, as one has that a crash left half made": (sim, id) => {
    const [layout, ...others] = parts(sim, id, "dashboard_layouts");
    const components = (layout?.["dashboard_layout_components"] ?? []) as JsonObject[];
    const placed = new Set(components.map((one) => one["dashboard_element_id"]));
    const tile = parts(sim, id, "dashboard_elements").find((one) => !placed.has(one["id"] ?? null));
    const place = { ...components[0], id: "987654", dashboard_element_id: tile?.["id"] ?? null, row: 70 };
    const layouts = [{ ...layout, dashboard_layout_components: [...components, place] }, ...others];
    return Promise.resolve(sim.store.patch("dashboards", id, { dashboard_layouts: layouts }));
  },
  "nothing but its title left": async (sim, id) => {
    for (const kind of ["dashboard_elements", "dashboard_filters"]) {
      for (const part of parts(sim, id, kind)) await admin(sim, "DELETE", `/${kind}/${part["id"]}`);
    }
  },
};

for (const [name, damage] of Object.entries(DAMAGES)) {
  Deno.test(`restore() brings a dashboard back from ${name}, in place`, async () => {
    const { sim, vault } = await backedUp(SMALL);
    await using _sim = sim, _vault = vault;
    const id = "3";
    const before = content(sim);
    await damage(sim, id);
    assert(sameUpToIds(before, content(sim)).length > 0, "nothing was damaged");
    const summary = await restore(vault.path, sim, {
      options: { scope: { kind: "single", type: "dashboards", id } },
    });
    assertEquals(summary.errors, []);
    assertEquals(summary.verified, { same: 1, different: 0 });
    assertEquals(sameUpToIds(before, content(sim)), []);
    assertEquals(sim.deletions(), []);
    assertEquals(sim.violations, []);
    const again = sim.writes().length;
    await restore(vault.path, sim, { options: { only: ["dashboards", "looks", "folders"] } });
    assertEquals(sim.writes().slice(again).map((write) => write.operation), []);
  });
}

function parts(sim: Sim, id: string, kind: string): JsonObject[] {
  return (sim.store.table("dashboards").get(id)?.get(kind) ?? []) as JsonObject[];
}

function first(sim: Sim, id: string, kind: string): string {
  return String(parts(sim, id, kind)[0]?.["id"]);
}

/** All but alerts: Looker deletes those of a tile with it, and a restore of the dashboard alone does not bring them back. */
function content(sim: Sim): NormalForm {
  return sim.normalForm({ types: ["dashboards", "looks", "folders", "queries", "merge_queries"] });
}
