import { assert, assertEquals } from "@std/assert";
import type { RestoreOptions } from "../../lib/restore/restore_request.ts";
import type { Sim } from "../sim/mod.ts";
import { backedUp } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { restore } from "../restore/_in_process.ts";
import { FEW } from "./_repair.ts";

/** Whether a warning is of something else than a property that the simulator serves and no spec knows. */
const isOfThisSpec = (warning: string): boolean => !warning.includes("foo_bar_2027");

/** The set of the simulator that holds a permission of a feature that is gone. */
const RETIRED = "permission_that_is_gone";

function retired(sim: Sim): { id: string; permissions: () => unknown } {
  const sets = sim.store.table("permission_sets");
  const held = (id: string): unknown => JSON.parse(JSON.stringify(sets.get(id)?.get("permissions") ?? null));
  const one = sets.all().find(({ id }) => (held(id) as string[]).includes(RETIRED));
  if (one === undefined) throw new Error("The simulator has no such set");
  return { id: one.id, permissions: () => held(one.id) };
}

for (const scope of ["all", "single"] as const) {
  Deno.test(`restore ${scope}: a permission that this Looker lacks is said once, and nothing is written for it`, async () => {
    const { sim, vault } = await backedUp(FEW, { run: { noUserValues: false } });
    await using _sim = sim, _vault = vault;
    const { id, permissions } = retired(sim);
    const options: Partial<RestoreOptions> = {
      scope: scope === "all" ? { kind: scope } : { kind: scope, type: "permission_sets", id },
    };
    assertEquals((await restore(vault.path, sim, { options })).totals.updated, 0);

    sim.mutate({ op: "update", type: "permission_sets", id, values: { name: "Renamed" } });
    const renamed = await restore(vault.path, sim, { options });
    assertEquals([renamed.errors, renamed.totals.updated], [[], 1]);
    assertEquals(permissions(), ["access_data", RETIRED]);

    sim.mutate({ op: "update", type: "permission_sets", id, values: { permissions: ["explore"] } });
    const repaired = await restore(vault.path, sim, { options });
    assertEquals([repaired.errors, repaired.totals.updated], [[], 1]);
    assert(repaired.warnings.some((text) => text.includes(RETIRED)), repaired.warnings.join());
    assertEquals(permissions(), ["access_data"]);

    const writes = sim.writes().length;
    const again = await restore(vault.path, sim, { options });
    assertEquals([again.totals.updated, again.errors, again.warnings], [0, [], []]);
    assertEquals(sim.writes().length, writes);
  });
}

Deno.test("restore() into another instance makes a set without the permissions that it lacks, once", async () => {
  const { sim, vault } = await backedUp(FEW, { run: { noUserValues: false } });
  await using _sim = sim, _vault = vault;
  await using other = startSim({ ...FEW, emptied: true, idOffset: 300 });
  const options = { scope: { kind: "bulk", type: "permission_sets" } } as const;
  const made = await restore(vault.path, other, { options });
  assertEquals([made.errors, made.verified.different], [[], 0]);
  assertEquals(made.warnings.filter((text) => text.includes(RETIRED)).length, 1);
  const again = await restore(vault.path, other, { options });
  assertEquals([again.totals.updated + again.totals.created, again.warnings.filter(isOfThisSpec)], [0, []]);
  assertEquals(other.violations, []);
});
