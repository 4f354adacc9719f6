/** Merge queries of dashboards. */
import type { JsonValue } from "../../lib/codec/json_value.ts";
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { Body } from "../../lib/codec/body.ts";
import { MsgpackWriter } from "../../lib/codec/msgpack_writer.ts";
import { DashboardLacks } from "../../lib/extract/capture/dashboard_lacks.ts";
import { heldMerges } from "../../lib/extract/capture/held_merges.ts";
import type { Held } from "../../lib/extract/context.ts";
import type { ExtractOptions } from "../../lib/extract/options.ts";
import { showItem } from "../../lib/inspect/show.ts";
import { openVaultForReading, openVaultForWriting } from "../../lib/vault/open.ts";
import { systemClock } from "../../lib/base/clock.ts";
import { CONTENT_TYPES, type ContentType, TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { production, type Sim, startSim } from "../sim/mod.ts";
import { backup, line } from "./_in_process.ts";

const EVERYTHING: ExtractOptions = {
  types: CONTENT_TYPES,
  workers: 1,
  batchSize: 1,
  maxRetries: 0,
  folders: [],
  recursive: false,
  noTrash: false,
  acceptDeletions: false,
  incremental: false,
  noUserValues: false,
};
const CONTENT: readonly ContentType[] = ["dashboards", "looks", "folders"];
const SMALL = { dashboards: 60, looks: 20, folders: 12, users: 8 };

/** How many requests for merge queries and their sources a run sends. */
async function asked(sim: Sim, run: () => Promise<unknown>): Promise<number> {
  const count = (): number =>
    ["merge_query", "query", "query_for_slug"].reduce((sum, name) => sum + sim.count(name), 0);
  const before = count();
  await run();
  return count() - before;
}

function shown(path: string, id: string): Record<string, unknown> {
  using vault = openVaultForReading(path);
  return JSON.parse(showItem(vault, "dashboards", id));
}

Deno.test("a merge query that several dashboards show is read once, and so are the queries it merges", async () => {
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

Deno.test("what cannot change is read once: unchanged content takes a third of the calls again in full, 60 incrementally", async () => {
  await using sim = startSim(production());
  await using place = await backup(sim);
  const first = await place.run({ types: CONTENT });
  const merges = sim.count("merge_query"), queries = sim.count("query");
  assert(merges > 80 && queries > 2 * 80, `${merges} merge queries, ${queries} sources`);
  const again = await place.run({ types: CONTENT });
  assertLessOrEqual(again.calls, first.calls / 3);
  assertEquals(again.totals.unchanged, again.totals.listed);
  assertEquals(sim.count("query"), queries);
  sim.mutate({ op: "update", type: "dashboards", id: "150" });
  const changed = await place.run({ types: CONTENT, incremental: true });
  assertLessOrEqual(changed.calls, 60);
  assertEquals([changed.totals.updated, changed.status], [1, "completed"]);
  assertEquals(sim.violations, []);
});

Deno.test("merge queries of the vault are stored again byte for byte, --reread asks for all of them", async () => {
  await using sim = startSim(production(SMALL));
  await using place = await backup(sim);
  const run = (reread = false): Promise<unknown> =>
    place.run({ types: ["dashboards"], ...(reread && { reread }) });
  const first = await asked(sim, () => run());
  const ids = sim.store.table("dashboards").all().map((item) => item.id);
  const before = ids.map((id) => shown(place.path, id));
  const gone = new Set(before.flatMap((one) => goneOf(one))).size;
  assert(gone > 0 && first > gone * 10);
  assertEquals(await asked(sim, () => run()), gone);
  assertEquals(ids.map((id) => shown(place.path, id)), before);
  assertEquals(await asked(sim, () => run(true)), first);
  assertEquals(ids.map((id) => shown(place.path, id)), before);
});

function vaultOf(body: Record<string, unknown>): Record<string, unknown> {
  const { _vault } = body;
  return typeof _vault === "object" && _vault !== null ? _vault as Record<string, unknown> : {};
}

function goneOf(body: Record<string, unknown>): string[] {
  const { uncaptured_merge_queries: gone } = vaultOf(body);
  return Array.isArray(gone) ? gone.map(String) : [];
}

Deno.test("a merge query that is gone is named in the vault: the run that finds out fails, those after it remark it", async () => {
  await using sim = startSim(production(SMALL));
  await using place = await backup(sim);
  const types: readonly ContentType[] = ["dashboards"];
  const first = await place.run({ types });
  const failures = first.errors.filter(({ operation }) => operation === "merge_query");
  assertEquals([first.status, failures[0]?.status], ["partial", 404]);
  for (const { id } of failures) assert(goneOf(shown(place.path, id ?? "")).length > 0, `dashboard ${id}`);
  const note = line(first, "dashboards").note ?? "";
  assert(
    note.includes(goneOf(shown(place.path, failures[0]?.id ?? ""))[0] ?? "?") || failures.length > 5,
    note,
  );

  const again = await place.run({ types });
  assertEquals([again.status, again.errors.length, again.totals.updated], ["completed", 0, 0]);
  assertEquals(line(again, "dashboards").note, note);
  // Not asked for again, though its dashboard is read: somebody edited that.
  const edited = failures[0]?.id ?? "";
  sim.mutate({ op: "update", type: "dashboards", id: edited });
  assertEquals(await asked(sim, () => place.run({ types, incremental: true })), 0);
  assertEquals(shown(place.path, edited)["title"], sim.store.table("dashboards").get(edited)?.get("title"));
  assertEquals(goneOf(shown(place.path, edited)).length > 0, true);

  // Back again: a full run has it.
  const [id = ""] = goneOf(shown(place.path, edited));
  const [other] = sim.store.table("merge_queries").all();
  sim.store.table("merge_queries").set(id, { ...other?.full(), id });
  await place.run({ types });
  assertEquals(goneOf(shown(place.path, edited)).includes(id), false);
  assert(id in Object(vaultOf(shown(place.path, edited))["merge_queries"]));
});

Deno.test("a merge query that could not be read for another reason is no gone one, and is asked for again", async () => {
  await using sim = startSim({ dashboards: 40, looks: 4, tileBytes: 300 });
  await using place = await backup(sim);
  sim.faults.add({ operation: "merge_query", kind: "403" });
  const first = await place.run({ types: ["dashboards"] });
  const id = first.errors[0]?.id ?? "";
  assertEquals([first.status, goneOf(shown(place.path, id))], ["partial", []]);
  sim.faults.clear();
  assert(await asked(sim, () => place.run({ types: ["dashboards"], incremental: true })) > 0);
  assert("merge_queries" in vaultOf(shown(place.path, id)));
});

Deno.test("a damaged body gives no merge queries: they are read again", async () => {
  await using sim = startSim({ dashboards: 40, looks: 4, tileBytes: 300 });
  await using place = await backup(sim);
  await place.run({ types: ["dashboards"] });
  const merged = sim.store.table("dashboards").all().find(({ id }) =>
    "merge_queries" in vaultOf(shown(place.path, id))
  );
  const whole = shown(place.path, merged?.id ?? "");
  {
    using vault = openVaultForWriting(place.path, { clock: systemClock, types: TYPE_CODES });
    vault.prepare("UPDATE content_items SET content_data = x'00' WHERE content_type = 1 AND id = ?").run(
      merged?.id ?? "",
    );
  }
  assert(await asked(sim, () => place.run({ types: ["dashboards"] })) > 0);
  assertEquals(shown(place.path, merged?.id ?? ""), whole);
});

Deno.test("a dashboard that came without layouts, filters or tiles is stored, and the run says so once as a failure", async () => {
  await using sim = startSim({ dashboards: 30, looks: 2, tileBytes: 300 });
  const lacking: [string, Record<string, null | never[]>][] = [
    ["27", { dashboard_layouts: null }],
    ["28", { dashboard_layouts: [] }],
    ["29", { dashboard_filters: null }],
    ["30", { dashboard_elements: null, dashboard_layouts: [] }],
  ];
  for (const [id, values] of lacking) sim.mutate({ op: "update", type: "dashboards", id, values });
  await using place = await backup(sim);
  const types: readonly ContentType[] = ["dashboards"];
  const first = await place.run({ types });
  assertEquals([first.status, first.totals.stored], ["partial", first.totals.listed]);
  assertEquals(first.errors.map(({ id, status }) => `${id} ${status}`).sort(), [
    "27 200",
    "28 200",
    "29 200",
    "30 200",
  ]);
  const note = line(first, "dashboards").note ?? "";
  for (const part of ["layouts (27, 28)", "filters (29)", "tiles (30)"]) assert(note.includes(part), note);
  const again = await place.run({ types });
  assertEquals([again.status, again.errors.length, line(again, "dashboards").note], ["completed", 0, note]);
  const idle = await place.run({ types, incremental: true });
  assertEquals([idle.status, sim.log.filter(({ operation }) => operation === "dashboard").length > 0], [
    "completed",
    true,
  ]);
  // One more that loses its tiles later is news.
  sim.mutate({ op: "update", type: "dashboards", id: "26", values: { dashboard_elements: null } });
  const later = await place.run({ types, incremental: true });
  assertEquals([later.status, later.errors.map(({ id }) => id)], ["partial", ["26"]]);
});

Deno.test("what Looker itself lacks is no reason to read an item again the next night", async () => {
  await using sim = startSim(production(SMALL));
  await using place = await backup(sim);
  const types: readonly ContentType[] = ["dashboards"];
  assert((await place.run({ types })).errors.length > 2);
  const night = await place.run({ types, incremental: true, noUsage: true });
  assertEquals([night.totals.unchanged, line(night, "dashboards").calls], [night.totals.listed, 4]);
});

Deno.test("only what a run before this one found lacking is known: one that is resumed names it again", () => {
  const bytes = (value: JsonValue): Uint8Array => {
    const writer = new MsgpackWriter();
    writer.value(value);
    return writer.slice();
  };
  const lacking: JsonValue = { dashboard_elements: [], dashboard_filters: [], dashboard_layouts: null };
  const body = bytes({ ...lacking, _vault: { uncaptured_merge_queries: ["m1"] } });
  for (const before of [true, false]) {
    const held = (): Held => ({ body, before });
    const problems: string[] = [];
    const lacks = new DashboardLacks({ held }, {
      problem: (id) => problems.push(String(id)),
      remark: () => {},
    });
    lacks.judge("7", Body.parse(bytes(lacking)));
    assertEquals(problems, before ? [] : ["7"]);
    const { uncaptured } = heldMerges({ held, options: EVERYTHING }, "7");
    assertEquals([...uncaptured], before ? ["m1"] : []);
  }
});
