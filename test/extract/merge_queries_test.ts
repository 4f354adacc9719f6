/** Merge queries of dashboards. */
import { assert, assertEquals } from "@std/assert";
import { startSim } from "../sim/mod.ts";
import { backup } from "./_in_process.ts";

Deno.test("a merge query that several dashboards show is read once, and so are the queries it merges (§5.10)", async () => {
  await using sim = startSim({ dashboards: 40, looks: 4, tileBytes: 300 });
  const merged = sim.store.table("dashboards").all().find((item) =>
    /"merge_result_id":"[^"]/.test(item.text("Dashboard"))
  );
  assert(merged !== undefined, "the simulator has a dashboard with a merge query");
  for (let i = 0; i < 3; i++) sim.mutate({ op: "insert", type: "dashboards", id: merged.id });
  await using place = await backup(sim);
  assertEquals((await place.run({ types: ["dashboards"] })).status, "completed");
  const asked = sim.log.filter(({ operation }) => ["merge_query", "query"].includes(operation))
    .map(({ path }) => path);
  assertEquals(asked.length, new Set(asked).size);
});
