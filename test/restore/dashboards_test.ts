import { assert, assertEquals } from "@std/assert";
import { backup } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { restore } from "./_in_process.ts";

const SMALL = { dashboards: 12, looks: 8, folders: 8, users: 6, groups: 8, tileBytes: 300 };

Deno.test("restore() writes nothing when the destination already equals the backup (D1, F1)", async () => {
  await using sim = startSim(SMALL);
  await using vault = await backup(sim);
  await vault.run({});
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
  await using sim = startSim(SMALL);
  await using vault = await backup(sim);
  await vault.run({});
  const id = "3";
  sim.store.patch("dashboards", id, { title: "Somebody else's idea" });
  const calls = sim.log.length;
  const summary = await restore(vault.path, sim, {
    options: { scope: { kind: "single", type: "dashboards", id } },
  });
  assertEquals(summary.errors, []);
  assertEquals(summary.totals.updated, 1);
  assertEquals(summary.verified, { same: 1, different: 0 });
  assert(sim.log.length - calls <= 12, `${sim.log.length - calls} requests`);
  assertEquals(sim.writes().map((write) => write.operation), ["update_dashboard"]);
});
