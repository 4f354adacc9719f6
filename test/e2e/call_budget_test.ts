/** Calls are few. */
import { assert, assertEquals } from "@std/assert";
import { extract } from "./_inside.ts";
import { Workplace } from "./_run.ts";
import { small } from "./_sim.ts";
import { OpenVault } from "./_vault.ts";

Deno.test("5,000 dashboards and 5,000 looks in 500 folders cost at most 1,250 calls and one a user", async () => {
  await using sim = small({
    dashboards: 5000,
    looks: 5000,
    folders: 500,
    users: 50,
    tilesPerDashboard: 1,
    tileBytes: 300,
  });
  using place = Workplace.at(sim);
  const summary = await extract(place, ["--workers", "8"]);
  assertEquals(summary.errors, []);
  const users = sim.store.table("users").size;
  assert(summary.calls <= 1250 + users, `${summary.calls} calls with ${users} users`);
  assertEquals(sim.count("user_attribute_user_values"), users);
  using vault = new OpenVault(place.db);
  for (const type of ["dashboards", "looks", "folders"] as const) {
    assertEquals(vault.ids(type).length, sim.store.table(type).size, type);
  }
  const parents = new Set(sim.store.table("folders").all().map((item) => item.get("parent_id"))).size;
  const roots = sim.store.table("folders").all().filter((item) => item.get("parent_id") === null).length;
  assert(sim.count("all_content_metadatas") <= parents);
  const listed = sim.store.table("boards").size + sim.store.table("agents").size;
  assert(sim.count("content_metadata") <= roots + listed);
  assertEquals(sim.violations, []);
});

Deno.test("nothing is read twice: each request is sent once when nothing fails", async () => {
  await using sim = small();
  using place = Workplace.at(sim);
  await extract(place);
  const seen = new Map<string, number>();
  for (const { method, path, query } of sim.log) {
    const request = `${method} ${path}?${query}`;
    seen.set(request, (seen.get(request) ?? 0) + 1);
  }
  assertEquals([...seen].filter(([, times]) => times > 1), []);
});
