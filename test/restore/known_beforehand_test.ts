/** What cannot be restored is known before anything is tried, and nothing is taken for what it is not. */
import { assertEquals } from "@std/assert";
import { backedUp, backup } from "../extract/_in_process.ts";
import { type JsonObject, observed, production, startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { restore } from "./_in_process.ts";

const SMALL = { dashboards: 6, looks: 4, folders: 6, users: 5, groups: 5, tileBytes: 300 };

Deno.test("restore() never tries to make a tile of SQL Runner, on its own instance neither", async (t) => {
  await using sim = startSim(production({ dashboards: 20, looks: 12, folders: 10 }));
  const tiles = sim.store.table("dashboards").all().flatMap((one): JsonObject[] =>
    JSON.parse(JSON.stringify(one.full()["dashboard_elements"]))
  );
  const tile = tiles.find(({ title }) => title === "From SQL Runner")?.["id"];
  await using vault = await backup(sim);
  await vault.run({});
  for (const what of ["tile", "instance"]) {
    await t.step(`the ${what} is gone`, async () => {
      if (what === "tile") await admin(sim, "DELETE", `/dashboard_elements/${tile}`);
      else sim.empty();
      const { errors, totals, status } = await restore(vault.path, sim);
      const [named] = errors.filter(({ message }) => message.includes("From SQL Runner"));
      assertEquals([status, totals.failed, named?.code], ["partial", 0, "uncaptured"]);
      assertEquals(errors.filter(({ code }) => code === "refused"), []);
      const again = await restore(vault.path, sim, { dryRun: true });
      assertEquals([again.planned_calls, again.totals.incomplete], [0, totals.incomplete]);
    });
  }
});

Deno.test("a tile that could not be made is asked nothing by the id that the backup knows", async () => {
  const { sim, vault } = await backedUp(SMALL);
  await using _sim = sim, _vault = vault;
  sim.empty();
  sim.faults.add({ kind: "422", operation: "create_dashboard_element", every: 3 });
  const { errors } = await restore(vault.path, sim, { options: { maxRetries: 0 } });
  const refused = errors.filter(({ code }) => code === "refused").map(({ operation }) => operation);
  assertEquals([...new Set(refused)], ["create_dashboard_element"]);
  assertEquals(sim.writes().filter(({ status }) => status === 404), []);
});

for (const nothing of ["", []]) {
  Deno.test(`a board that was deleted at ${JSON.stringify(nothing)} was not deleted`, async () => {
    const { sim, vault } = await backedUp(observed(SMALL));
    await using _sim = sim, _vault = vault;
    const boards = sim.store.table("boards");
    for (const { id } of boards.all().filter((one) => (one.get("deleted_at") ?? null) === null)) {
      boards.set(id, { ...boards.stored(id), deleted_at: nothing });
    }
    const { planned_calls, items } = await restore(vault.path, sim, { dryRun: true });
    assertEquals(items.filter(({ type, action }) => type === "boards" && action !== "none"), []);
    assertEquals(planned_calls, 0);
  });
}

Deno.test("--owner-map gives what somebody owned, not their rights: those are named, and nothing is incomplete", async () => {
  const { sim, vault } = await backedUp(SMALL);
  await using _sim = sim, _vault = vault;
  await admin(sim, "DELETE", "/users/2");
  const exclude = ["users", "groups", "roles", "user_attributes"] as const;
  const without = await restore(vault.path, sim, { dryRun: true, options: { exclude } });
  assertEquals(without.totals.incomplete > 0, true);
  const options = { exclude, ownerMap: { 2: "3" } };
  const summary = await restore(vault.path, sim, { options });
  assertEquals([summary.status, summary.totals.incomplete], ["completed", 0]);
  const again = await restore(vault.path, sim, { dryRun: true, options });
  assertEquals([again.planned_calls, again.totals.incomplete], [0, 0]);
  const named = again.items.flatMap(({ unrestorable }) => unrestorable.map(({ code }) => code));
  assertEquals(named.includes("replaced"), true);
  // Favorites are nobody else's.
  const favorites = again.items.filter(({ type, reason }) => type === "content_favorites" && reason !== null);
  assertEquals(favorites.length > 0, true);
  assertEquals(favorites.filter(({ reason_code }) => reason_code !== "replaced"), []);
});

for (const kind of ["500", "403", "wrong-type-200"] as const) {
  Deno.test(`disabled plans are not made a second time where System Activity answers ${kind}`, async () => {
    const { sim, vault } = await backedUp({ ...SMALL, dashboards: 16, looks: 14 });
    await using _sim = sim, _vault = vault;
    const plans = sim.store.table("scheduled_plans"), before = plans.all().map(({ id }) => id);
    const off = plans.all().filter((one) => one.get("enabled") === false);
    assertEquals(off.length > 1, true);
    await admin(sim, "PATCH", `/scheduled_plans/${off[0]?.id}`, { name: "edited" });
    sim.faults.add({ kind, operation: "run_inline_query" });
    const { totals, status } = await restore(vault.path, sim, { options: { maxRetries: 0 } });
    assertEquals([status, totals.created, totals.updated], ["completed", 0, 1]);
    assertEquals(plans.all().map(({ id }) => id), before);
  });
}

Deno.test("a part that could not be read is named by what was asked for it", async () => {
  await using sim = startSim({ ...SMALL, folders: 16 });
  await using vault = await backup(sim);
  await vault.run({});
  sim.faults.add({ kind: "500", operation: "all_content_metadata_accesses", times: 1 });
  const { items } = await restore(vault.path, sim, { dryRun: true, options: { maxRetries: 0 } });
  const paths = items.flatMap(({ incomplete }) => incomplete.map(({ path }) => path));
  assertEquals(paths, ["all_content_metadata_accesses"]);
});

Deno.test("a board's item that shows what is gone stays where it stands, and is skipped where it does not", async () => {
  await using sim = startSim(SMALL);
  await using vault = await backup(sim);
  const items = sim.store.table("board_items"), item = items.all()[0]?.id ?? "", gone = "88888";
  items.set(item, { ...items.stored(item), dashboard_id: null, look_id: gone });
  const section = `${items.get(item)?.get("board_section_id") ?? ""}`;
  const id = `${sim.store.table("board_sections").get(section)?.get("board_id") ?? ""}`;
  await vault.run({});
  await admin(sim, "PATCH", `/boards/${id}`, { title: "edited" });
  const { status, errors } = await restore(vault.path, sim);
  assertEquals([status, errors], ["completed", []]);
  assertEquals(items.get(item)?.get("look_id"), gone);
  assertEquals((await restore(vault.path, sim, { dryRun: true })).planned_calls, 0);
  await admin(sim, "DELETE", `/board_items/${item}`);
  const { totals, errors: named } = await restore(vault.path, sim);
  assertEquals([totals.failed, named.map(({ code }) => code)], [0, ["reference_missing"]]);
  assertEquals((await restore(vault.path, sim, { dryRun: true })).planned_calls, 0);
});
