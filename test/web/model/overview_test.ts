import { assert, assertEquals } from "@std/assert";
import type { Head, Run } from "../../../lib/web/data/head.ts";
import { placeOfRun, runAtPlace, slotsOf } from "../../../lib/web/model/rail_slots.ts";
import {
  ageText,
  Clockface,
  countText,
  durationText,
  numberText,
  runLabels,
  sizeText,
} from "../../../lib/web/model/time.ts";
import {
  backupUntil,
  captureAt,
  checkFor,
  drillUntil,
  freshness,
  gapsAt,
  noteAt,
  verdictAt,
} from "../../../lib/web/model/verdict.ts";
import { headingOf, manyOf, oneOf } from "../../../lib/web/model/names.ts";

function run(n: number, more: Partial<Run> = {}): Run {
  return {
    id: `r${n}`,
    at: new Date(Date.UTC(2026, 10, 1 + n, 2)).toISOString(),
    mode: "full",
    status: "completed",
    secs: 60,
    calls: 9,
    n: [1, 2, 3],
    by: 0,
    ...more,
  };
}

const HEAD = {
  runs: [
    run(0),
    run(1, { status: "failed", error: "Looker did not answer." }),
    run(2, { held: 7, status: "partial" }),
    run(3, { fewer: true }),
    run(4),
  ],
  types: [
    { t: "dashboards", n: [1, 1, 1, 1, 1], s: "ccccc", notes: [], limits: [], restorable: true },
    {
      t: "users",
      n: [1, 1, 1, 1, 1],
      s: "ccpcc",
      notes: [[2, "no right"], [3, ""]],
      limits: [],
      restorable: true,
    },
    {
      t: "settings",
      n: [0, 0, 0, 0, 0],
      s: "nrccc",
      notes: [[1, "refused"], [2, ""]],
      limits: [],
      restorable: false,
    },
  ],
  checks: [{ at: "2026-11-04T00:00:00Z", items: 1, versions: 2, damaged: 0 }],
  drills: [{ at: "2026-11-06T00:00:00Z", sample: 2, same: 2, different: 0 }, {
    at: "2026-11-02T00:00:00Z",
    sample: 1,
    same: 0,
    different: 1,
  }],
} as unknown as Head;

Deno.test("verdictAt() says of each run what its reader must know", () => {
  const rows: [run: number, level: string, title: string][] = [
    [0, "warn", "Complete, except for one gap."],
    [1, "bad", "The run failed."],
    [2, "warn", "Deletions not recorded: too many items were missing."],
    [3, "warn", "Read with fewer rights than before."],
    [4, "ok", "Complete."],
    [9, "bad", "No backup yet."],
  ];
  for (const [at, level, title] of rows) {
    const verdict = verdictAt(HEAD, at);
    assertEquals([verdict.level, verdict.title], [level, title]);
  }
});

Deno.test("verdictAt() says what to do next", () => {
  const said = (at: number, head = HEAD): string => verdictAt(head, at).text;
  assert(said(1).includes("The page shows what earlier runs stored."), said(1));
  assert(said(2).includes("`lookervault extract --accept-deletions`"), said(2));
  assert(said(3).includes("`lookervault check`"), said(3));
  const failed = { ...HEAD, runs: HEAD.runs.slice(1, 2) };
  assert(
    said(0, failed).includes("No run has made a backup yet. Run `lookervault extract` again"),
    said(0, failed),
  );
  assertEquals([backupUntil(failed, 0), backupUntil(HEAD, 1), backupUntil(HEAD, 4)], [-1, 0, 4]);
});

Deno.test("coverage, readings and drills are those of the moment", () => {
  const [, users, settings] = HEAD.types;
  assert(users !== undefined && settings !== undefined);
  assertEquals([0, 1, 2, 3].map((at) => captureAt(settings, at)), ["n", "r", "c", "c"]);
  assertEquals([0, 1, 2, 3, 4].map((at) => noteAt(users, at)), ["", "", "no right", "", ""]);
  assertEquals(gapsAt(HEAD, 2).map(({ type }) => type.t), ["users"]);
  assertEquals([checkFor(HEAD, 2)?.versions, checkFor(HEAD, 4)], [2, null]);
  assertEquals([drillUntil(HEAD, 0), drillUntil(HEAD, 2)?.same, drillUntil(HEAD, 4)?.same], [null, 0, 2]);
});

Deno.test("freshness() is measured by how often runs are made", () => {
  const hours = (count: number): Date => new Date(Date.UTC(2026, 10, 5, 2) + count * 36e5);
  assertEquals([6, 40, 200].map((count) => freshness(HEAD, 4, hours(count)).level), ["ok", "warn", "bad"]);
});

Deno.test("the rail has a bar a run, and few bars for very many runs", () => {
  for (const count of [1, 2, 29, 90, 120, 121, 1000, 3653]) {
    const rail = slotsOf(Array.from({ length: count }, (_, n) => run(n)));
    assert(rail.slots.length <= 120);
    assertEquals(rail.slots[0]?.from, 0);
    assertEquals(rail.slots.at(-1)?.to, count - 1);
    rail.slots.forEach((slot, n) => assertEquals(slot.from, (rail.slots[n - 1]?.to ?? -1) + 1));
    assertEquals(rail.slots.reduce((sum, { n }) => sum + n[1], 0), 2 * count);
    for (const one of [0, count >> 1, count - 1]) {
      const back = runAtPlace(rail, placeOfRun(rail, one) / 100);
      assert(back >= one && back - one < count / 60, `${one} of ${count} comes back as ${back}`);
    }
  }
});

Deno.test("times are told in the reader's zone", () => {
  const time = new Date("2026-11-28T23:30:00Z"),
    utc = new Clockface("UTC"),
    tokyo = new Clockface("Asia/Tokyo");
  assertEquals(utc.stamp(time), "Sat 28 Nov 2026, 23:30 UTC");
  assert(tokyo.stamp(time).startsWith("Sun 29 Nov 2026, 08:30 "), tokyo.stamp(time));
  assertEquals(utc.near(time, new Date("2026-01-01")), "28 Nov");
  assertEquals(utc.near(time, new Date("2025-01-01")), "28 Nov 2026");
  assertEquals(utc.stamp(new Date("nonsense")), "an unknown time");
});

Deno.test("runLabels() gives every run its own label", () => {
  const at = (...times: string[]): string[] =>
    runLabels(times.map((time) => ({ at: `${time}Z` })), new Clockface("UTC"));
  assertEquals(at("2026-11-27T02:17", "2026-11-28T02:17"), ["Fri 27 Nov", "Sat 28 Nov"]);
  assertEquals(at("2026-11-27T02:17", "2026-11-28T02:17", "2026-11-28T14:17"), [
    "Fri 27 Nov",
    "Sat 28 Nov, 02:17",
    "Sat 28 Nov, 14:17",
  ]);
  assertEquals(at("2025-11-28T02:17", "2026-11-28T02:17:01", "2026-11-28T02:17:09"), [
    "Fri 28 Nov 2025",
    "Sat 28 Nov, 02:17 (1)",
    "Sat 28 Nov, 02:17 (2)",
  ]);
  assertEquals(at(), []);
});

Deno.test("amounts are told as people read them", () => {
  assertEquals([0, 59, 60, 47 * 60, 49 * 60].map((minutes) => ageText(minutes * 6e4)), [
    "0 min",
    "59 min",
    "1 h",
    "47 h",
    "2 days",
  ]);
  assertEquals([5, 73, 3660].map(durationText), ["5 s", "1 min 13 s", "1 h 1 min"]);
  assertEquals([0, 999, 1234567].map(numberText), ["0", "999", "1\u202f234\u202f567"]);
  assertEquals([countText(1, "look"), countText(2, "address", "addresses")], ["1 look", "2 addresses"]);
  assertEquals([12, 38_200, 38_200_000, 4.1e9].map(sizeText), ["12 bytes", "38 kB", "38.2 MB", "4.1 GB"]);
});

Deno.test("types have names in words", () => {
  const rows: [string, string, string, string][] = [
    ["dashboards", "dashboard", "dashboards", "Dashboards"],
    ["scheduled_plans", "schedule", "schedules", "Schedules"],
    ["lookml_models", "LookML model", "LookML models", "LookML models"],
    ["settings", "settings", "settings", "Settings"],
    ["permission_sets", "permission set", "permission sets", "Permission sets"],
    ["something_new", "something new", "something news", "Something news"],
  ];
  for (const [type, one, many, heading] of rows) {
    assertEquals([oneOf(type), manyOf(type), headingOf(type)], [one, many, heading]);
  }
});
