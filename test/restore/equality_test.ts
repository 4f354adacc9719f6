/** Restores where Looker spells nothing otherwise than the backup, and computes what nobody set. */
import { assertEquals } from "@std/assert";
import { backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { restore } from "./_in_process.ts";

const SIZES = { dashboards: 10, looks: 8, tileBytes: 400, computed: true };

/** What a restore of everything would write. */
async function planned(path: string, sim: Sim): Promise<string[]> {
  const { items } = await restore(path, sim, { dryRun: true });
  return items.filter(({ action }) => action !== "none" && action !== "unrestorable").map((one) =>
    `${one.action} ${one.type}/${one.id}: ${one.changes.map(({ path }) => path).join(", ")} ${
      one.reason ?? ""
    }`
  );
}

const CHANGES: [what: string, before: Parameters<typeof startSim>[0], change: (sim: Sim) => void][] = [
  ["a LookML deploy", {}, (sim) => sim.lookmlDeploy()],
  ["a release that serves null as empty values", {}, (sim) => sim.serve({ empties: true })],
  ["a release that serves ids as texts", { numericIds: true }, (sim) => sim.serve({ numericIds: false })],
  ["a release that serves empty values as null", { empties: true }, (sim) => sim.serve({ empties: false })],
];

for (const [what, before, change] of CHANGES) {
  Deno.test(`${what} leaves nothing to restore, and after damage only that is`, async () => {
    await using sim = startSim({ ...SIZES, ...before });
    await using place = await backup(sim);
    await place.run({});
    change(sim);
    assertEquals(await planned(place.path, sim), []);
    for (const [op, id] of [["update", "1"], ["update", "2"], ["trash", "3"]] as const) {
      sim.mutate({ op, type: "dashboards", id });
    }
    sim.mutate({ op: "update", type: "looks", id: "1", values: { description: "other" } });
    const { errors, totals } = await restore(place.path, sim);
    assertEquals([errors, totals.failed, totals.updated + totals.undeleted], [[], 0, 4]);
    assertEquals(await planned(place.path, sim), []);
  });
}
