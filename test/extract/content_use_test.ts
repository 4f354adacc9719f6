import { assert, assertEquals } from "@std/assert";
import { contentUse, type StoredUse } from "../../lib/vault/content_use.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { typeCode } from "../../lib/looker/content_type_names.ts";
import { startSim } from "../sim/mod.ts";
import { backup } from "./_in_process.ts";

const SMALL = { dashboards: 4, looks: 4, folders: 3, users: 4, groups: 3 };
const TYPES = ["dashboards", "looks"] as const;

function useIn(path: string): Map<number, Map<string, StoredUse>> {
  using vault = openVaultForReading(path);
  return contentUse(vault);
}

Deno.test("a run reads how often content was viewed in one request, and no version comes of it", async () => {
  await using sim = startSim(SMALL);
  await using place = await backup(sim);
  await place.run({ types: TYPES });
  assertEquals(sim.count("search_content_views"), 1);
  const rows = sim.store.table("content_views").all();
  const [first] = rows, id = String(first?.get("dashboard_id"));
  const item = sim.store.table("dashboards").get(id);
  const use = useIn(place.path).get(typeCode("dashboards"))?.get(id);
  assertEquals(use?.views, item?.get("view_count"));
  assertEquals(
    Date.parse(use?.last ?? ""),
    Math.trunc(Date.parse(String(item?.get("last_viewed_at"))) / 1000) * 1000,
  );
  assert(useIn(place.path).get(typeCode("looks"))?.size);
  sim.store.patch("content_views", first?.id ?? "", { view_count: 1_000_000 });
  const night = await place.run({ types: TYPES, incremental: true });
  assertEquals([night.totals.updated, night.totals.new, night.errors], [0, 0, []]);
  assert((useIn(place.path).get(typeCode("dashboards"))?.get(id)?.views ?? 0) >= 1_000_000);
  assertEquals(sim.violations, []);
});

Deno.test("--no-usage, and a run of other types or of some folders, does not ask for use", async () => {
  await using sim = startSim(SMALL);
  await using place = await backup(sim);
  await place.run({ types: TYPES, noUsage: true });
  await place.run({ types: ["folders"] });
  await place.run({ types: TYPES, folders: ["1"] });
  assertEquals(sim.count("search_content_views"), 0);
  assertEquals(useIn(place.path).size, 0);
  await place.run({ types: ["looks"] });
  assertEquals(sim.count("search_content_views"), 1);
});

Deno.test("where views are not served the summary is asked, and that neither is there is a note", async () => {
  await using sim = startSim(SMALL);
  await using place = await backup(sim);
  const noteOf = async (): Promise<string | null> => {
    const { status, errors, types } = await place.run({ types: TYPES });
    assertEquals([status, errors], ["completed", []]);
    return types.find(({ type }) => type === "dashboards")?.note ?? null;
  };
  sim.faults.add({ operation: "search_content_views", kind: "403" });
  assertEquals(await noteOf(), "this Looker does not serve search_content_views to the API user (403)");
  const [id] = [...useIn(place.path).get(typeCode("dashboards"))?.keys() ?? []];
  assert(id !== undefined);
  assertEquals(useIn(place.path).get(typeCode("dashboards"))?.get(id), {
    views: Number(sim.store.table("dashboards").get(id)?.get("view_count")),
    last: null,
  });
  sim.faults.add({ operation: "content_summary", kind: "501" });
  assertEquals(
    await noteOf(),
    "this Looker does not serve search_content_views to the API user (403); " +
      "this Looker does not serve content_summary to the API user (501)",
  );
});

Deno.test("use that cannot be read fails nothing", async () => {
  await using sim = startSim(SMALL);
  await using place = await backup(sim);
  sim.faults.add({ operation: "search_content_views", kind: "500" });
  const { status, types } = await place.run({ types: TYPES });
  assertEquals(status, "completed");
  const note = types.find(({ type }) => type === "dashboards")?.note ?? "";
  assert(note.startsWith("the usage of content could not be read: "), note);
});
