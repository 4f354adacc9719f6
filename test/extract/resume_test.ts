import {
  assert,
  assertEquals,
  assertLess,
  assertLessOrEqual,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { type Clock, systemClock } from "../../lib/base/clock.ts";
import { InterruptedError } from "../../lib/base/errors.ts";
import { fingerprint } from "../../lib/extract/resume.ts";
import { listItems } from "../../lib/inspect/list.ts";
import { newestSession } from "../../lib/vault/sessions.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { startSim } from "../sim/mod.ts";
import { backup } from "./_in_process.ts";
import { contents, interrupt } from "./_interrupted.ts";

Deno.test("an interrupted run is resumed: same session, same vault as an uninterrupted one, nothing read twice", async () => {
  await using sim = startSim({ dashboards: 300, looks: 150, folders: 20 });
  await using whole = await backup(sim);
  const full = await whole.run({});
  await using place = await backup(sim);
  await interrupt(place, (_, stored) => stored >= 150);
  await interrupt(place, (_, stored) => stored >= 330);
  const interrupted = ((): ReturnType<typeof newestSession> => {
    using vault = openVaultForReading(place.path);
    return newestSession(vault);
  })();
  const before = sim.log.length;
  const last = await place.run({});
  assertEquals([last.status, last.session_id], ["completed", interrupted?.id ?? ""]);
  assertEquals(contents(place.path), contents(whole.path));
  for (const type of full.types) {
    const counts = last.types.find((one) => one.type === type.type);
    assertEquals({ ...counts, calls: 0 }, { ...type, calls: 0 });
  }
  assertLess(sim.log.length - before, full.calls * 0.7);
  // Each stop adds a census and its own login; little else is sent twice.
  assertLessOrEqual(last.calls, full.calls * 1.6);
  const next = await place.run({});
  assertNotEquals(next.session_id, last.session_id);
});

Deno.test("a finished type of an interrupted run costs no request", async () => {
  await using sim = startSim({ dashboards: 60, looks: 30 });
  await using place = await backup(sim);
  await interrupt(place, (event) => event.event === "type_done" && event.type === "roles");
  const before = sim.count("role_users");
  await place.run({});
  assertEquals(sim.count("role_users"), before);
});

Deno.test("--fresh and other options start a new run", async () => {
  await using sim = startSim({ dashboards: 60, looks: 30 });
  await using place = await backup(sim);
  await interrupt(place, (_, stored) => stored >= 40);
  const fresh = await place.run({}, { resumes: () => false });
  assertEquals(fresh.totals.new + fresh.totals.unchanged, fresh.totals.listed);
  await interrupt(place, (_, stored) => stored >= 40);
  const other = await place.run({ types: ["looks"] });
  const back = await place.run({});
  assertNotEquals(back.session_id, other.session_id);
  assertEquals(back.totals.stored, back.totals.listed);
});

Deno.test("what changed between the stop and the next run is read again", async () => {
  await using sim = startSim({ dashboards: 60, looks: 30 });
  await using place = await backup(sim);
  await interrupt(place, (event) => event.event === "stored" && event.type === "dashboards");
  for (let id = 1; id <= 40; id++) sim.mutate({ op: "update", type: "dashboards", id: String(id) });
  await place.run({});
  await using whole = await backup(sim);
  await whole.run({});
  const now = contents(place.path);
  for (const [item, text] of contents(whole.path)) {
    if (item.startsWith("dashboards")) assert(now.get(item) === text, item);
  }
});

Deno.test("what was deleted between the stop and the next run is marked as deleted", async () => {
  await using sim = startSim({ dashboards: 60, looks: 30 });
  await using place = await backup(sim);
  await interrupt(
    place,
    (event) => event.event === "stored" && event.type === "dashboards" && event.counts.stored >= 10,
  );
  const stored = ((): string[] => {
    using vault = openVaultForReading(place.path);
    return listItems(vault, "dashboards").map(({ id }) => id);
  })();
  const gone = stored.slice(0, 3);
  for (const id of gone) sim.mutate({ op: "delete", type: "dashboards", id });
  const last = await place.run({});
  const dashboards = last.types.find(({ type }) => type === "dashboards");
  assertEquals([dashboards?.deleted, dashboards?.listed], [3, dashboards?.stored]);
  using vault = openVaultForReading(place.path);
  assertEquals(listItems(vault, "dashboards", { deleted: true }).map(({ id }) => id), gone);
});

Deno.test("a run that failed as a whole is resumed", async () => {
  await using sim = startSim({ dashboards: 60, looks: 30 });
  await using place = await backup(sim);
  let calls = 0;
  await assertRejects(() =>
    place.run({ batchSize: 5 }, {
      sink: (event) => {
        if (event.event === "stored" && ++calls === 6) sim.faults.add({ operation: "*", kind: "401" });
      },
    })
  );
  sim.faults.clear();
  const last = await place.run({});
  assertEquals([last.status, last.totals.stored], ["completed", last.totals.listed]);
  assert(last.totals.new === last.totals.listed, JSON.stringify(last.totals));
});

Deno.test("fingerprint() tells apart what is read, not how fast", () => {
  const base = {
    types: ["looks", "users"],
    folders: [],
    recursive: false,
    noTrash: false,
    noUserValues: false,
    incremental: false,
  };
  assertEquals(
    fingerprint({ ...base, workers: 1 }),
    fingerprint({ ...base, types: ["users", "looks"], workers: 9 }),
  );
  for (const other of [{ noTrash: true }, { types: ["looks"] }, { folders: ["1"] }, { incremental: true }]) {
    assertNotEquals(fingerprint({ ...base, ...other }), fingerprint(base));
  }
});

Deno.test("what failed in an interrupted run is read again, however often the runs after it are interrupted", async () => {
  await using sim = startSim({ dashboards: 60, looks: 5 });
  await using whole = await backup(sim);
  await whole.run({});
  await using place = await backup(sim);
  sim.faults.add({ operation: "merge_query", kind: "500" });
  let failed = false;
  await interrupt(place, (event) => {
    failed ||= event.event === "failed";
    return failed && event.event === "stored" && event.type === "dashboards";
  });
  sim.faults.clear();
  await interrupt(place, (event) => event.event === "started");
  const last = await place.run({});
  assertEquals([last.status, last.errors], ["completed", []]);
  const now = contents(place.path);
  for (const [item, text] of contents(whole.path)) assert(now.get(item) === text, item);
});

Deno.test("an old interrupted session is never adopted by a later full run after a completed one", async () => {
  await using sim = startSim({ dashboards: 60, looks: 10, tileBytes: 300 });
  await using place = await backup(sim);
  await interrupt(place, (event) => event.event === "stored" && event.type === "dashboards");
  const sessions = (): [string, string][] => {
    using vault = openVaultForReading(place.path);
    return vault.prepare("SELECT id, status FROM extraction_sessions ORDER BY rowid").all()
      .map((row) => [String(row["id"]), String(row["status"])]);
  };
  const [old] = sessions();
  const completed = await place.run({}, { resumes: () => false });
  const asked: boolean[] = [];
  const later = await place.run({}, { resumes: () => asked.push(true) > 0 });
  assertEquals(asked, []);
  assertEquals(sessions(), [
    [old?.[0] ?? "", "interrupted"],
    [completed.session_id, "completed"],
    [later.session_id, "completed"],
  ]);
  // Nor by one that is itself gone on with.
  await interrupt(place, (event) => event.event === "stored" && event.type === "dashboards");
  const last = await place.run({});
  assertEquals([last.session_id, last.status], [sessions().at(-1)?.[0] ?? "", "completed"]);
  assertEquals(sessions().length, 4);
});

Deno.test("duration, speed and utilization of a run that was interrupted are of all its parts, without the time between them", async () => {
  await using sim = startSim({ dashboards: 60, looks: 30, tileBytes: 300, latencyMs: 2 });
  await using place = await backup(sim);
  const stop = new AbortController();
  const first = await place.run({}, {
    signal: stop.signal,
    sink: (event) => {
      if (event.event === "stored" && event.type === "folders") {
        stop.abort(new InterruptedError("stopped by the test"));
      }
    },
  });
  assertEquals(first.status, "interrupted");
  const HOUR = 3_600_000;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + HOUR };
  const began = performance.now();
  const last = await place.run({}, { clock });
  const second = (performance.now() - began) / 1000;
  assertEquals([last.session_id, last.status], [first.session_id, "completed"]);
  assertLess(HOUR, Date.parse(last.completed_at) - Date.parse(last.started_at) + 1);
  assertLessOrEqual(first.duration_seconds, last.duration_seconds);
  assertLess(last.duration_seconds, first.duration_seconds + second + 0.002);
  const speed = last.totals.stored / last.duration_seconds;
  assertLess(Math.abs(last.items_per_second / speed - 1), 0.02);
  assertLess(0, last.utilization);
  assertLessOrEqual(last.utilization, 1);
  assertEquals([last.calls, last.bytes > first.bytes], [sim.stats.requests, true]);
  using vault = openVaultForReading(place.path);
  const row = vault.prepare("SELECT active_ms, calls, bytes FROM extraction_sessions").get();
  assertLess(Math.abs(Number(row?.["active_ms"]) / 1000 - last.duration_seconds), 0.05);
  assertEquals([row?.["calls"], row?.["bytes"]], [last.calls, last.bytes]);
});

Deno.test("a run whose types are all through but for one reads the listing of that one and nothing else", async () => {
  await using sim = startSim({ dashboards: 400, looks: 10, tileBytes: 300 });
  await using place = await backup(sim);
  let through = 0;
  await interrupt(place, (event) => {
    if (event.event === "type_done") through++;
    return through === CONTENT_TYPES.length - 1;
  });
  const from = sim.log.length;
  await place.run({});
  const asked = new Set(sim.log.slice(from).map(({ operation }) => operation));
  const expected = ["login", "logout", "versions", "me", "all_roles", "search_dashboards"];
  // How much content is used comes with dashboards, and those that are left may have merge queries.
  expected.push("search_content_views");
  const merges = ["merge_query", "query", "query_for_slug", "dashboard"];
  assertEquals(
    [...asked].filter((operation) => !expected.includes(operation) && !merges.includes(operation)),
    [],
  );
});
