import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { backup } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { restore } from "./_in_process.ts";

Deno.test("runRestore() does not count the time in which a person reads the plan", async () => {
  await using sim = startSim({ dashboards: 2, looks: 1, folders: 2, users: 2, groups: 2, tileBytes: 300 });
  await using vault = await backup(sim);
  await vault.run({ noUserValues: false });
  sim.mutate({ op: "update", type: "dashboards", id: "1", values: { title: "Other" } });
  let hours = 0;
  const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + hours * 3_600_000 };
  const consent = (): boolean => {
    hours++;
    return true;
  };
  const { totals, duration_seconds } = await restore(vault.path, sim, { deps: { clock, consent } });
  assertEquals([totals.updated, hours], [1, 1]);
  assert(duration_seconds > 0 && duration_seconds < 3600, `${duration_seconds} s`);
});
