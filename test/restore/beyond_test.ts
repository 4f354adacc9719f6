/** Properties that an instance's own spec has and that of this version lacks. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { withoutIds } from "../../lib/live/instance_writable.ts";
import type { RestoreOptions } from "../../lib/restore/restore_request.ts";
import { asSpecRecord } from "../../lib/looker/spec_record.ts";
import { storedSpec } from "../../lib/vault/api_specs.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { backup } from "../extract/_in_process.ts";
import { type Sim, type SimOptions, startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { restore } from "./_in_process.ts";

const NEWER: SimOptions = {
  dashboards: 4,
  looks: 5,
  tileBytes: 300,
  release: "27.3.1",
  spec: {
    properties: ["LookWithQuery.mood", "LookWithQuery.badge:Badge", "Dashboard.tone", "DashboardFilter.hue"],
    types: ["Hat"],
    listings: ["all_hats:Hat"],
    readOnly: ["Dashboard.seal"],
  },
};

const look = (id: string): Partial<RestoreOptions> => ({ scope: { kind: "single", type: "looks", id } });
const stored = (sim: Sim, type: "looks" | "dashboards", id: string): Record<string, unknown> =>
  sim.store.table(type).get(id)?.full() ?? {};

Deno.test("what only the instance's spec knows is backed up, shown, restored and undone", async () => {
  await using sim = startSim(NEWER);
  sim.mutate({
    op: "update",
    type: "looks",
    id: "2",
    values: { mood: "calm", badge: { id: "b1", label: "gold" } },
  });
  sim.mutate({ op: "update", type: "dashboards", id: "1", values: { tone: "dark" } });
  await using vault = await backup(sim);
  const summary = await vault.run({});
  const told = summary.warnings.join("\n");
  for (const name of ["Hat", "all_hats", "LookWithQuery.mood", "Dashboard.tone"]) {
    assertStringIncludes(told, name);
  }
  assert(!told.includes("seal"), told);
  assertEquals([sim.count("api_spec"), summary.status], [1, "completed"]);

  await admin(sim, "PATCH", "/looks/2", { mood: "wild", badge: { label: "tin" } });
  await admin(sim, "PATCH", "/dashboards/1", { tone: "light" });
  const dry = await restore(vault.path, sim, { options: look("2"), dryRun: true });
  assertEquals(dry.items[0]?.changes.map(({ path }) => path).sort(), ["badge.label", "mood"]);
  const done = await restore(vault.path, sim);
  assertEquals([done.errors, done.totals.updated, done.verified.different], [[], 2, 0]);
  assertEquals([stored(sim, "looks", "2")["mood"], stored(sim, "dashboards", "1")["tone"]], ["calm", "dark"]);
  assertEquals((stored(sim, "looks", "2")["badge"] as Record<string, unknown>)["label"], "gold");
  assertEquals((await restore(vault.path, sim, { dryRun: true })).totals.updated, 0);
  assertEquals([sim.count("api_spec"), sim.violations], [1, []]);
});

Deno.test("a destination whose release the vault does not know is asked once; a dry run keeps nothing", async () => {
  await using sim = startSim({ ...NEWER, release: "26.12.3", spec: {} });
  sim.mutate({ op: "update", type: "looks", id: "2", values: { foo_bar_mood: "calm" } });
  await using vault = await backup(sim);
  await vault.run({});
  sim.upgrade({ release: "26.20.1", spec: { properties: ["LookWithQuery.foo_bar_mood"] } });
  await admin(sim, "PATCH", "/looks/2", { foo_bar_mood: "wild" });
  const asked = sim.count("api_spec");
  const dry = await restore(vault.path, sim, { options: look("2"), dryRun: true });
  assertEquals(dry.items[0]?.changes.map(({ path }) => path), ["foo_bar_mood"]);
  assertEquals(sim.count("api_spec") - asked, 1);
  assertEquals((await restore(vault.path, sim, { options: look("2") })).totals.updated, 1);
  await restore(vault.path, sim, { options: look("2") });
  assertEquals(sim.count("api_spec") - asked, 2);
  assertEquals(stored(sim, "looks", "2")["foo_bar_mood"], "calm");
});

Deno.test("the destination's spec counts: an older Looker is sent nothing that it does not know", async () => {
  await using sim = startSim(NEWER);
  sim.mutate({ op: "update", type: "looks", id: "2", values: { mood: "calm" } });
  await using vault = await backup(sim);
  await vault.run({});
  await using older = startSim({ ...NEWER, emptied: true, release: "26.12.3", spec: {} });
  const summary = await restore(vault.path, older, { options: { enableSchedules: true } });
  assertEquals(summary.errors, []);
  assertEquals(older.violations, []);
  await using newer = startSim({ ...NEWER, emptied: true });
  assertEquals((await restore(vault.path, newer)).errors, []);
  const moods = newer.store.table("looks").all().map((one) => one.get("mood"));
  assertEquals(moods.filter((mood) => mood === "calm").length, 1);
});

Deno.test("what may be an id of this instance is restored here, and sent to no other", async () => {
  const spec = { properties: ["LookWithQuery.hat_id", "LookWithQuery.mood"] };
  await using sim = startSim({ ...NEWER, spec });
  sim.mutate({ op: "update", type: "looks", id: "2", values: { hat_id: "41", mood: "calm" } });
  await using vault = await backup(sim);
  await vault.run({});
  await using other = startSim({ ...NEWER, spec, emptied: true });
  await restore(vault.path, other);
  const sent = other.writes().filter(({ operation }) => operation === "create_look").map(({ body }) =>
    body ?? ""
  );
  assertEquals([sent.some((body) => body.includes("calm")), sent.some((body) => body.includes("hat_id"))], [
    true,
    false,
  ]);
  await admin(sim, "PATCH", "/looks/2", { hat_id: "9" });
  await restore(vault.path, sim, { options: look("2") });
  assertEquals(stored(sim, "looks", "2")["hat_id"], "41");
});

Deno.test("a spec that is not there, or is none, is told and stops nothing; it is asked for once a release", async (t) => {
  const cases = [["403", "absent"], ["404", "absent"], ["malformed", "malformed"], ["other", "malformed"], [
    "huge",
    "too_large",
  ]] as const;
  for (const [answer, state] of cases) {
    await t.step(answer, async () => {
      await using sim = startSim({ ...NEWER, spec: { answer } });
      await using vault = await backup(sim);
      const first = await vault.run({ types: ["boards", "looks"] });
      assertEquals(first.status, "completed");
      assertStringIncludes(first.warnings.join("\n"), "The API description of Looker 27.3.1");
      assertEquals((await vault.run({ types: ["boards"] })).warnings, []);
      assertEquals((await restore(vault.path, sim, { options: look("2"), dryRun: true })).errors, []);
      assertEquals(sim.count("api_spec"), 1);
      using held = openVaultForReading(vault.path);
      assertEquals(asSpecRecord(storedSpec(held, "27.3.1"))?.state, state);
    });
  }
});

Deno.test("a spec that cannot be read this time is asked for the next time; another release is asked for its own", async () => {
  await using sim = startSim(NEWER);
  await using vault = await backup(sim);
  sim.faults.add({ operation: "api_spec", kind: "500" });
  const first = await vault.run({ types: ["boards"] });
  assertStringIncludes(first.warnings.join("\n"), "Cannot compare the API of Looker 27.3.1");
  sim.faults.clear();
  const asked = sim.count("api_spec");
  for (const release of ["27.3.1", "27.3.1", "27.4.0", "27.3.1"]) {
    sim.upgrade({ release, spec: NEWER.spec ?? {} });
    await vault.run({ types: ["boards"] });
  }
  assertEquals(sim.count("api_spec") - asked, 2);
});

Deno.test("withoutIds() sends another instance nothing that may be an id of this one", () => {
  assertEquals(withoutIds({ Look: "mood hat_id hat_ids:Hat idle", Hat: "brim_id" }), {
    Look: "mood idle",
    Hat: "",
  });
});
