import { assert, assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { UsageError } from "../../lib/base/errors.ts";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import type { RestoreOptions } from "../../lib/restore/restore_request.ts";
import { startSim } from "../sim/mod.ts";
import { DAMAGES } from "./_damages.ts";
import { Damaged, formOf, MIXED } from "./_damage.ts";
import { differences } from "./_forms.ts";
import { restore } from "./_in_process.ts";

const single = (type: ContentType, id: string): Partial<RestoreOptions> => ({
  scope: { kind: "single", type, id },
});

/** What was written, in its order. */
function writesOf({ sim }: Pick<Damaged, "sim">, since = 0): string[] {
  return sim.writes().slice(since).map(({ operation, path }) =>
    `${operation} ${path.replace("/api/4.0", "")}`
  );
}

Deno.test("restore of one item touches no other that has its id", async () => {
  await using at = await Damaged.start();
  const { ask, sim, vault } = at;
  await ask("PATCH", "/dashboards/2", { description: "Broken" });
  await ask("PATCH", "/looks/2", { description: "Broken" });
  await ask("PATCH", "/users/2", { first_name: "Broken" });
  await ask("PATCH", "/boards/2", { description: "Broken" });
  await ask("PATCH", "/groups/2", { name: "Broken" });
  const then = sim.writes().length;
  const summary = await restore(vault.path, sim, { options: single("looks", "2") });
  assertEquals(summary.errors, []);
  assertEquals(writesOf(at, then), ["update_look /looks/2"]);
});

Deno.test("restore --skip-if-modified leaves what was changed after the backup", async () => {
  await using at = await Damaged.start();
  const { ask, sim, vault } = at;
  await ask("PATCH", "/dashboards/2", { description: "Somebody's work of today" });
  await ask("PATCH", "/groups/8", { name: "Somebody's group" });
  await ask("DELETE", "/boards/1");
  const then = sim.writes().length;
  const summary = await restore(vault.path, sim, { options: { skipIfModified: true } });
  assertEquals(summary.errors, []);
  assertEquals(summary.totals.skipped, 2);
  assertEquals(summary.totals.created, 1);
  assert(writesOf(at, then).every((write) => /board|_access/.test(write)), writesOf(at, then).join());
});

Deno.test("restore --owner-map and --default-owner say whose content is that has no owner any more", async () => {
  const owners = async (options: Partial<RestoreOptions>): Promise<unknown[]> => {
    await using at = await Damaged.start();
    const { ask, sim, vault } = at;
    await ask("DELETE", "/users/3");
    await ask("DELETE", "/dashboards/3");
    const summary = await restore(vault.path, sim, {
      options: {
        scope: { kind: "items", items: [{ type: "dashboards", id: "3" }, { type: "looks", id: "3" }] },
        ...options,
      },
    });
    assertEquals(summary.errors, []);
    const title = "📈 Growth 👩‍👩‍👧 🏳️‍🌈";
    const made = sim.store.table("dashboards").all().find((one) => one.get("title") === title);
    return [made?.get("user_id"), summary.warnings.some((warning) => warning.includes("owner"))];
  };
  assertEquals(await owners({ ownerMap: { "3": "9" } }), ["9", false]);
  assertEquals(await owners({ ownerMap: { "user3@example.com": "user9@example.com" } }), ["9", false]);
  assertEquals(await owners({ defaultOwner: "6" }), ["6", true]);
  assertEquals(await owners({}), ["1", true]);
});

Deno.test("restore names what an item needs and nobody has, and leaves the item alone", async () => {
  await using at = await Damaged.start();
  await using other = startSim({ ...MIXED, emptied: true, lookml: false });
  const summary = await restore(at.vault.path, other, { options: single("dashboards", "11") });
  assertEquals(summary.status, "partial");
  assertEquals(summary.totals.skipped, 1);
  assert(summary.lacking.some((what) => what.includes("lookml_models/thelook")), summary.lacking.join());
  assertEquals(summary.errors.map(({ type, id }) => `${type} ${id}`), ["dashboards 11"]);
  assertEquals(writesOf({ sim: other }), []);
});

Deno.test("restore --with-dependencies brings what an item needs and nothing more", async () => {
  await using at = await Damaged.start();
  const { ask, sim, vault, before } = at;
  await ask("DELETE", "/folders/15");
  await ask("DELETE", "/users/2");
  const alone = await restore(vault.path, sim, { options: single("dashboards", "2") });
  assertEquals(alone.totals.skipped, 1);
  assertEquals(alone.errors.length, 1);
  const then = sim.writes().length;
  const summary = await restore(vault.path, sim, {
    options: { ...single("dashboards", "2"), withDependencies: true },
  });
  assertEquals(summary.errors, []);
  const made = summary.items.filter(({ action }) => action === "create").map(({ type, id }) =>
    `${type} ${id}`
  );
  assertEquals(made.sort(), ["dashboards 2", "folders 15", "folders 16", "looks 2", "users 2"]);
  assertEquals(writesOf(at, then).filter((write) => /^delete/.test(write)), []);
  const path = '"(shared_root)/Level 1/Level 2 › He said';
  assertEquals(differences(before, formOf(sim)).filter((line) => line.startsWith(`dashboards[${path}`)), []);
});

Deno.test("restore refuses filters that cannot apply, and items that the backup lacks", async () => {
  await using at = await Damaged.start();
  const { sim, vault } = at;
  const refused: Partial<RestoreOptions>[] = [
    { scope: { kind: "bulk", type: "groups" }, folders: ["15"] },
    { scope: { kind: "bulk", type: "groups" }, updatedAfter: "2020-01-01T00:00:00Z" },
    { scope: { kind: "bulk", type: "roles" }, owners: ["2"] },
    { scope: { kind: "bulk", type: "looks" }, ids: ["2", "999"] },
    { folders: ["999"] },
    { owners: ["2", "nobody@example.com"] },
    { scope: { kind: "bulk", type: "looks" }, owners: ["999"] },
    { ownerMap: { "2": "999" } },
    { scope: { kind: "bulk", type: "looks" }, ownerMap: { "2": "nobody@example.com" } },
    { scope: { kind: "bulk", type: "looks" }, defaultOwner: "999" },
    single("dashboards", "999"),
  ];
  for (const options of refused) await assertRejects(() => restore(vault.path, sim, { options }), UsageError);
  assertEquals(sim.writes(), []);
});

Deno.test("restore of what one filter or another chooses leaves the rest alone", async () => {
  await using at = await Damaged.start();
  const { ask, sim, vault } = at;
  for (const { id } of sim.store.table("dashboards").all()) {
    await ask("PATCH", `/dashboards/${id}`, { description: "Broken" });
  }
  const chosen = async (options: Partial<RestoreOptions>): Promise<string[]> => {
    const summary = await restore(vault.path, sim, {
      dryRun: true,
      options: { scope: { kind: "bulk", type: "dashboards" }, ...options },
    });
    return summary.items.filter(({ action }) => action === "update").map(({ id }) => id).sort();
  };
  const of = (name: string, value: string): string[] =>
    sim.store.table("dashboards").all().filter((one) =>
      one.get(name) === value && one.get("deleted") !== true
    )
      .map(({ id }) => id).sort();
  assertEquals(await chosen({ ids: ["2", "3"] }), ["2", "3"]);
  assertEquals((await chosen({ owners: ["2"] })).filter((id) => !of("user_id", "2").includes(id)), []);
  assertEquals(await chosen({ owners: ["USER2@example.com"] }), await chosen({ owners: ["2"] }));
  assertEquals((await chosen({ folders: ["24"] })).filter((id) => !of("folder_id", "24").includes(id)), []);
  assertEquals(await chosen({ updatedAfter: "2999-01-01T00:00:00Z" }), []);
});

Deno.test("restore names an item whose body is damaged in the vault, and restores the others", async () => {
  await using at = await Damaged.start();
  const { ask, sim, vault } = at;
  for (const id of ["2", "3", "4"]) await ask("PATCH", `/dashboards/${id}`, { description: "Broken" });
  const file = new DatabaseSync(vault.path);
  file.exec("UPDATE content_items SET content_data = x'c1ff00' WHERE content_type = 1 AND id = '3'");
  file.exec("UPDATE content_items SET content_data = x'' WHERE content_type = 1 AND id = '4'");
  file.close();
  const summary = await restore(vault.path, sim);
  assertEquals(summary.status, "partial");
  assertEquals(summary.errors.map(({ type, id }) => `${type} ${id}`).sort(), [
    "dashboards 3",
    "dashboards 4",
  ]);
  assertEquals(sim.store.table("dashboards").get("2")?.get("description") !== "Broken", true);
  assertEquals(sim.store.table("dashboards").get("3")?.get("description"), "Broken");
});

for (const workers of [1, 16]) {
  Deno.test(`restore with ${workers} workers comes to the same`, async () => {
    await using at = await Damaged.start();
    for (const damage of Object.values(DAMAGES["things deleted for good"] ?? {})) {
      await damage(at.ask, at.sim);
    }
    const summary = await restore(at.vault.path, at.sim, { options: { workers, enableSchedules: true } });
    assertEquals(summary.errors, []);
    assertEquals(differences(at.before, formOf(at.sim)), []);
  });
}
