import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { asObjects, asText, type JsonObject } from "../../lib/codec/json_value.ts";
import { connect } from "../../lib/looker/connect.ts";
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { type Backup, backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { restore } from "./_in_process.ts";
import { countingRounds } from "./_rounds.ts";

/** Requests one after the other that restoring one dashboard may take, from login to logout: changed, and deleted. */
const CHANGED = 6, DELETED = 14;

/** Some time on the way, so that what is sent side by side is seen to be. */
const INSTANCE = { dashboards: 12, looks: 4, folders: 4, users: 5, tiles: 5, tileBytes: 300, latencyMs: 5 };

/** An instance with a dashboard of tiles of every sort, filters and tabs, and its backup. */
async function backedUp(): Promise<{ sim: Sim; vault: Backup; body: JsonObject } & AsyncDisposable> {
  const sim = startSim(INSTANCE), vault = await backup(sim);
  await admin(sim, "POST", "/dashboard_layouts", {
    dashboard_id: "1",
    label: "Another tab",
    type: "newspaper",
  });
  // Eight tiles are left, as many as there are workers.
  await admin(sim, "DELETE", "/dashboard_elements/5");
  await vault.run({});
  return {
    sim,
    vault,
    body: await admin(sim, "GET", "/dashboards/1") as JsonObject,
    async [Symbol.asyncDispose]() {
      await vault[Symbol.asyncDispose]();
      await sim[Symbol.asyncDispose]();
    },
  };
}

async function restored(
  { sim, vault }: { sim: Sim; vault: Backup },
): Promise<{ summary: RestoreSummary; rounds: string[] }> {
  const { transport, named } = countingRounds(), { clientId, clientSecret } = sim.options;
  await using connection = connect({
    ...{ baseUrl: sim.url, clientId, clientSecret, timeoutSeconds: 60, workers: 8, maxRetries: 0 },
  }, { clock: systemClock, transport });
  const summary = await restore(vault.path, sim, {
    options: { scope: { kind: "single", type: "dashboards", id: "1" } },
    deps: { connection },
  });
  return { summary, rounds: named() };
}

Deno.test("restore() of a dashboard that was changed in many places takes six rounds, its proof included", async () => {
  await using at = await backedUp();
  const { sim, body } = at;
  const ids = (list: string, type?: string): string[] =>
    asObjects(body[list]).filter((part) => type === undefined || part["type"] === type)
      .map((part) => asText(part["id"]) ?? "");
  const elements = asObjects(body["dashboard_elements"]).filter(({ query_id }) => asText(query_id) !== null);
  const [first, second] = elements.map(({ id }) => asText(id));
  const [third] = ids("dashboard_elements", "text");
  const [filter, other] = ids("dashboard_filters"), [tab] = ids("dashboard_layouts");
  const places = asObjects(asObjects(body["dashboard_layouts"])[0]?.["dashboard_layout_components"]);
  for (
    const [path, change] of [
      ["/dashboards/1", { description: "edited" }],
      [`/dashboard_elements/${first}`, { title: "edited" }],
      [`/dashboard_elements/${second}`, { query_id: asText(elements[0]?.["query_id"]) }],
      [`/dashboard_elements/${third}`, { title: "edited, too" }],
      [`/dashboard_filters/${filter}`, { title: "edited" }],
      [`/dashboard_filters/${other}`, { title: "edited, too" }],
      [`/dashboard_layouts/${tab}`, { label: "edited" }],
      ...places.slice(0, 3).map(({ id }) => [`/dashboard_layout_components/${id}`, { row: 77, width: 3 }]),
    ] as [string, JsonObject][]
  ) await admin(sim, "PATCH", path, change);
  const { summary: { status, totals, verified, errors }, rounds } = await restored(at);
  assertEquals([status, totals.updated, verified.same, errors], ["completed", 1, 1, []]);
  assert(rounds.length <= CHANGED, `${rounds.length} rounds:\n${rounds.join("\n")}`);
});

Deno.test("restore() makes tiles that look alike one by one: one whose answer was lost is not taken for another", async () => {
  await using sim = startSim(INSTANCE);
  await using vault = await backup(sim);
  for (const body_text of ["one", "two", "three"]) {
    const tile = { dashboard_id: "7", type: "text", title_text: "Alike", body_text };
    await admin(sim, "POST", "/dashboard_elements", tile);
  }
  await vault.run({});
  await admin(sim, "DELETE", "/dashboards/7");
  sim.faults.add({ kind: "lost-reply", operation: "create_dashboard_element", after: 4, times: 2 });
  const { status, verified, errors } = await restore(vault.path, sim, {
    options: { scope: { kind: "single", type: "dashboards", id: "7" } },
  });
  assertEquals([status, verified.same, errors], ["completed", 1, []]);
});

Deno.test("restore() of a dashboard that was deleted takes fourteen rounds", async () => {
  await using at = await backedUp();
  await admin(at.sim, "DELETE", "/dashboards/1");
  const { summary: { status, totals, verified, errors }, rounds } = await restored(at);
  assertEquals([status, totals.created, verified.same, errors], ["completed", 1, 1, []]);
  assert(rounds.length <= DELETED, `${rounds.length} rounds:\n${rounds.join("\n")}`);
});
