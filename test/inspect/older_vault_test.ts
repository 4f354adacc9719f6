/** Vaults that an older lookervault wrote and none has written to since: all that looks inside reads them as they are. */
import { assertEquals } from "@std/assert";
import { vaultCoverage } from "../../lib/inspect/coverage.ts";
import { diffVault } from "../../lib/inspect/diff.ts";
import { exportItems } from "../../lib/inspect/export.ts";
import { itemHistory } from "../../lib/inspect/history.ts";
import { listItems, listTypes } from "../../lib/inspect/list.ts";
import { showItem } from "../../lib/inspect/show.ts";
import { vaultStats } from "../../lib/inspect/stats.ts";
import { folderTree } from "../../lib/inspect/tree.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { measureSession } from "../../lib/vault/session_users.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { newestSession } from "../../lib/vault/sessions.ts";
import { backup } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { toSchema1 } from "../vault/_schema_1.ts";
import { digestOf } from "../vault/_vaults.ts";
import { verified } from "./_verify.ts";

Deno.test("a vault of schema 1 is looked into as it is", async () => {
  await using sim = startSim({ dashboards: 4, looks: 3, tileBytes: 300 });
  await using place = await backup(sim);
  const { totals, session_id } = await place.run({});
  toSchema1(place.path);
  const before = digestOf(place.path);
  {
    using vault = openVaultForReading(place.path);
    assertEquals(listTypes(vault).reduce((sum, { items }) => sum + items, 0), totals.stored);
    const [first] = listItems(vault, "dashboards");
    const id = first?.id ?? "";
    assertEquals(JSON.parse(showItem(vault, "dashboards", id)).id, id);
    assertEquals(
      [...exportItems(vault, { types: ["looks"], deleted: false, bodies: true })].length > 0,
      true,
    );
    assertEquals(itemHistory(vault, "dashboards", id).versions.length, 1);
    assertEquals(diffVault(vault, {}).items.length, totals.stored);
    assertEquals([vaultStats(vault).sessions.length, folderTree(vault, undefined).folders.length > 0], [
      1,
      true,
    ]);
    assertEquals([vaultCoverage(vault).types.length, newestSession(vault)?.id], [
      CONTENT_TYPES.length,
      session_id,
    ]);
    assertEquals(measureSession(vault)?.userId, "1");
  }
  const { problems, warnings } = await verified(place.path);
  assertEquals([problems, warnings.length], [[], 1]);
  assertEquals(digestOf(place.path), before);
});
