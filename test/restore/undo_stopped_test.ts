import { assert, assertEquals } from "@std/assert";
import { findRestoration } from "../../lib/restore/journal/restore_session.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { backedUp, backup } from "../extract/_in_process.ts";
import { type JsonObject, startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { formOf } from "./_damage.ts";
import { restore } from "./_in_process.ts";
import { notUndone, undo } from "./_undo.ts";

const FEW = { dashboards: 4, looks: 3, folders: 6, users: 4, groups: 4, tileBytes: 300 };

/** The id of the newest restore. */
function newest(path: string): string {
  using vault = openVaultForReading(path);
  return findRestoration(vault, null)?.id ?? "";
}

for (const resumed of [false, true]) {
  Deno.test(`an undo finds what was made as the restore was stopped, ${resumed ? "and resumed" : "and was never finished"}`, async () => {
    const { sim, vault } = await backedUp(FEW);
    await using _sim = sim, _vault = vault;
    for (const id of ["1", "2"]) await admin(sim, "DELETE", `/dashboards/${id}`);
    const damaged = formOf(sim);
    const stop = new AbortController();
    // The first writes are queries, filters and the bare dashboards: their answers never arrive.
    sim.onWrite(2, () => stop.abort(new Error("stopped")));
    await restore(vault.path, sim, { deps: { signal: stop.signal } }).catch(() => {});
    const live = (): number =>
      sim.store.table("dashboards").all().filter((one) => one.get("deleted") !== true).length;
    if (resumed) assertEquals((await restore(vault.path, sim, { resume: true })).errors, []);
    const before = live();
    const { errors } = await undo({ path: vault.path, sim, session: newest(vault.path) });
    assertEquals(errors, []);
    assertEquals(notUndone(damaged, formOf(sim)), []);
    assert(live() < before, "nothing was taken back");
    assertEquals(sim.deletions().filter(({ path }) => !/\/dashboards\/[12]$/.test(path)), []);
  });
}

Deno.test("a tile that shows a filter which its dashboard lacks is omitted from a new dashboard, and said", async () => {
  await using sim = startSim({ ...FEW, dashboards: 8 });
  await using vault = await backup(sim);
  const all = sim.store.table("dashboards").all().map((one): JsonObject =>
    JSON.parse(JSON.stringify(one.full()))
  );
  const tiles = (one: JsonObject): JsonObject[] => (one["dashboard_elements"] ?? []) as JsonObject[];
  const host = all.find((one) => tiles(one).some((tile) => (tile["filter_id"] ?? null) !== null));
  for (const filter of (host?.["dashboard_filters"] ?? []) as JsonObject[]) {
    await admin(sim, "DELETE", `/dashboard_filters/${filter["id"]}`);
  }
  await vault.run({});
  const writes = sim.writes().length;
  assertEquals((await restore(vault.path, sim)).errors, []);
  assertEquals(sim.writes().length, writes);
  await admin(sim, "DELETE", `/dashboards/${host?.["id"]}`);
  const { errors, status, totals } = await restore(vault.path, sim);
  assertEquals([status, totals.incomplete, errors.map(({ code }) => code)], ["partial", 1, [
    "reference_missing",
  ]]);
  assert(errors[0]?.message.includes("a filter that does not exist on its dashboard"));
});

Deno.test("an undo finds what a stopped restore made under the name that it had", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim, _vault = vault;
  await admin(sim, "DELETE", "/connections/legacy%2Fpg");
  const stop = new AbortController();
  sim.onWrite(1, () => stop.abort(new Error("stopped")));
  await restore(vault.path, sim, { deps: { signal: stop.signal } }).catch(() => {});
  const isThere = (): boolean => sim.store.table("connections").get("legacy/pg") !== undefined;
  assert(isThere());
  assertEquals((await undo({ path: vault.path, sim, session: newest(vault.path) })).errors, []);
  assert(!isThere());
});
