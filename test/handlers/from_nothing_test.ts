import { assertEquals } from "@std/assert";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { backedUp } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { admin } from "../restore/_admin.ts";
import { restore } from "../restore/_in_process.ts";
import { FEW, repair } from "./_repair.ts";

const EVERYTHING = { scope: { kind: "all" }, enableSchedules: true } as const;

/** What is deleted, and the creates that bring it back. */
const DELETED: [type: ContentType, path: string, creates: string[]][] = [
  ["color_collections", "/color_collections/3", ["create_color_collection"]],
  ["themes", "/themes/2", ["create_theme"]],
  ["user_attributes", "/user_attributes/3", ["create_user_attribute"]],
  ["connections", "/connections/legacy%2Fpg", ["create_connection"]],
  ["lookml_models", "/lookml_models/finance", ["create_lookml_model"]],
  ["model_sets", "/model_sets/4", ["create_model_set"]],
  ["groups", "/groups/4", ["create_group"]],
  ["roles", "/roles/3", ["create_role"]],
  ["boards", "/boards/1", [
    "create_board",
    "create_board_section",
    "create_board_section",
    "create_board_item",
    "create_board_item",
    "create_board_item",
  ]],
  ["boards", "/board_sections/1", [
    "create_board_section",
    "create_board_item",
    "create_board_item",
    "create_board_item",
  ]],
  ["boards", "/board_items/1", ["create_board_item"]],
  ["alerts", "/alerts/1", ["create_alert"]],
  ["scheduled_plans", "/scheduled_plans/1", ["create_scheduled_plan"]],
];

/** Two collections that are the same cannot be told apart afterwards. */
const prepare = (sim: Sim): unknown =>
  admin(sim, "PATCH", "/color_collections/4", { label: "Another brand" });
/** What is read back with the values of every user. */
const HANGS_ON_VALUES = /user_attributes|groups/;
/** Only followers themselves can follow; and the simulator forgets who had a role that is gone. */
const ignore = /followers|unknown roles/;

for (const [type, path, creates] of DELETED) {
  Deno.test(`restore() brings ${path} back with all that hung on it`, async () => {
    const { writes } = await repair(type, (sim) => admin(sim, "DELETE", path), {
      ids: false,
      options: EVERYTHING,
      prepare,
      ignore,
      counted: !HANGS_ON_VALUES.test(path),
    });
    assertEquals(writes.filter((write) => /^create_(?!query|content)/.test(write)), creates);
  });
}

for (const [type, path] of DELETED) {
  Deno.test(`restore() makes ${path} once though the answers are lost`, async () => {
    await repair(type, async (sim) => {
      await admin(sim, "DELETE", path);
      sim.faults.add({ kind: "lost-reply", writes: true, method: "POST", timesPerRequest: 1 });
    }, { ids: false, options: EVERYTHING, prepare, ignore, counted: false });
  });
}

Deno.test("restore() makes alerts and plans disabled, and sends no mail", async () => {
  const { sim, vault } = await backedUp(FEW, { run: { noUserValues: true } });
  await using _sim = sim, _vault = vault;
  await admin(sim, "DELETE", "/alerts/1");
  await admin(sim, "DELETE", "/scheduled_plans/1");
  const summary = await restore(vault.path, sim);
  assertEquals(summary.errors, []);
  assertEquals(summary.totals.created, 2);
  assertEquals(sim.store.table("alerts").all().at(-1)?.get("is_disabled"), true);
  assertEquals(sim.store.table("scheduled_plans").all().at(-1)?.get("enabled"), false);
  assertEquals(sim.mails, []);
  const again = await restore(vault.path, sim);
  assertEquals(again.totals.created + again.totals.updated, 0);
  const enabled = await restore(vault.path, sim, { options: { enableSchedules: true } });
  assertEquals(enabled.totals.updated, 2);
  assertEquals(sim.store.table("scheduled_plans").all().at(-1)?.get("enabled"), true);
});

Deno.test("restore() creates users of every sort again, with credential, groups, roles, values and folder", async () => {
  const { sim, vault } = await backedUp(FEW, { run: { noUserValues: false } });
  await using _sim = sim, _vault = vault;
  await using other = startSim({ ...FEW, emptied: true, idOffset: 5000 });
  const only = ["users", "groups", "roles", "permission_sets", "model_sets", "user_attributes", "folders"];
  const summary = await restore(vault.path, other, { options: { only: only as ContentType[] } });
  assertEquals(summary.errors, []);
  assertEquals(summary.verified.different, 0);
  const [wanted, made] = [sim, other].map((one) =>
    Object.fromEntries(
      one.store.table("users").all().map((user) => [
        JSON.stringify([user.get("email"), user.get("display_name"), user.get("service_account_name")]),
        JSON.stringify([user.get("is_disabled"), user.get("locale")]),
      ]),
    )
  );
  assertEquals(made, wanted);
  const value = (one: typeof sim): unknown => {
    const second = one.store.table("users").all().find((user) => user.get("email") === "user2@example.com");
    const region = one.store.table("user_attributes").all().find((item) => item.get("name") === "region");
    return (region?.peek("_user_values") as Record<string, unknown>)[`u${second?.id}`];
  };
  assertEquals(value(other), value(sim));
  const folders = (one: typeof sim): number =>
    one.store.table("folders").all().filter((folder) => folder.get("is_personal") === true).length;
  assertEquals(folders(other), folders(sim));
  assertEquals(other.violations, []);
  assertEquals(other.mails, []);
  const again = await restore(vault.path, other, { options: { only: only as ContentType[] } });
  assertEquals(again.totals.created, 0);
  assertEquals(again.errors, []);
});

Deno.test("restore() finishes a user whose credential could not be made, and makes no second one", async () => {
  const { sim, vault } = await backedUp(FEW, { run: { noUserValues: true } });
  await using _sim = sim, _vault = vault;
  await using other = startSim({ ...FEW, emptied: true, idOffset: 5000 });
  other.faults.add({ kind: "403", operation: "create_user_credentials_email" });
  const options = { only: ["users"] as ContentType[] };
  const failed = await restore(vault.path, other, { options });
  const count = other.store.table("users").all().length;
  assertEquals(failed.errors.every((error) => error.operation === "create_user_credentials_email"), true);
  other.faults.clear();
  const summary = await restore(vault.path, other, { options });
  assertEquals(summary.errors, []);
  assertEquals(other.store.table("users").all().length, count);
  assertEquals(other.violations, []);
});
