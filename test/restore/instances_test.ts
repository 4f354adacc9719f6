import { assertEquals } from "@std/assert";
import { backup } from "../extract/_in_process.ts";
import { type JsonObject, observed, production, type SimOptions, startSim } from "../sim/mod.ts";
import { differ } from "./_differ.ts";
import { restore } from "./_in_process.ts";

const SMALL = { dashboards: 12, looks: 8, folders: 8, users: 9, groups: 8, tileBytes: 300 };

const OTHERS: Readonly<Record<string, SimOptions>> = {
  "an emptied": {},
  "a second": { idOffset: 5000 },
  "an old, whose ids are numbers,": { idOffset: 5000, numericIds: true },
};

for (const [name, options] of Object.entries(OTHERS)) {
  Deno.test(`restore() of everything into ${name} instance makes it equal up to the renaming of ids`, async () => {
    await using sim = startSim({ ...SMALL, ...(options.numericIds === true && { numericIds: true }) });
    await using vault = await backup(sim);
    await vault.run({ noUserValues: false });
    await using other = startSim({ ...SMALL, emptied: true, ...options });
    const summary = await restore(vault.path, other, { options: { enableSchedules: true } });
    assertEquals(summary.errors, []);
    assertEquals(summary.status, "completed");
    assertEquals(summary.verified.different, 0);
    assertEquals(differ(sim, other), []);
    assertEquals(other.violations, []);
    assertEquals(other.deletions(), []);
    const writes = other.writes().length;
    await restore(vault.path, other, { options: { enableSchedules: true } });
    assertEquals(other.writes().slice(writes).map((write) => write.operation), []);
  });
}

Deno.test("restore() leaves plans and alerts disabled and sends no mail unless told", async () => {
  await using sim = startSim(SMALL);
  await using vault = await backup(sim);
  await vault.run({ noUserValues: false });
  await using other = startSim({ ...SMALL, emptied: true });
  await restore(vault.path, other);
  assertEquals(other.mails, []);
  const on = (table: "scheduled_plans" | "alerts", key: string, value: boolean): number =>
    other.store.table(table).all().filter((item) => item.get(key) === value).length;
  assertEquals(on("scheduled_plans", "enabled", true), 0);
  assertEquals(on("alerts", "is_disabled", false), 0);
  assertEquals(differ(sim, other).filter((line) => !/^(alerts|scheduled_plans)\W/.test(line)), []);
});

Deno.test("restore() of an instance in use into an emptied one skips what no backup holds, names it, and has nothing left to do", async () => {
  await using sim = startSim(production({ dashboards: 40, looks: 12, folders: 10, unknownFields: false }));
  await using vault = await backup(sim);
  await vault.run({ noUserValues: false });
  await using other = startSim(observed({ emptied: true, idOffset: 7_000 }));
  const summary = await restore(vault.path, other);
  assertEquals(summary.totals.failed, 0);
  const codes = new Set(summary.errors.map(({ type, operation, code }) => `${type} ${operation} ${code}`));
  assertEquals([...codes].sort(), [
    "dashboards incomplete reference_missing",
    "dashboards incomplete uncaptured",
  ]);
  assertEquals(summary.verified.different, summary.totals.incomplete);
  assertEquals([other.violations, other.deletions(), other.mails], [[], [], []]);
  const writes = other.writes().length;
  const again = await restore(vault.path, other);
  assertEquals(other.writes().slice(writes).map(({ operation }) => operation), []);
  assertEquals([again.status, again.totals.incomplete], ["partial", summary.totals.incomplete]);
  // A tile that somebody made since, of a merge query that is gone, is no reason not to know its dashboard.
  const stored = sim.store.table("dashboards").stored("35") ?? {};
  const [first, ...tiles] = stored["dashboard_elements"] as JsonObject[];
  const strange = { ...first, id: "900001", merge_result_id: "gOnEgOnEgOnEgOnEgOnE00", query_id: null };
  const values = { title: "Damaged", dashboard_elements: [{ ...first }, ...tiles, strange] };
  sim.mutate({ op: "update", type: "dashboards", id: "35", values });
  const mended = await restore(vault.path, sim);
  assertEquals([mended.totals.failed, mended.totals.skipped, mended.totals.updated], [0, 0, 1]);
  assertEquals(mended.errors, []);
});
