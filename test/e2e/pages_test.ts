/** Listings of every size, capped, shuffled, moving while they are read. */
import { assert, assertEquals } from "@std/assert";
import { extract } from "./_inside.ts";
import { lineOf, type Summary, Workplace } from "./_run.ts";
import { type Sim, small } from "./_sim.ts";
import { dumpedIds } from "./_truth.ts";
import { OpenVault } from "./_vault.ts";
import type { SimOptions } from "../sim/mod.ts";

/** Extracts and compares the ids of the given types with the simulator's. */
async function complete(
  sim: Sim,
  place: Workplace,
  types: readonly string[],
  args: readonly string[] = [],
): Promise<Summary> {
  const summary = await extract(place, [...types, ...args]);
  using vault = new OpenVault(place.db);
  for (const type of types) assertEquals(vault.ids(type), dumpedIds(sim, type), type);
  assertEquals(sim.violations, []);
  return summary;
}

for (const size of [0, 1, 25, 100, 101, 250]) {
  Deno.test(`${size} dashboards and looks are all stored`, async () => {
    await using sim = small({ dashboards: size, looks: size, tileBytes: 300 });
    using place = Workplace.at(sim);
    if (size > 0) await complete(sim, place, ["dashboards", "looks"]);
    else {
      const summary = await extract(place, ["dashboards", "looks"]);
      const living = summary.totals.listed;
      assertEquals([summary.totals.stored, summary.status], [living, "completed"]);
    }
  });
}

const CAPS: [what: string, options: SimOptions][] = [
  ["pages capped at 30, counts said", { pageCap: 30 }],
  ["pages capped at 30, counts not said", { pageCap: 30, pagingHeaders: false }],
  ["pages capped at 1", { pageCap: 1, dashboards: 12, looks: 12 }],
  ["lists without limit capped at 50", { unlimitedCap: 50 }],
  ["lists without limit capped at 50, counts not said", { unlimitedCap: 50, pagingHeaders: false }],
  ["all of it", { unlimitedCap: 40, pageCap: 30, pagingHeaders: false }],
];

for (const [what, options] of CAPS) {
  Deno.test(`a server's own caps lose nothing: ${what}`, async () => {
    await using sim = small({
      dashboards: 130,
      looks: 130,
      users: 60,
      groups: 40,
      tileBytes: 300,
      ...options,
    });
    using place = Workplace.at(sim);
    const summary = await complete(sim, place, [
      "dashboards",
      "looks",
      "users",
      "groups",
      "roles",
      "boards",
      "permission_sets",
      "model_sets",
      "lookml_models",
      "alerts",
      "themes",
    ]);
    assertEquals([summary.status, summary.totals.failed], ["completed", 0]);
  });
}

Deno.test("a page that times out is read in halves until it passes, and none as large is asked for again", async () => {
  await using sim = small({ dashboards: 150, tileBytes: 300 });
  sim.faults.add({ kind: "hang", operation: "search_dashboards", limitAbove: 25 });
  using place = Workplace.at(sim);
  await complete(sim, place, ["dashboards"], ["--timeout", "5", "--workers", "1"]);
  // 100, then 50: neither the rest of the window nor the next is tried with as many again.
  assertEquals(sim.stats.faults["hang"], 2);
});

Deno.test("when every page fails, single reads get what the census listed; the gap is named", async () => {
  await using sim = small({ dashboards: 12 });
  sim.faults.add({ kind: "500", operation: "search_dashboards", limitAbove: 0 });
  using place = Workplace.at(sim);
  const summary = await extract(place, ["dashboards", "--max-retries", "1"], 4);
  using vault = new OpenVault(place.db);
  assertEquals(vault.ids("dashboards"), dumpedIds(sim, "dashboards"));
  assertEquals(new Set(summary.errors.map(({ operation }) => operation)), new Set(["search_dashboards"]));
});

Deno.test("items deleted and inserted while pages are read: what lived through is stored", async () => {
  const caps: SimOptions[] = [{}, { unlimitedCap: 40, pageCap: 30, pagingHeaders: false }, {
    unlimitedCap: 40,
    pageCap: 30,
  }];
  for (const seed of [1, 2, 3]) {
    await using sim = small({
      seed,
      dashboards: 150,
      looks: 150,
      users: 60,
      tileBytes: 300,
      ...caps[seed % 3],
      mutations: [
        { op: "delete", type: "dashboards", operation: "search_dashboards", every: 1, times: 12 },
        { op: "trash", type: "dashboards", operation: "search_dashboards", every: 2, times: 3 },
        { op: "insert", type: "dashboards", operation: "search_dashboards", every: 2, times: 3 },
        { op: "delete", type: "looks", operation: "folder_looks", every: 2, times: 10 },
        { op: "delete", type: "looks", operation: "search_looks", every: 1, times: 5 },
        { op: "delete", type: "users", operation: "all_users", every: 1, times: 4 },
        { op: "delete", type: "groups", operation: "all_group_users", every: 3, times: 1 },
      ],
    });
    using place = Workplace.at(sim);
    const before = new Map(
      ["dashboards", "looks", "users"].map((type) => [type, dumpedIds(sim, type) ?? []]),
    );
    const summary = await extract(place, ["dashboards", "looks", "users"]);
    using vault = new OpenVault(place.db);
    for (const [type, ids] of before) {
      const after = new Set(dumpedIds(sim, type)), stored = new Set(vault.ids(type));
      const lost = ids.filter((id) => after.has(id) && !stored.has(id));
      assertEquals(lost, [], `seed ${seed}: ${type} lost`);
      const line = lineOf(summary, type);
      assertEquals(line.listed, line.stored + line.failed);
    }
    assertEquals(sim.violations, []);
  }
});

Deno.test("pages that lack the nested parts: single reads fill the gap", async () => {
  await using sim = small({ pageLacksNested: true });
  using place = Workplace.at(sim);
  await complete(sim, place, ["dashboards"]);
  using vault = new OpenVault(place.db);
  for (const id of vault.ids("dashboards")) {
    assert(Array.isArray(JSON.parse(vault.text("dashboards", id))["dashboard_elements"]), id);
  }
  assert(sim.count("search_dashboards") < 8, `${sim.count("search_dashboards")} useless pages`);
});

Deno.test("a dashboard of 10 MB is stored exactly", async () => {
  await using sim = small({ dashboards: 6, looks: 0, giant: true });
  using place = Workplace.at(sim);
  await complete(sim, place, ["dashboards"]);
  using vault = new OpenVault(place.db);
  const giant = sim.store.table("dashboards").all().find((item) => item.get("slug") === "giant");
  assert(giant !== undefined);
  const text = vault.text("dashboards", giant.id);
  assert(text.length > 8_000_000, `${text.length} characters`);
  assertEquals(JSON.parse(text), JSON.parse(giant.text("Dashboard")));
});

Deno.test("null instead of a list is an empty list", async () => {
  await using sim = small({ faults: [{ kind: "null-200", operation: "search_themes,all_datagroups" }] });
  using place = Workplace.at(sim);
  const summary = await extract(place, ["themes", "datagroups"]);
  assertEquals([summary.status, summary.totals.listed], ["completed", 0]);
});

Deno.test("JSON of another kind than promised is a failure, never an empty type", async () => {
  await using sim = small({ faults: [{ kind: "wrong-type-200", operation: "search_themes,get_setting" }] });
  using place = Workplace.at(sim);
  const summary = await extract(place, ["themes", "settings", "--max-retries", "1"], 4);
  for (const type of ["themes", "settings"]) assertEquals(lineOf(summary, type).complete, false, type);
});
