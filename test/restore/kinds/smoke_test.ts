import { assertEquals } from "@std/assert";
import { backup } from "../../extract/_in_process.ts";
import { sameUpToIds, startSim } from "../../sim/mod.ts";
import { restore } from "../_in_process.ts";

const log = (...a: unknown[]) => Deno.writeTextFileSync('/tmp/h/e_smoke.txt', a.map((x) => typeof x === 'string' ? x : JSON.stringify(x, null, 1)).join('\n') + '\n', { append: true });
const SMALL = { dashboards: 12, looks: 8, folders: 8, users: 10, groups: 10, tileBytes: 300 };

Deno.test("unchanged", async () => {
  await using sim = startSim(SMALL);
  await using vault = await backup(sim);
  await vault.run({ noUserValues: false });
  const before = sim.writes().length;
  const summary = await restore(vault.path, sim, {});
  log(summary.errors, summary.totals, summary.lacking, summary.warnings.slice(0, 10));
  assertEquals(summary.items.filter((i) => !["none", "unrestorable"].includes(i.action)).map((i) => [i.type, i.id, i.action, i.reason, i.changes]), []);
  assertEquals(sim.writes().slice(before).map((w) => w.operation), []);
});
for (const offset of [0, 5000]) {
Deno.test("emptied " + offset, async () => {
  await using sim = startSim(SMALL);
  await using other = startSim({ ...SMALL, emptied: true, idOffset: offset });
  await using vault = await backup(sim);
  await vault.run({ noUserValues: false });
  const summary = await restore(vault.path, other, {});
  log(JSON.stringify(summary.errors, null, 1), summary.totals, summary.verified, summary.lacking, summary.warnings);
  log(summary.items.filter((i) => i.action === "skip" || i.action === "unrestorable").map((i) => `${i.type}/${i.id} ${i.action} ${i.reason}`));
  log(other.violations);
  log(JSON.stringify(sameUpToIds(sim.normalForm(), other.normalForm()).slice(0, 40), null, 1).slice(0, 9000));
  const writes = other.writes().length;
  const again = await restore(vault.path, other, {});
  log("AGAIN", again.errors, again.totals, again.items.filter((i) => !["none", "unrestorable", "skip"].includes(i.action)).map((i) => [i.type, i.id, i.action, i.reason, JSON.stringify(i.changes).slice(0, 300)]), other.writes().slice(writes).map((w) => w.operation));
});
}
