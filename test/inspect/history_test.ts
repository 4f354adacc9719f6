import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { itemHistory } from "../../lib/inspect/history.ts";
import { NotInVaultError } from "../../lib/inspect/errors.ts";
import { showItem } from "../../lib/inspect/show.ts";
import type { TypeSummary } from "../../lib/extract/summary.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { startSim } from "../sim/mod.ts";
import { backup, line } from "../extract/_in_process.ts";

Deno.test("every version of an item can be read as it was at its time, the gap after its deletion included", async () => {
  await using sim = startSim({ dashboards: 5, looks: 2 });
  await using place = await backup(sim);
  const titles: string[] = [];
  for (let day = 0; day < 4; day++) {
    titles.push(`Day ${day}`);
    sim.mutate({ op: "update", type: "dashboards", id: "3", values: { title: `Day ${day}` } });
    await place.run({ types: ["dashboards"] });
    // What nobody edited makes no version.
    sim.mutate({
      op: "update",
      type: "dashboards",
      id: "3",
      values: { title: `Day ${day}`, view_count: day * 7 },
    });
    await place.run({ types: ["dashboards"] });
  }
  sim.mutate({ op: "delete", type: "dashboards", id: "3" });
  await place.run({ types: ["dashboards"] });
  using vault = openVaultForReading(place.path);
  const { versions } = itemHistory(vault, "dashboards", "3");
  const days = versions.filter((version, i) => version.name !== versions[i + 1]?.name);
  assertEquals(days.map(({ name }) => name), titles.toReversed());
  for (const [i, version] of versions.entries()) {
    assertStringIncludes(
      showItem(vault, "dashboards", "3", { at: version.valid_from }),
      `"title":"${version.name}"`,
    );
    if (i > 0) assertEquals(version.valid_to, versions[i - 1]?.valid_from);
  }
  const gone = versions[0]?.valid_to ?? "";
  assertThrows(
    () => showItem(vault, "dashboards", "3", { at: gone }),
    NotInVaultError,
    "has no version of it at",
  );
  assertThrows(() => showItem(vault, "dashboards", "3", { at: "2000-01-01T00:00:00.000Z" }), NotInVaultError);
  assertThrows(() => itemHistory(vault, "dashboards", "999"), NotInVaultError);
});

for (const incremental of [false, true]) {
  for (const edited of [false, true]) {
    const how = `${edited ? "changed" : "as it was"}${incremental ? ", in an incremental run" : ""}`;
    Deno.test(`an item that was gone and comes back ${how} is not there in between`, async () => {
      await using sim = startSim({ dashboards: 5, looks: 2 });
      await using place = await backup(sim);
      const dashboards = sim.store.table("dashboards");
      const stored = dashboards.stored("3");
      if (stored === undefined) throw new Error("The instance has no dashboard 3");
      const run = async (): Promise<TypeSummary> =>
        line(await place.run({ types: ["dashboards"], incremental }), "dashboards");
      await run();
      dashboards.remove("3");
      assertEquals((await run()).deleted, 1);
      dashboards.insert({ ...stored, ...(edited && { title: "Another" }) });
      const { new: fresh, updated, deleted, listed, unchanged } = await run();
      assertEquals([fresh, updated, deleted], edited ? [0, 1, 0] : [0, 0, 0]);
      assertEquals(updated + unchanged, listed);
      using vault = openVaultForReading(place.path);
      const [now, before, ...more] = itemHistory(vault, "dashboards", "3").versions;
      assertEquals([now?.valid_to, now?.deleted, before?.deleted, more], [null, false, true, []]);
      assert((before?.valid_to ?? "") < (now?.valid_from ?? ""));
      assertThrows(
        () => showItem(vault, "dashboards", "3", { at: before?.valid_to ?? "" }),
        NotInVaultError,
        "has no version of it at",
      );
      for (const version of [before, now]) {
        const json = JSON.parse(showItem(vault, "dashboards", "3", { at: version?.valid_from }));
        assertEquals(json.title, edited && version === now ? "Another" : stored["title"]);
      }
    });
  }
}
