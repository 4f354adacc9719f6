import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals } from "@std/assert";
import { backedUp, type Backup, backup } from "../extract/_in_process.ts";
import { type JsonObject, startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { differences, lostIds } from "./_forms.ts";
import { formOf } from "./_damage.ts";
import { restore } from "./_in_process.ts";
import { undo } from "./_undo.ts";

const FEW = { dashboards: 4, looks: 3, folders: 6, users: 10, groups: 6, tileBytes: 300 };

/** Forgets what the vault knows of ids, as when notes were lost. */
function forgetIds(vault: Backup): void {
  using database = new DatabaseSync(vault.path);
  database.exec("DELETE FROM id_mappings");
}

Deno.test("restore() recognizes an alert by its tile, and the tile by its content, and makes neither twice", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim, _vault = vault;
  const tiles = new Set(
    sim.store.table("alerts").all().map((one) => String(one.get("dashboard_element_id"))),
  );
  assert(tiles.size > 0);
  const before = formOf(sim);
  for (const id of tiles) await admin(sim, "DELETE", `/dashboard_elements/${id}`);
  const options = { enableSchedules: true };
  assertEquals((await restore(vault.path, sim, { options })).errors, []);
  assertEquals(differences(before, formOf(sim)), []);
  forgetIds(vault);
  const writes = sim.writes().length;
  const again = await restore(vault.path, sim, { options });
  assertEquals([again.errors, again.totals.created], [[], 0]);
  assertEquals(sim.writes().slice(writes).map(({ operation }) => operation), []);
  assertEquals(differences(before, formOf(sim)), []);
});

Deno.test("restore() changes a tile in place that was created again under its title, whatever it shows", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim, _vault = vault;
  const before = formOf(sim), id = sim.store.table("dashboards").all()[0]?.id ?? "";
  const tilesNow = async (): Promise<JsonObject[]> => {
    const tiles = (await admin(sim, "GET", `/dashboards/${id}`))?.["dashboard_elements"];
    return Array.isArray(tiles) ? tiles as JsonObject[] : [];
  };
  const tile = (await tilesNow()).find((one) => one["query_id"] !== null && one["title"] !== null) ?? {};
  const { model, view, fields } = await admin(sim, "GET", `/queries/${tile["query_id"]}`) ?? {};
  const query = await admin(sim, "POST", "/queries", { model, view, fields, limit: "17" });
  await admin(sim, "DELETE", `/dashboard_elements/${tile["id"]}`);
  const made = await admin(sim, "POST", "/dashboard_elements", {
    dashboard_id: id,
    title: tile["title"],
    type: tile["type"],
    query_id: query?.["id"],
  });
  assertEquals((await restore(vault.path, sim, { options: { enableSchedules: true } })).errors, []);
  assertEquals(differences(before, formOf(sim)), []);
  assert((await tilesNow()).some((one) => one["id"] === made?.["id"]));
});

Deno.test("restore() takes what is gone already for deleted, though the answer was lost", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim, _vault = vault;
  const before = formOf(sim);
  for (const body of ["one", "two"]) {
    await admin(sim, "POST", "/dashboard_elements", { dashboard_id: "1", type: "text", body_text: body });
  }
  sim.faults.add({ kind: "lost-reply", operation: "delete_dashboard_element", timesPerRequest: 1 });
  const damaged = formOf(sim), { errors } = await restore(vault.path, sim);
  assertEquals([errors, differences(before, formOf(sim))], [[], []]);
  assertEquals(lostIds({ before, damaged, after: formOf(sim) }), []);
});

Deno.test("restore() with dependencies brings nothing for items that are not restored themselves", async () => {
  const { sim, vault } = await backedUp(FEW, { run: { noUserValues: false } });
  await using _sim = sim, _vault = vault;
  await using other = startSim({ ...FEW, emptied: true, idOffset: 500 });
  const everybody = sim.store.table("groups").all().find((one) => one.get("include_by_default") === true);
  const scope = { kind: "single", type: "groups", id: everybody?.id ?? "" } as const;
  const { items } = await restore(vault.path, other, { options: { scope, withDependencies: true } });
  assertEquals(items.map(({ type, action }) => [type, action]), [["groups", "unrestorable"]]);
  assertEquals(other.writes(), []);
});

Deno.test("restore() takes values away that an attribute got while they were hidden", async () => {
  await using sim = startSim(FEW);
  await using vault = await backup(sim);
  const plain = (one: JsonObject): boolean => one["is_system"] !== true && one["value_is_hidden"] !== true;
  const attribute = sim.store.table("user_attributes").all().findLast((one) =>
    plain({ is_system: one.get("is_system") ?? null, value_is_hidden: one.get("value_is_hidden") ?? null })
  );
  const path = `/user_attributes/${attribute?.id}`;
  await vault.run({ noUserValues: false });
  const before = formOf(sim);
  await admin(sim, "POST", `${path}/group_values`, [{ group_id: "3", value: "x" }] as unknown as JsonObject);
  await admin(sim, "PATCH", path, { value_is_hidden: true });
  assertEquals((await restore(vault.path, sim)).errors, []);
  assertEquals(differences(before, formOf(sim)), []);
});

Deno.test("an undo names nothing that it removes itself: a theme whose colors the restore created again", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim, _vault = vault;
  const theme = sim.store.table("themes").all().find((one) => one.get("name") !== "Looker");
  const settings = JSON.parse(JSON.stringify(theme?.get("settings")));
  await admin(sim, "DELETE", `/color_collections/${settings.color_collection_id}`);
  await admin(sim, "PATCH", `/themes/${theme?.id}`, { settings: { background_color: "#123456" } });
  const { errors, session_id } = await restore(vault.path, sim);
  assertEquals(errors, []);
  const undone = await undo({ path: vault.path, sim, session: session_id });
  assertEquals(undone.errors, []);
  const after = JSON.parse(JSON.stringify(sim.store.table("themes").get(theme?.id ?? "")?.get("settings")));
  assertEquals(after.background_color, "#123456");
});
