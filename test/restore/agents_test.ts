import { assertEquals } from "@std/assert";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { backedUp, backup } from "../extract/_in_process.ts";
import { asStrings } from "../sim/json.ts";
import { startSim } from "../sim/mod.ts";
import { differ } from "./_differ.ts";
import { restore } from "./_in_process.ts";

const SMALL = { dashboards: 4, looks: 3, folders: 4, users: 6, groups: 4, tileBytes: 200 };
const ONLY: ContentType[] = ["users", "groups", "agents"];

const isAgent = (line: string): boolean => line.startsWith("agents");

Deno.test("agents come back with golden queries and access, those in the trash as well, and once", async () => {
  await using sim = startSim(SMALL);
  const metadata = sim.store.table("agents").get("1")?.get("content_metadata_id") ?? null;
  sim.store.table("content_accesses").insert({
    content_metadata_id: metadata,
    permission_type: "view",
    group_id: "3",
    user_id: null,
  });
  await using vault = await backup(sim);
  const run = await vault.run({});
  assertEquals(run.types.find(({ type }) => type === "agents")?.stored, 2);
  await using other = startSim({ ...SMALL, emptied: true, idOffset: 8000 });
  const summary = await restore(vault.path, other, { options: { only: ONLY } });
  assertEquals(summary.errors.filter(({ type }) => type === "agents"), []);
  assertEquals(differ(sim, other).filter(isAgent), []);
  assertEquals(other.store.table("golden_queries").size, 2);
  const before = other.writes().length;
  await restore(vault.path, other, { options: { only: ONLY } });
  assertEquals([other.writes().slice(before), other.violations], [[], []]);
});

Deno.test("an agent in the trash is taken out of it, and keeps its golden queries by their ids", async () => {
  const { sim, vault } = await backedUp(SMALL);
  await using _sim = sim, _vault = vault;
  const before = sim.store.table("agents").get("1")?.full() ?? {};
  sim.store.patch("agents", "1", { deleted: true, description: "damaged" });
  sim.store.patch("golden_queries", "2", { answer: "damaged" });
  await restore(vault.path, sim, { options: { only: ["agents"] } });
  const after = sim.store.table("agents").get("1")?.full() ?? {};
  assertEquals([after["deleted"], after["description"]], [false, before["description"]]);
  assertEquals(asStrings(after["golden_query_ids"]).sort(), asStrings(before["golden_query_ids"]).sort());
  assertEquals(sim.store.table("golden_queries").get("2")?.get("answer"), "42");
  assertEquals([sim.deletions(), sim.violations], [[], []]);
});

Deno.test("a Looker without agents is noted, and is no failure", async () => {
  await using sim = startSim({ ...SMALL, faults: [{ kind: "404", operation: "search_agents" }] });
  await using vault = await backup(sim);
  const run = await vault.run({});
  assertEquals([run.status, run.errors], ["completed", []]);
  assertEquals(run.types.find(({ type }) => type === "agents")?.stored, 0);
});
