import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { RestorePlan } from "../../lib/restore/plan/model.ts";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { backedUp } from "../extract/_in_process.ts";
import { admin } from "./_admin.ts";
import { Crafted } from "./_craft.ts";
import { formOf } from "./_damage.ts";
import { differences } from "./_forms.ts";
import { EVERYTHING, restore } from "./_in_process.ts";
import { undo } from "./_undo.ts";

const SMALL = { dashboards: 4, looks: 4, folders: 5, users: 6, groups: 5, tileBytes: 300 };

Deno.test("undo removes nothing that no restore made, whatever the vault says, and names each", async () => {
  const { sim, vault } = await backedUp(SMALL);
  await using _sim = sim, _vault = vault;
  const claims: [ContentType, string][] = [
    ["connections", "warehouse"],
    ["groups", "5"],
    ["roles", "4"],
    ["user_attributes", "7"],
    ["boards", "1"],
    ["scheduled_plans", "3"],
    ["alerts", "2"],
    ["folders", "5"],
    ["users", "4"],
    ["dashboards", "1"],
    ["looks", "../../users/4"],
    ["looks", "3"],
    ["permission_sets", "3"],
  ];
  {
    using craft = new Crafted(vault.path);
    craft.session("bbbbbbbbbbbb", { url: sim.url, status: "completed", options: { ...EVERYTHING } });
    for (const [type, id] of claims) {
      const claim = { type, from: `src-${id}`, step: "item", state: "created", to: id };
      craft.checkpoint("bbbbbbbbbbbb", claim);
    }
    // The id of the backup itself, and a note that is none.
    craft.checkpoint("bbbbbbbbbbbb", {
      type: "groups",
      from: "4",
      step: "groups",
      state: "created",
      to: "4",
    });
    craft.checkpoint("bbbbbbbbbbbb", {
      type: "groups",
      from: "4",
      step: "read_back",
      state: "created",
      to: '{"id":"9","pin":{}}',
    });
  }
  const before = formOf(sim), writes = sim.writes().length;
  const { status, removals, errors } = await undo({ path: vault.path, sim, session: "bbbbbbbbbbbb" });
  assertEquals(sim.writes().slice(writes), []);
  assertEquals(differences(before, formOf(sim)), []);
  assertEquals(status, "partial");
  assertEquals(removals.filter(({ removal }) => removal !== "stay"), []);
  const named = new Set(errors.filter(({ code }) => code === "changed_meanwhile").map(({ type }) => type));
  for (
    const type of ["groups", "roles", "boards", "users", "dashboards", "looks", "permission_sets"] as const
  ) {
    assert(named.has(type), `${type} is not named`);
  }
  assert(removals.some(({ type, name }) => type === "dashboards" && name !== null));
});

Deno.test("undo keeps what it removes, so that its own undo restores it; what was changed since stays and is named", async () => {
  const { sim, vault } = await backedUp(SMALL, { run: { noUserValues: false } });
  await using _sim = sim, _vault = vault;
  for (const path of ["/groups/4", "/groups/5", "/roles/5", "/dashboards/2"]) {
    await admin(sim, "DELETE", path);
  }
  const { session_id: session, errors } = await restore(vault.path, sim);
  assertEquals(errors, []);
  const restored = formOf(sim);
  const made = sim.store.table("groups").all().slice(-2);
  const [kept, gone] = made.map((one) => ({ id: one.id, name: String(one.get("name")) }));
  await admin(sim, "PATCH", `/groups/${kept?.id}`, { name: "people work with it" });
  let asked: RestorePlan | undefined;
  const undone = await undo({ path: vault.path, sim, session }, {
    deps: { consent: (plan) => (asked = plan, true) },
  });
  const ofGroups = asked?.removals.filter(({ type }) => type === "groups") ?? [];
  assertEquals(
    ofGroups.map(({ id, name, removal }) => [id, name, removal]).sort(),
    [[kept?.id ?? "", "people work with it", "stay"], [gone?.id ?? "", gone?.name ?? "", "remove"]].sort(),
  );
  assertEquals(undone.status, "partial");
  assertEquals(undone.removed?.groups, 1);
  assertEquals(undone.errors.map(({ type, id, code }) => [type, id, code]), [
    ["groups", kept?.id, "changed_meanwhile"],
  ]);
  assertStringIncludes(undone.errors[0]?.message ?? "", "changed since the restore created it (name)");
  assertEquals(sim.store.table("groups").get(gone?.id)?.id, undefined);
  assertEquals(sim.store.table("groups").get(kept?.id)?.get("name"), "people work with it");
  // And back again.
  await admin(sim, "PATCH", `/groups/${kept?.id}`, { name: kept?.name });
  const again = await undo({ path: vault.path, sim, session: undone.session_id });
  assertEquals(again.errors, []);
  assert(again.totals.created >= 2, JSON.stringify(again.totals));
  assertEquals(again.totals.undeleted, 1);
  assertEquals(differences(restored, formOf(sim)), []);
});

Deno.test("undo leaves what somebody changes after it was planned", async () => {
  const { sim, vault } = await backedUp(SMALL);
  await using _sim = sim, _vault = vault;
  for (const path of ["/groups/4", "/groups/5"]) await admin(sim, "DELETE", path);
  const { session_id: session } = await restore(vault.path, sim);
  const made = sim.store.table("groups").all().slice(-2).map(({ id }) => id);
  sim.onWrite(1, () => {
    for (const id of made) {
      const stored = sim.store.table("groups").stored(id);
      if (stored !== undefined) sim.store.table("groups").set(id, { ...stored, name: `${id} meanwhile` });
    }
  });
  const { errors, status } = await undo({ path: vault.path, sim, session }, { options: { workers: 1 } });
  assertEquals([status, errors.map(({ code }) => code)], ["partial", ["changed_meanwhile"]]);
  assertEquals(made.filter((id) => sim.store.table("groups").get(id) !== undefined).length, 1);
});
