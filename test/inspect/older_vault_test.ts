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
import { DatabaseSync } from "node:sqlite";
import { CONTENT_TYPES, TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { SCHEMA_VERSION } from "../../lib/vault/schema.ts";
import { newestSession } from "../../lib/vault/sessions.ts";
import { backup } from "../extract/_in_process.ts";
import { differ } from "../restore/_differ.ts";
import { restore } from "../restore/_in_process.ts";
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

Deno.test("a vault that knows only the first types is read as it is, takes the others when it is written, and restores", async () => {
  const small = { dashboards: 4, looks: 3, folders: 8, users: 9, groups: 8, tileBytes: 300 };
  await using sim = startSim(small);
  await using place = await backup(sim);
  const first = CONTENT_TYPES.filter((type) => TYPE_CODES[type] < 25);
  const { totals } = await place.run({ types: first });
  const held = (): number => {
    using db = new DatabaseSync(place.path, { readOnly: true });
    return Number(db.prepare("SELECT count(*) AS n FROM content_types").get()?.["n"]);
  };
  {
    using db = new DatabaseSync(place.path);
    db.exec("DELETE FROM content_types WHERE id >= 25; PRAGMA wal_checkpoint(TRUNCATE)");
  }
  assertEquals(held(), 24);
  const before = digestOf(place.path);
  {
    using vault = openVaultForReading(place.path);
    assertEquals(vault.meta("schema_version"), String(SCHEMA_VERSION));
    assertEquals(listItems(vault, "agents"), []);
    assertEquals(listTypes(vault).reduce((sum, { items }) => sum + items, 0), totals.stored);
    assertEquals(vaultCoverage(vault).types.find(({ type }) => type === "agents")?.state, "never tried");
    assertEquals(itemHistory(vault, "dashboards", "1").versions.length, 1);
    assertEquals(vaultStats(vault).sessions.length, 1);
  }
  assertEquals((await verified(place.path)).problems, []);
  assertEquals([digestOf(place.path), held()], [before, 24]);
  // A restore of what it holds, and then a backup of everything.
  sim.mutate({ op: "update", type: "dashboards", id: "1", values: { title: "Damaged" } });
  const mended = await restore(place.path, sim);
  assertEquals([mended.errors, mended.totals.updated], [[], 1]);
  assertEquals(held(), CONTENT_TYPES.length);
  const all = await place.run({ noUserValues: false, incremental: true });
  assertEquals([all.status, all.errors, all.totals.deleted], ["completed", [], 0]);
  {
    using vault = openVaultForReading(place.path);
    for (const type of CONTENT_TYPES) {
      if (TYPE_CODES[type] >= 25) assertEquals(listItems(vault, type).length > 0, true, type);
    }
  }
  assertEquals((await verified(place.path)).problems, []);
  await using other = startSim({ ...small, emptied: true, idOffset: 5000 });
  const { errors, verified: proof } = await restore(place.path, other, {
    options: { enableSchedules: true },
  });
  assertEquals([errors, proof.different], [[], 0]);
  assertEquals(differ(sim, other), []);
});
