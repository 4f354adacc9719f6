import { assertEquals } from "@std/assert";
import { restoredDifferences as compareRestored } from "../../lib/compare/form_differences.ts";
import { type DiffRequest, diffVault } from "../../lib/inspect/diff.ts";
import { itemHistory } from "../../lib/inspect/history.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { daysLater, inDays } from "../restore/_days.ts";
import { Damaged, MIXED } from "../restore/_damage.ts";
import { restore } from "../restore/_in_process.ts";

Deno.test("diff tells what a restore created again under another id as a change, and what is different in it", async () => {
  await using at = await Damaged.start(MIXED);
  const { sim, vault, ask } = at;
  const before = new Date().toISOString();
  const night = (days: number) =>
    vault.run({ types: CONTENT_TYPES, noUserValues: false, incremental: true }, { clock: daysLater(days) });
  const dashboards = sim.store.table("dashboards");
  const [gone] = dashboards.all().filter((one) => one.get("deleted") !== true).map(({ id }) => id);
  await ask("DELETE", `/dashboards/${gone}`);
  await night(1);
  await restore(vault.path, sim, {
    options: { scope: { kind: "single", type: "dashboards", id: gone ?? "" } },
    deps: { clock: daysLater(1.5) },
  });
  using read = openVaultForReading(vault.path);
  const tell = (request: DiffRequest) =>
    diffVault(read, { type: "dashboards", ...request, compareRestored }).items.map((
      { id, former_id, change, by, differences },
    ) => [former_id, id, change, by?.did, differences.map(({ path, to }) => [path, to])]);
  await night(2);
  const [now] = itemHistory(read, "dashboards", gone ?? "").versions;
  assertEquals(tell({ from: before }), [[gone, now?.id, "changed", "restored", []]]);
  await ask("PATCH", `/dashboards/${now?.id}`, { description: "other" });
  await night(3);
  assertEquals(tell({ from: before }), [[gone, now?.id, "changed", "edited", [["description", "other"]]]]);
  assertEquals(tell({ from: inDays(1.5) }).length, 1);
  // Whichever of its ids is asked for.
  for (const id of [gone ?? "", now?.id ?? ""]) assertEquals(tell({ id, from: before }).length, 1);
});
