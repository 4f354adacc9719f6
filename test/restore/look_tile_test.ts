import { assert, assertEquals } from "@std/assert";
import { backup } from "../extract/_in_process.ts";
import { type JsonObject, type Sim, startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { restore } from "./_in_process.ts";

const FEW = { dashboards: 8, looks: 4, folders: 6, users: 4, groups: 4, tileBytes: 300 };
const LISTENS = [{
  model: "thelook",
  view: "orders",
  name: "Region",
  listen: [{ dashboard_filter_name: "Region", field: "orders.region" }],
}];

/** The tiles of looks, by their titles, with what they listen to. */
function lookTiles(sim: Sim): { id: string; filterables: unknown }[] {
  const plain = sim.store.table("dashboards").all().map((one): JsonObject =>
    JSON.parse(JSON.stringify(one.full()))
  );
  return plain.flatMap((one) => (one["dashboard_elements"] ?? []) as JsonObject[])
    .filter((tile) => (tile["look_id"] ?? null) !== null)
    .map((tile) => ({
      id: String(tile["id"]),
      filterables: (tile["result_maker"] as JsonObject | null)?.["filterables"] ?? [],
    }));
}

Deno.test("restore() writes to which filters a look's tile listens, in place and created again", async () => {
  await using sim = startSim(FEW);
  await using vault = await backup(sim);
  const tiles = lookTiles(sim);
  assert(tiles.length > 0);
  const listen = async (filterables: JsonObject[]): Promise<void> => {
    for (const { id } of tiles) {
      await admin(sim, "PATCH", `/dashboard_elements/${id}`, { result_maker: { filterables } });
    }
  };
  await listen(LISTENS);
  await vault.run({ noUserValues: false });
  const before = lookTiles(sim);
  assertEquals(before.map(({ filterables }) => filterables), before.map(() => LISTENS));

  await listen([]);
  assertEquals((await restore(vault.path, sim)).errors, []);
  assertEquals(lookTiles(sim), before);

  for (const { id } of tiles) await admin(sim, "DELETE", `/dashboard_elements/${id}`);
  assertEquals((await restore(vault.path, sim)).errors, []);
  assertEquals(lookTiles(sim).map(({ filterables }) => filterables), before.map(() => LISTENS));
  const writes = sim.writes().length;
  await restore(vault.path, sim);
  assertEquals(sim.writes().length, writes);
  assertEquals(sim.violations, []);
});
