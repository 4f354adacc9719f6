import { ApiReader } from "../../lib/live/reader.ts";
import { assertEquals } from "@std/assert";
import { scheduledPlans } from "../../lib/handlers/scheduled_plans.ts";
import { userAttributes } from "../../lib/handlers/user_attributes.ts";
import { users } from "../../lib/handlers/users/users.ts";
import type { RestoreOptions } from "../../lib/restore/restore_request.ts";
import { backedUp } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { admin } from "../restore/_admin.ts";
import { restore } from "../restore/_in_process.ts";
import { FEW } from "./_repair.ts";
import { PlainWriter } from "./_writer.ts";

Deno.test("after a write, an attribute is read back with the values that were written, and no others", async () => {
  await using sim = startSim(FEW);
  await using writer = PlainWriter.to(sim);
  const live = await userAttributes.read(writer, "3");
  if (live === null) throw new Error("There is no attribute 3");
  const asked = sim.count("user_attribute_user_values");
  assertEquals(asked, sim.store.table("users").all().length);
  const vault = live["_vault"] as { user_values: { user_id: string; value: string }[] };
  const source = { ...live, _vault: { ...vault, user_values: [{ user_id: "3", value: "FR" }] } };
  const task = writer.task(userAttributes, source, live);
  await userAttributes.update(task);
  const after = await userAttributes.read(writer, "3", task);
  assertEquals(writer.task(userAttributes, source, after).changes, []);
  const touched = new Set(["3", ...vault.user_values.map(({ user_id }) => user_id)]);
  assertEquals(sim.count("user_attribute_user_values") - asked, touched.size);
});

Deno.test("a user is read with one request, unless the backup knows their links", async () => {
  await using sim = startSim(FEW);
  await using writer = PlainWriter.to(sim);
  const before = sim.log.length;
  const links = await users.read(writer, "2");
  assertEquals(Object.keys(links?.["_vault"] ?? {}), ["groups", "roles", "values"]);
  const task = writer.task(users, { id: "2" }, { id: "2" });
  await users.read(writer, "2", task);
  assertEquals(
    sim.log.slice(before).map((request) => request.operation).filter((one) => one !== "login").sort(),
    [
      "user",
      "user",
      "user_attribute_user_values",
      "user_roles",
    ],
  );
});

Deno.test("disabled plans, which no listing shows, are listed all the same", async () => {
  await using sim = startSim(FEW);
  await using writer = PlainWriter.to(sim);
  const { operation, fields, params, more } = scheduledPlans.listing;
  const listed = await writer.list(operation, { ...params, fields });
  const found = await more?.(writer, listed) ?? [];
  assertEquals(listed.length + found.length, sim.store.table("scheduled_plans").all().length);
  assertEquals(found.every((plan) => plan["enabled"] === false), true);
  const said: string[] = [];
  for (
    const [kind, why] of [["403", "returned 403"], ["null-200", "returned no list of schedules"]] as const
  ) {
    sim.faults.clear();
    sim.faults.add({ kind, operation: "run_inline_query" });
    const reader = new ApiReader(writer.client, writer.call, {}, (message) => said.push(message));
    assertEquals(await more?.(reader, listed), []);
    assertEquals(said.splice(0), [
      `cannot search for disabled schedules of the target instance: System Activity ${why}`,
    ]);
  }
});

Deno.test("a plan that was created again, and is disabled, is recognized the next time", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim, _vault = vault;
  await admin(sim, "DELETE", "/scheduled_plans/1");
  const options: Partial<RestoreOptions> = { scope: { kind: "single", type: "scheduled_plans", id: "1" } };
  assertEquals((await restore(vault.path, sim, { options })).totals.created, 1);
  assertEquals((await restore(vault.path, sim, { options })).totals.created, 0);
});

Deno.test("a plan that was created again is recognized by the id map, though no listing shows it", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim, _vault = vault;
  await admin(sim, "DELETE", "/scheduled_plans/1");
  sim.faults.add({ kind: "403", operation: "run_inline_query" });
  const options: Partial<RestoreOptions> = { scope: { kind: "single", type: "scheduled_plans", id: "1" } };
  assertEquals((await restore(vault.path, sim, { options })).totals.created, 1);
  assertEquals((await restore(vault.path, sim, { options })).totals.created, 0);
});
