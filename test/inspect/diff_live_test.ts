/** `diff --to live`, without a process: issue "know what you have". */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { diffLive, type DiffRequest, type VaultDiff } from "../../lib/inspect/diff.ts";
import { InterruptedError } from "../../lib/base/errors.ts";
import type { EventSink } from "../../lib/extract/events.ts";
import { connect } from "../../lib/looker/connect.ts";
import { type ContentType, typeOfCode } from "../../lib/looker/content_type_names.ts";
import { readLive, type ReadType } from "../../lib/live/read_live.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { digestOf } from "../vault/_vaults.ts";

const SECOND = { clientId: "two", clientSecret: "2", userId: "2" };
const INSTANCE = { dashboards: 20, looks: 12, folders: 8, tileBytes: 300, clients: [SECOND] };

interface Told extends VaultDiff {
  live: ReadType[];
  warnings: string[];
  calls: number;
}

interface How {
  types: readonly ContentType[];
  as: { clientId: string; clientSecret: string };
  full: boolean;
  sink: EventSink;
  signal: AbortSignal;
}

async function diff(
  sim: Sim,
  path: string,
  request: DiffRequest & Partial<How> = {},
): Promise<Told> {
  const { types, as = sim.options, full = false, sink = () => {}, ...rest } = request;
  const { signal = new AbortController().signal, ...asked } = rest;
  using vault = openVaultForReading(path);
  await using connection = connect({
    baseUrl: sim.url,
    clientId: as.clientId,
    clientSecret: as.clientSecret,
    timeoutSeconds: 60,
    workers: 8,
    maxRetries: 1,
  }, { clock: systemClock, backoff: { minTimeout: 1, maxTimeout: 2, multiplier: 1, jitter: 0 } });
  using reading = await readLive({
    types: asked.type === undefined ? types ?? null : [asked.type],
    ...(asked.id !== undefined && { id: asked.id }),
    full,
    workers: 8,
    maxRetries: 1,
  }, {
    connection,
    vault,
    clock: systemClock,
    sink,
    signal,
    lookervaultVersion: "test",
  });
  const { types: live, warnings, calls, baseline } = reading;
  const found = diffLive(vault, baseline, {
    types: live.map(({ type }) => type),
    now: "2099-01-01T00:00:00.000Z",
    request: asked,
  });
  return { ...found, live, warnings, calls };
}

const said = ({ items }: VaultDiff): string[] =>
  items.map(({ type, id, change, differences }) =>
    `${change} ${type} ${id} ${differences.map(({ path, from, to }) => `${path}: ${from} → ${to}`).join()}`
      .trim()
  );

Deno.test("diffLive() tells what came, went and changed in Looker since the backup, and since a time before it", async () => {
  await using sim = startSim(INSTANCE);
  await using place = await backup(sim);
  const first = await place.run({});
  sim.mutate({ op: "update", type: "looks", id: "7", values: { description: "second" } });
  const second = await place.run({ incremental: true });
  const before = digestOf(place.path);
  const types = ["dashboards", "looks", "model_sets"] as const;
  const same = await diff(sim, place.path);
  assertEquals([same.items, same.to, same.from >= second.completed_at], [[], "live", true]);
  // Besides what an incremental run reads: the access list of each agent, which no date tells of.
  const most = second.calls + sim.store.table("agents").size;
  assert(same.calls <= most, `${same.calls} calls instead of ${most}`);
  sim.mutate({ op: "update", type: "dashboards", id: "13", values: { description: "third" } });
  sim.mutate({ op: "update", type: "looks", id: "8", values: { description: "third" } });
  sim.mutate({ op: "delete", type: "dashboards", id: "15" });
  sim.mutate({ op: "insert", type: "model_sets" });
  const found = await diff(sim, place.path, { types });
  const old = (text: string | undefined): string =>
    (text ?? "").replace(/description: .* →/, "description: … →");
  const [changed, removed, look, added, ...rest] = said(found);
  assertEquals([old(changed), removed, old(look), rest], [
    "changed dashboards 13 description: … → third",
    "removed dashboards 15",
    "changed looks 8 description: … → third",
    [],
  ]);
  assertMatch(added ?? "", /^added model_sets \d+$/);
  assertEquals(found.types.map(({ added, removed, changed }) => [added, removed, changed]), [
    [0, 1, 1],
    [0, 0, 1],
    [1, 0, 0],
  ]);
  assertEquals(found.live.map(({ type, complete }) => [type, complete]), types.map((type) => [type, true]));
  const since = await diff(sim, place.path, { types: ["looks"], from: first.completed_at });
  assertEquals(said(since).map(old), [
    "changed looks 7 description: … → second",
    "changed looks 8 description: … → third",
  ]);
  const stat = await diff(sim, place.path, { types: ["looks"], from: first.completed_at, stat: true });
  assertEquals(said(stat), ["changed looks 7", "changed looks 8"]);
  assertEquals(digestOf(place.path), before);
});

Deno.test("diffLive() of one item reads that item alone, of every type", async () => {
  await using sim = startSim(INSTANCE);
  await using place = await backup(sim);
  await place.run({ noUserValues: false });
  const ids = new Map<ContentType, string>();
  {
    using vault = openVaultForReading(place.path);
    const rows = vault.prepare("SELECT content_type, max(id) AS id FROM content_items GROUP BY 1").all();
    for (const { content_type, id } of rows) {
      const type = typeOfCode(Number(content_type));
      if (type !== undefined) ids.set(type, String(id));
    }
  }
  const silent = ids.get("dashboards") ?? "", dashboards = sim.store.table("dashboards");
  // No timestamp tells of it: what is asked for by its id is read all the same.
  dashboards.set(silent, { ...dashboards.stored(silent), description: "Silent" });
  for (const [type, id] of ids) {
    const requests = sim.stats.requests;
    const { items, live, calls } = await diff(sim, place.path, { type, id });
    assertEquals([type, items.map((item) => item.id)], [type, type === "dashboards" ? [id] : []]);
    assertEquals(live, [{ type, complete: true, note: null }]);
    assertEquals(calls, sim.stats.requests - requests);
    // Values of an attribute stand at the users, and explores are named by the list of models.
    if (type !== "user_attributes") assert(calls <= 9, `${type} took ${calls} calls`);
  }
});

Deno.test("diffLive() of one item that is gone, that came, and that there never was", async () => {
  await using sim = startSim(INSTANCE);
  await using place = await backup(sim);
  await place.run({});
  sim.mutate({ op: "delete", type: "dashboards", id: "15" });
  const gone = await diff(sim, place.path, { type: "dashboards", id: "15" });
  assertEquals([said(gone), gone.live[0]?.complete], [["removed dashboards 15"], true]);
  const before = new Set(sim.store.table("looks").all().map((row) => row.id));
  sim.mutate({ op: "insert", type: "looks" });
  const id = sim.store.table("looks").all().find((row) => !before.has(row.id))?.id ?? "";
  assertEquals(said(await diff(sim, place.path, { type: "looks", id })), [`added looks ${id}`]);
  await assertRejects(
    () => diff(sim, place.path, { type: "looks", id: "99999" }),
    Error,
    "has no version of it",
  );
});

Deno.test("diffLive() calls nothing gone that Looker does not show: refused, or another API user", async () => {
  await using sim = startSim(INSTANCE);
  await using place = await backup(sim);
  await place.run({});
  for (const id of ["3", "4"]) sim.mutate({ op: "delete", type: "dashboards", id });
  const other = await diff(sim, place.path, { as: SECOND, types: ["dashboards", "looks"] });
  assertEquals(other.items, []);
  assertMatch(other.warnings.join(), /^The API user is 2 .*made by 1 .*are not reported as deleted\.$/);
  assertEquals(other.live.map(({ complete, note }) => [complete, note]), [
    [false, "2 not listed, perhaps only hidden from this API user"],
    [true, null],
  ]);
  const one = await diff(sim, place.path, { as: SECOND, type: "dashboards", id: "3" });
  assertEquals([one.items, one.live[0]?.complete], [[], false]);
  sim.faults.add({ operation: "search_roles", kind: "403" });
  const refused = await diff(sim, place.path, { types: ["roles"] });
  assertEquals([refused.items, refused.live[0]?.complete], [[], false]);
  assertMatch(refused.live[0]?.note ?? "", /403|not captured|permission/i);
});

Deno.test("readLive() refuses a vault of another instance", async () => {
  await using sim = startSim(INSTANCE);
  await using place = await backup(sim);
  await place.run({ types: ["roles"] });
  await using other = startSim(INSTANCE);
  const requests = other.stats.requests;
  await assertRejects(() => diff(other, place.path), Error, "it is a backup of");
  assertEquals(other.stats.requests, requests);
});

Deno.test("readLive() that is stopped compares nothing", async () => {
  await using sim = startSim(INSTANCE);
  await using place = await backup(sim);
  await place.run({});
  const controller = new AbortController(), reason = new InterruptedError("Interrupted");
  const sink: EventSink = (event) => {
    if (event.event === "type_done") controller.abort(reason);
  };
  const error = await assertRejects(() => diff(sim, place.path, { sink, signal: controller.signal }));
  assertEquals(error, reason);
});
