import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { listItems } from "../../lib/inspect/list.ts";
import { showItem } from "../../lib/inspect/show.ts";
import { isMassDeletion } from "../../lib/extract/writer.ts";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { systemClock } from "../../lib/base/clock.ts";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { openVaultForReading, openVaultForWriting } from "../../lib/vault/open.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { backup, line } from "./_in_process.ts";

function deletedIds(path: string, type: ContentType): string[] {
  using vault = openVaultForReading(path);
  return listItems(vault, type, { deleted: true }).map(({ id }) => id);
}

function liveIds(path: string, type: ContentType): string[] {
  using vault = openVaultForReading(path);
  return listItems(vault, type).map(({ id }) => id);
}

function remove(sim: Sim, type: "dashboards" | "looks", ids: readonly string[]): void {
  for (const id of ids) sim.mutate({ op: "delete", type, id });
}

Deno.test("runExtract() marks what is gone from Looker as deleted and keeps its body", async () => {
  await using sim = startSim({ dashboards: 12, looks: 12 });
  await using place = await backup(sim);
  await place.run({ types: ["dashboards", "looks"] });
  remove(sim, "dashboards", ["3", "5"]);
  const summary = await place.run({ types: ["dashboards", "looks"] });
  assertEquals(line(summary, "dashboards").deleted, 2);
  assertEquals(line(summary, "looks").deleted, 0);
  assertEquals(summary.status, "completed");
  assertEquals(deletedIds(place.path, "dashboards"), ["3", "5"]);
  using vault = openVaultForReading(place.path);
  assertStringIncludes(showItem(vault, "dashboards", "3"), '"id":"3"');
});

Deno.test("runExtract() marks nothing after a run that was limited, forbidden or failed (invariant 2)", async (t) => {
  await using sim = startSim({ dashboards: 12, looks: 12 });
  await using place = await backup(sim);
  await place.run({ types: ["dashboards", "looks", "roles"] });
  const looks = liveIds(place.path, "looks");
  remove(sim, "looks", looks.slice(0, 3));
  await t.step("limited to a folder", async () => {
    await place.run({ types: ["looks"], folders: ["1"] });
    assertEquals(deletedIds(place.path, "looks"), []);
  });
  await t.step("without the trash", async () => {
    await place.run({ types: ["looks"], noTrash: true });
    assertEquals(deletedIds(place.path, "looks"), []);
  });
  await t.step("forbidden", async () => {
    sim.faults.add({ operation: "search_looks", kind: "403" }, { operation: "search_roles", kind: "403" });
    const summary = await place.run({ types: ["looks", "roles"] });
    assertEquals(summary.status, "partial");
    sim.faults.clear();
    assertEquals([...deletedIds(place.path, "looks"), ...deletedIds(place.path, "roles")], []);
  });
  await t.step("another type only", async () => {
    await place.run({ types: ["dashboards"] });
    assertEquals(deletedIds(place.path, "looks"), []);
  });
  await t.step("and marks them after a whole one", async () => {
    await place.run({ types: ["looks"] });
    assertEquals(deletedIds(place.path, "looks"), looks.slice(0, 3));
  });
});

Deno.test("runExtract() does not mark what is listed and answers 404 as deleted: it may be forbidden (invariant 2)", async () => {
  await using sim = startSim({ dashboards: 40, looks: 5 });
  await using place = await backup(sim);
  await place.run({ types: ["dashboards", "looks"] });
  const [look = ""] = liveIds(place.path, "looks");
  sim.faults.add(
    { kind: "500", operation: "search_dashboards", match: { offset: 25 } },
    { kind: "404", operation: "dashboard", match: { dashboard_id: 30 } },
    { kind: "500", operation: "folder_looks" },
    { kind: "404", operation: "look", match: { look_id: look } },
  );
  const summary = await place.run({ types: ["dashboards", "looks"] });
  assertEquals([...deletedIds(place.path, "dashboards"), ...deletedIds(place.path, "looks")], []);
  assertEquals(
    summary.errors.map(({ id, status }) => [id, status]).sort(),
    [["30", 404], [look, 404]].sort(),
  );
  assertEquals(summary.status, "partial");
});

Deno.test("runExtract() does not mark what answers 404 as deleted where listing it again failed (invariant 2)", async () => {
  await using sim = startSim({ dashboards: 40 });
  await using place = await backup(sim);
  await place.run({ types: ["dashboards"] });
  const fields = "id,updated_at,folder_id";
  const isCensus = ({ operation, query }: { operation: string; query: string }): boolean =>
    operation === "search_dashboards" && new URLSearchParams(query).get("fields") === fields;
  const census = sim.log.filter(isCensus).length;
  assert(census > 0);
  sim.faults.add(
    { kind: "500", operation: "search_dashboards", match: { offset: 25 } },
    { kind: "404", operation: "dashboard", match: { dashboard_id: 30 } },
    { kind: "403", operation: "search_dashboards", match: { fields }, after: census },
  );
  const summary = await place.run({ types: ["dashboards"] });
  assert(sim.log.filter(isCensus).length > 2 * census, "it was listed again");
  assertEquals(deletedIds(place.path, "dashboards"), []);
  assertEquals(summary.errors.map(({ id, status }) => [id, status]), [["30", 404]]);
  assertEquals(line(summary, "dashboards").deleted, 0);
});

Deno.test("runExtract() marks nothing when most of a type is gone at once, unless it is told to", async () => {
  await using sim = startSim({ dashboards: 2, looks: 60 });
  await using place = await backup(sim);
  await place.run({ types: ["looks"] });
  const looks = liveIds(place.path, "looks");
  remove(sim, "looks", looks.slice(0, 40));
  const doubtful = await place.run({ types: ["looks"] });
  assertEquals([doubtful.status, line(doubtful, "looks").deleted], ["partial", 0]);
  assertStringIncludes(line(doubtful, "looks").note ?? "", "--accept-deletions");
  assertEquals(liveIds(place.path, "looks"), looks);
  const accepted = await place.run({ types: ["looks"], acceptDeletions: true });
  assertEquals([accepted.status, line(accepted, "looks").deleted], ["completed", 40]);
  assertEquals(deletedIds(place.path, "looks"), looks.slice(0, 40));
});

Deno.test("isMassDeletion() asks for more than 20 and more than 30 %", () => {
  assertEquals(
    [[20, 20], [21, 21], [21, 70], [21, 71], [300, 1000], [301, 1000]].map(([a, b]) =>
      isMassDeletion(a ?? 0, b ?? 0)
    ),
    [
      false,
      true,
      false,
      false,
      false,
      true,
    ],
  );
});

Deno.test("runExtract() believes that items are gone that a restore created again under new ids", async () => {
  await using sim = startSim({ dashboards: 40 });
  await using place = await backup(sim);
  await place.run({ types: ["dashboards"] });
  const all = liveIds(place.path, "dashboards"), [gone, now] = [all.slice(0, 25), all.slice(25)];
  remove(sim, "dashboards", gone);
  const withheld = line(await place.run({ types: ["dashboards"] }), "dashboards").withheld;
  assertEquals(withheld, { gone: 25, of: all.length, because: "mass_deletion" });
  {
    using vault = openVaultForWriting(place.path, {
      clock: systemClock,
      types: TYPE_CODES,
      create: false,
    });
    const map = vault.prepare(
      `INSERT INTO id_mappings (source_instance, destination_instance, kind, source_id, destination_id, created_at)
       SELECT value, value, 'dashboards', ?, ?, '2026-01-01T00:00:00.000Z' FROM meta WHERE key = 'instance'`,
    );
    vault.withTransaction(() => {
      for (const [at, id] of gone.slice(0, 10).entries()) map.run(id, now[at] ?? "");
    });
  }
  const { withheld: still, deleted } = line(await place.run({ types: ["dashboards"] }), "dashboards");
  assertEquals([still, deleted], [null, 25]);
});
