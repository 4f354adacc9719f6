import { assertEquals } from "@std/assert";
import { InterruptedError } from "../../lib/base/errors.ts";
import { startSim } from "../sim/mod.ts";
import { backup, line } from "./_in_process.ts";

Deno.test("items that come back count the same in an interrupted run as in an uninterrupted one", async () => {
  await using sim = startSim({ dashboards: 60, looks: 2 });
  await using whole = await backup(sim);
  await using place = await backup(sim);
  const dashboards = sim.store.table("dashboards");
  await whole.run({ types: ["dashboards"] });
  const ids = ["1", "2", "3", "4", "5", "6", "7", "8"];
  const gone = ids.map((id) => dashboards.stored(id) ?? {});
  for (const id of ids) dashboards.remove(id);
  await whole.run({ types: ["dashboards"] });
  gone.forEach((stored, i) => dashboards.insert(i % 2 === 0 ? stored : { ...stored, title: `Other ${i}` }));
  await Deno.copyFile(whole.path, place.path);
  const full = line(await whole.run({ types: ["dashboards"] }), "dashboards");
  assertEquals([full.new, full.updated, full.deleted], [0, 4, 0]);
  for (const enough of [10, 20]) {
    const controller = new AbortController();
    const { status } = await place.run({ types: ["dashboards"], batchSize: 5 }, {
      signal: controller.signal,
      sink(event) {
        if (event.event === "stored" && event.counts.stored >= enough) {
          controller.abort(new InterruptedError("stopped by the test"));
        }
      },
    });
    assertEquals(status, "interrupted");
  }
  const last = line(await place.run({ types: ["dashboards"] }), "dashboards");
  assertEquals({ ...last, calls: 0 }, { ...full, calls: 0 });
});
