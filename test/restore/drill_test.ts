import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { connect } from "../../lib/looker/connect.ts";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { runDrill } from "../../lib/drill/drill.ts";
import { vaultSource } from "../../lib/restore/plan/source.ts";
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { type Item, type JsonObject, type Sim, startSim } from "../sim/mod.ts";
import { Damaged, formOf, MIXED } from "./_damage.ts";
import { differences } from "./_forms.ts";

/** A drill on an instance, with choices that are always the same. */
async function drill(path: string, sim: Sim, sample: number, dryRun = false): Promise<RestoreSummary> {
  const clock = systemClock;
  using vault = openVaultForWriting(path, { clock, types: TYPE_CODES });
  const { clientId, clientSecret } = sim.options;
  await using connection = connect(
    { baseUrl: sim.url, clientId, clientSecret, timeoutSeconds: 60, workers: 4, maxRetries: 3 },
    { clock, backoff: { minTimeout: 1, maxTimeout: 2, multiplier: 1, jitter: 0 } },
  );
  let n = 0;
  return await runDrill({ sample, workers: 4, maxRetries: 3, dryRun }, {
    connection,
    vault,
    clock,
    sink: () => {},
    signal: new AbortController().signal,
  }, {
    source: vaultSource(vault, vault.meta("instance") ?? "", null),
    random: () => (n = (n + 0.37) % 1),
  });
}

/** What a drill adds: its folder, and in that only trash. */
const ADDED =
  /^folders\[.*drill"\]|^(dashboards|looks)\[".*lookervault drill.*\(trash\)( #\d+)?"\]: nothing ≠/;

Deno.test("drill copies every dashboard and look, compares them, and leaves all but its trash as it was", async () => {
  await using at = await Damaged.start();
  const { sim, vault, before } = at;
  const summary = await drill(vault.path, sim, 1000);
  assertEquals(summary.errors, []);
  assertEquals(summary.status, "completed");
  assertEquals(summary.verified, { same: summary.totals.planned, different: 0 });
  assert(summary.totals.planned > 20, `${summary.totals.planned} items`);
  assertEquals(differences(before, formOf(sim)).filter((line) => !ADDED.test(line)), []);
  assertEquals(sim.deletions(), []);
  assertEquals(sim.violations, []);
  assertEquals(sim.mails, []);
  await at.expectNothingToDo();
});

Deno.test("drill takes as many items as asked for, and uses its folder again", async () => {
  await using at = await Damaged.start();
  const { sim, vault } = at;
  for (let round = 0; round < 2; round++) {
    const summary = await drill(vault.path, sim, 3);
    assertEquals(summary.verified, { same: 3, different: 0 });
  }
  assertEquals(sim.writes().filter(({ operation }) => operation === "create_folder").length, 1);
});

Deno.test("a dry run of drill names its sample and its folder, and writes nothing", async () => {
  await using at = await Damaged.start();
  const { sim, vault } = at, before = formOf(sim);
  const planned = await drill(vault.path, sim, 3, true);
  assertEquals([planned.status, planned.totals.planned, planned.sampled?.length], ["planned", 3, 3]);
  assertEquals(planned.scratch, { id: null, name: "lookervault drill" });
  assertEquals([sim.writes(), differences(before, formOf(sim))], [[], []]);
  await drill(vault.path, sim, 1);
  const { scratch } = await drill(vault.path, sim, 3, true);
  assertEquals(sim.store.table("folders").get(scratch?.id)?.get("name"), scratch?.name);
});

Deno.test("drill on another instance that has the folders' models copies there", async () => {
  await using at = await Damaged.start();
  await using other = startSim({ ...MIXED, emptied: true, idOffset: 5000 });
  const then = formOf(other);
  const summary = await drill(at.vault.path, other, 1000);
  assertEquals(summary.verified.same + summary.errors.length, summary.totals.planned);
  assert(summary.verified.same > 10, JSON.stringify(summary.errors.slice(0, 3)));
  assertEquals(differences(then, formOf(other)).filter((line) => !ADDED.test(line)), []);
  assertEquals(other.violations, []);
});

Deno.test("drill fails when Looker makes something else of a tile, and puts that copy into the trash too", async () => {
  await using at = await Damaged.start();
  const { sim, vault } = at;
  const dashboards = sim.store.table("dashboards"), then = new Set(dashboards.all().map(({ id }) => id));
  let altered: string | null = null;
  const alter = (): void => {
    const copy = dashboards.all().find((one) => !then.has(one.id) && tilesOf(one).length > 0);
    if (altered !== null || copy === undefined) return;
    altered = copy.id;
    const [first, ...rest] = tilesOf(copy);
    sim.store.patch("dashboards", copy.id, { dashboard_elements: [{ ...first, note_text: "x" }, ...rest] });
  };
  for (let n = 1; n <= 40; n++) sim.onWrite(n, alter);
  const summary = await drill(vault.path, sim, 1000);
  assert(altered !== null);
  assertEquals(summary.status, "partial");
  assertEquals(summary.verified.different, 1);
  assertEquals(summary.errors.length, 1);
  assert(/note_text/.test(summary.errors[0]?.message ?? ""), summary.errors[0]?.message);
  const alive = dashboards.all().filter((one) => !then.has(one.id) && one.get("deleted") !== true);
  assertEquals(alive.map((one) => one.get("title")), []);
});

function tilesOf(dashboard: Item): JsonObject[] {
  const tiles = dashboard.full()["dashboard_elements"];
  return Array.isArray(tiles) ? tiles as JsonObject[] : [];
}

Deno.test("drill names a copy that Looker refuses, and puts what was made of it into the trash", async () => {
  await using at = await Damaged.start();
  const { sim, vault, before } = at;
  sim.faults.add({ kind: "422", operation: "create_dashboard_element", after: 3, times: 1 });
  const summary = await drill(vault.path, sim, 1000);
  assertEquals(summary.errors.map(({ operation, status }) => [operation, status]), [
    ["create_dashboard_element", 422],
  ]);
  assertEquals(summary.status, "partial");
  assertEquals(differences(before, formOf(sim)).filter((line) => !ADDED.test(line)), []);
});
