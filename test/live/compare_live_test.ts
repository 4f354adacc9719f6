import { assert, assertEquals, assertMatch } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { connect } from "../../lib/looker/connect.ts";
import { compareLive, type LiveResult } from "../../lib/live/compare_live.ts";
import type { ReadLiveOptions } from "../../lib/live/read_live.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { type Backup, backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { digestOf } from "../vault/_vaults.ts";

const SECOND = { clientId: "two", clientSecret: "2", userId: "2" };

async function compare(
  sim: Sim,
  { path }: Backup,
  { as = sim.options, ...options }: Partial<ReadLiveOptions> & {
    as?: Pick<typeof SECOND, "clientId" | "clientSecret">;
  } = {},
): Promise<LiveResult> {
  const clock = systemClock;
  using vault = openVaultForReading(path);
  await using connection = connect({
    baseUrl: sim.url,
    clientId: as.clientId,
    clientSecret: as.clientSecret,
    timeoutSeconds: 60,
    workers: 8,
    maxRetries: 2,
  }, { clock, backoff: { minTimeout: 1, maxTimeout: 2, multiplier: 1, jitter: 0 } });
  return await compareLive({ types: null, full: false, workers: 8, maxRetries: 2, ...options }, {
    connection,
    vault,
    clock,
    sink: () => {},
    signal: new AbortController().signal,
    lookervaultVersion: "test",
  });
}

Deno.test("compareLive() says what is the same, changed, missing and extra, and where", async () => {
  await using sim = startSim({ dashboards: 40, looks: 20, tileBytes: 300 });
  await using place = await backup(sim);
  const summary = await place.run({}), { stored } = summary.totals;
  const before = digestOf(place.path);
  const types = ["dashboards", "model_sets"] as const;
  assertEquals((await compare(sim, place)).live, { same: stored, changed: 0, missing: 0, extra: 0 });
  sim.mutate({ op: "update", type: "dashboards", id: "13", values: { description: "Another" } });
  const viewed = sim.store.table("dashboards").stored("14");
  sim.store.table("dashboards").set("14", { ...viewed, view_count: 4711 });
  sim.mutate({ op: "delete", type: "dashboards", id: "15" });
  sim.mutate({ op: "insert", type: "model_sets" });
  // Boards and schedules show things of their dashboards.
  const { live, differences, live_types } = await compare(sim, place, { types });
  const [added] = differences.filter(({ what }) => what === "extra");
  const others = differences.filter(({ what }) => what !== "extra").map(({ name: _, paths, ...rest }) => ({
    ...rest,
    paths: paths.toSorted(),
  }));
  assertEquals(others.sort((a, b) => Number(a.id) - Number(b.id)), [
    { type: "dashboards", id: "13", what: "changed", paths: ["description"] },
    { type: "dashboards", id: "15", what: "missing", paths: [] },
  ]);
  assertEquals([added?.type, live.extra], ["model_sets", 1]);
  const held = summary.types.filter(({ type }) => type === "dashboards" || type === "model_sets");
  const same = held.reduce((sum, { stored }) => sum + stored, 0) - 2;
  assertEquals(live, { same, changed: 1, missing: 1, extra: 1 });
  assert(live_types.every(({ complete }) => complete));
  assertEquals(digestOf(place.path), before);
});

Deno.test("compareLive() takes no more calls than an incremental run that reads every access list, and with full finds what no timestamp tells", async () => {
  await using sim = startSim({ dashboards: 300, looks: 20, tileBytes: 300 });
  await using place = await backup(sim);
  await place.run({});
  const incremental = (await place.run({ incremental: true, noUsage: true })).calls;
  // The two calls of an agent's access list, which an incremental run leaves.
  const access = 2 * sim.store.table("agents").size;
  assertEquals((await compare(sim, place)).calls <= incremental + access, true);
  const stored = sim.store.table("dashboards").stored("17");
  sim.store.table("dashboards").set("17", { ...stored, description: "Silent" });
  const only = { types: ["dashboards"] } as const;
  assertEquals((await compare(sim, place, only)).live.changed, 0);
  const full = await compare(sim, place, { ...only, full: true });
  assertEquals(full.differences.map(({ id, paths }) => [id, paths]), [["17", ["description"]]]);
});

Deno.test("compareLive() calls nothing missing that Looker did not show", async () => {
  await using sim = startSim({ dashboards: 20, looks: 10, tileBytes: 300 });
  await using place = await backup(sim);
  await place.run({});
  sim.faults.add({ operation: "search_roles", kind: "403" });
  const { live, live_types } = await compare(sim, place);
  assertEquals([live.missing, live.changed, live.extra], [0, 0, 0]);
  assertEquals(live_types.filter(({ complete }) => !complete).map(({ type }) => type), ["roles"]);
});

Deno.test("compareLive() names an item that cannot be read, compares all others, and calls nothing the same that it did not see", async () => {
  for (const kind of ["404", "500"] as const) {
    await using sim = startSim({ dashboards: 8, looks: 4, tileBytes: 300 });
    await using place = await backup(sim);
    await place.run({});
    sim.mutate({ op: "update", type: "dashboards", id: "5", values: { description: "Another" } });
    sim.mutate({ op: "update", type: "dashboards", id: "6", values: { description: "Another" } });
    sim.faults.add({ operation: "search_dashboards", kind, limitAbove: 0 }, {
      operation: "dashboard",
      kind,
      match: { dashboard_id: "6" },
    });
    const { live, live_types, errors, differences } = await compare(sim, place, { types: ["dashboards"] });
    assertEquals([live.missing, live.extra], [0, 0]);
    assertEquals(live_types.map(({ complete }) => complete), [false]);
    assert(errors.length > 0 && differences.every(({ id }) => id !== "6"));
  }
});

Deno.test("compareLive() warns when another API user compares, and calls nothing missing then", async () => {
  await using sim = startSim({ dashboards: 20, looks: 10, tileBytes: 300, clients: [SECOND] });
  await using place = await backup(sim);
  await place.run({});
  for (const id of ["3", "4"]) sim.mutate({ op: "delete", type: "dashboards", id });
  sim.mutate({ op: "insert", type: "model_sets" });
  const only = { types: ["dashboards", "model_sets"] } as const;
  assertEquals((await compare(sim, place, only)).warnings, []);
  const { live, live_types, warnings } = await compare(sim, place, { ...only, as: SECOND });
  assertEquals([live.missing, live.extra, warnings.length], [0, 1, 1]);
  assertMatch(warnings.join(), /^The API user is 2 .*, and the backup of .* was made by 1 /);
  assertEquals(live_types.map(({ complete, note }) => [complete, note]), [
    [false, "2 not listed, perhaps only hidden from this API user"],
    [true, null],
  ]);
});
