import { assertEquals } from "@std/assert";
import { admin } from "../restore/_admin.ts";
import { type JsonObject, startSim } from "./mod.ts";

Deno.test("a query stays when the look or the tile that showed it is deleted, or shows another", async () => {
  await using sim = startSim({ dashboards: 20, looks: 20, folders: 4, users: 3, groups: 3, tileBytes: 300 });
  const queryOf = (table: "looks" | "dashboards", id: string): JsonObject => {
    const full = JSON.parse(JSON.stringify(sim.store.table(table).get(id)?.full() ?? {}));
    return table === "looks" ? full.query : full.dashboard_elements[0].query;
  };
  const [gone, other, tile] = [queryOf("looks", "18"), queryOf("looks", "19"), queryOf("dashboards", "18")];
  await admin(sim, "DELETE", "/looks/18");
  await admin(sim, "PATCH", "/looks/19", { query_id: gone["id"] ?? null });
  await admin(sim, "DELETE", "/dashboards/18");
  for (const query of [gone, other, tile]) {
    assertEquals(sim.store.query(String(query["id"]))?.["fields"], query["fields"]);
  }
  assertEquals(queryOf("looks", "19")["id"], gone["id"]);
});
