import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { createLogger, createRedactor } from "../../lib/base/log.ts";
import type { ExtractEvent } from "../../lib/extract/events.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { startProgress } from "../../lib/term/extract_progress.ts";
import { NO_COLOURS, palette } from "../../lib/term/palette.ts";
import { progressLines } from "../../lib/term/progress_lines.ts";
import { chooseProgress } from "../../lib/term/progress_modes.ts";
import {
  initialProgress,
  type ProgressState,
  reduceProgress,
  remaining,
} from "../../lib/term/progress_state.ts";
import { Screen } from "../../lib/term/screen.ts";
import { counts, fakeClock, fakeStream, gauges, HOSTILE, steers } from "./_fakes.ts";

const started = (types: readonly string[]): ExtractEvent => ({
  event: "started",
  session_id: "s",
  mode: "full",
  instance: "https://acme.looker.com",
  db: "./lookervault.db",
  types,
  workers: 8,
});

function play(events: readonly (readonly [number, ExtractEvent])[]): ProgressState {
  return events.reduce((state, [at, event]) => reduceProgress(state, event, at), initialProgress(0));
}

const MIDWAY = play([
  [0, started(["folders", "dashboards", "looks", "users"])],
  [100, { event: "listed", type: "folders", total: 500 }],
  [900, {
    event: "type_done",
    type: "folders",
    counts: counts({ listed: 500, stored: 500 }),
    complete: true,
    note: null,
  }],
  [1000, { event: "listed", type: "dashboards", total: 5000 }],
  [2000, { event: "stored", type: "dashboards", counts: counts({ listed: 5000, stored: 1000 }) }],
  [4000, { event: "stored", type: "dashboards", counts: counts({ listed: 5000, stored: 3000, failed: 2 }) }],
  [4500, {
    event: "type_done",
    type: "users",
    counts: counts(),
    complete: false,
    note: "Looker answered 403 to all_users",
  }],
]);

Deno.test("progressLines() at 80 columns shows a line a type and one for the run", () => {
  const lines = progressLines(MIDWAY, {
    columns: 80,
    rows: 24,
    now: 5000,
    gauges: gauges({ calls: 1234, retries: 1, in_flight: 7, allowed_in_flight: 4 }),
    palette: NO_COLOURS,
  });
  assertMatch(lines[0] ?? "", /^✓ folders\s+━+\s+500\/500\s+100%\s+625\/s/);
  assertMatch(lines[1] ?? "", /^› dashboards\s+━+─+\s+3,002\/5,000\s+60%\s+751\/s\s+2 failed/);
  assertMatch(lines[2] ?? "", /^· looks\s+waiting$/);
  assertMatch(lines[3] ?? "", /^! users/);
  assertMatch(
    lines[4] ?? "",
    /^0:05 · ETA >0:0\d · 1,234 requests · 7\/4 in flight · 1 retry · \d+ items\/s$/,
  );
});

const LONG = play([
  [0, started(CONTENT_TYPES)],
  ...CONTENT_TYPES.map((type, i): [number, ExtractEvent] => [
    10 + i,
    { event: "stored", type, counts: counts({ listed: 123_456, stored: 12_345 * i, failed: i % 3 }) },
  ]),
]);

for (const columns of [20, 40, 41, 60, 80, 120, 200]) {
  Deno.test(`progressLines() stays below ${columns} columns`, () => {
    for (
      const state of [MIDWAY, LONG, initialProgress(0), { ...MIDWAY, pausedUntil: 9e6 }, {
        ...MIDWAY,
        interrupting: true,
      }]
    ) {
      const view = {
        columns,
        rows: 40,
        now: 4e6,
        gauges: gauges({ calls: 123_456, retries: 99 }),
        palette: palette(true),
      };
      for (const line of progressLines(state, view)) {
        assert(cellWidth(line) < columns, `${cellWidth(line)}: ${line}`);
      }
    }
  });
}

for (const rows of [1, 2, 3, 4, 6, 10, 24]) {
  Deno.test(`progressLines() fits into ${rows} rows and says what it skipped`, () => {
    const view = { columns: 80, rows, now: 5000, gauges: gauges(), palette: NO_COLOURS };
    const done = CONTENT_TYPES.slice(0, 12).map((type): [number, ExtractEvent] => [
      100,
      { event: "type_done", type, counts: counts({ listed: 10, stored: 10 }), complete: true, note: null },
    ]);
    const lines = progressLines(play([[0, started(CONTENT_TYPES)], ...done]), view);
    assert(lines.length <= Math.max(rows, 2), lines.join("\n"));
    if (rows > 4 && rows < 25) assertStringIncludes(lines.join("\n"), "✓ 12 types done, 120 items");
    if (rows === 6) assertStringIncludes(lines.join("\n"), `· ${CONTENT_TYPES.length - 12} types waiting`);
    assert(progressLines(LONG, view).length <= Math.max(rows, 2));
  });
}

Deno.test("progressLines() lets nothing of a hostile note through", () => {
  const events = HOSTILE.map((note): [number, ExtractEvent] => [
    1,
    { event: "type_done", type: note, counts: counts({ listed: 2 }), complete: false, note },
  ]);
  const view = { columns: 120, rows: 40, now: 9, gauges: gauges(), palette: palette(true) };
  for (const line of progressLines(play(events), view)) assertFalse(steers(line), line);
});

Deno.test("remaining() waits until there is something to tell, and counts only what is open", () => {
  assertEquals(remaining(MIDWAY, 2000), null);
  const left = remaining(MIDWAY, 4500);
  assert(left !== null && left.atLeast);
  assert(Math.abs(left.seconds - 1998 / (3502 / 4.5)) < 0.01, String(left.seconds));
});

Deno.test("remaining() goes by the requests that are left where they are known", () => {
  const state = play([
    [0, started(["looks", "dashboards"])],
    [500, { event: "planned", type: "looks", calls: 400 }],
    [500, { event: "planned", type: "dashboards", calls: 52 }],
    [4000, { event: "stored", type: "looks", counts: counts({ listed: 800, stored: 200, calls: 100 }) }],
  ]);
  // 300 and 52 are left, 100 took four seconds.
  const left = remaining(state, 4000);
  assert(left !== null && !left.atLeast && Math.abs(left.seconds - 352 / 25) < 0.01, JSON.stringify(left));
  const listing = remaining(
    play([
      [0, started(["looks", "users"])],
      [500, { event: "planned", type: "looks", calls: 400 }],
      [4000, { event: "stored", type: "looks", counts: counts({ listed: 800, stored: 200, calls: 100 }) }],
    ]),
    4000,
  );
  assert(listing?.atLeast);
});

for (
  const [mode, terminal, quiet, dumb, expected] of [
    ["auto", true, false, false, "bar"],
    ["auto", false, false, false, "plain"],
    ["auto", true, true, false, "none"],
    ["auto", true, false, true, "plain"],
    ["bar", false, false, false, "plain"],
    ["bar", true, true, false, "bar"],
    ["plain", true, false, false, "plain"],
    ["json", true, true, false, "json"],
    ["none", true, false, false, "none"],
  ] as const
) {
  Deno.test(`chooseProgress() makes ${expected} of ${mode}, terminal ${terminal}, quiet ${quiet}, dumb ${dumb}`, () => {
    assertEquals(chooseProgress(mode, { terminal, quiet, dumb }), expected);
  });
}

function run(mode: "bar" | "plain" | "json" | "none", columns: number | null) {
  const [stream, clock, redactor] = [fakeStream(columns), fakeClock(), createRedactor()];
  const screen = new Screen({ stream, clock, rows: () => 24 });
  redactor.add("hunter22");
  const log = createLogger("normal", (line) => screen.log(line), redactor);
  const progress = startProgress({
    mode,
    screen,
    log,
    clock,
    redactor,
    palette: NO_COLOURS,
    gauges: () => gauges(),
  });
  return { stream, clock, progress };
}

const FAILED: ExtractEvent = {
  event: "failed",
  type: "looks",
  id: "7",
  operation: "look",
  status: 500,
  message: "hunter22\x1b[2J",
};

Deno.test("startProgress() in plain mode says a line at most each two seconds, done types and failures at once", () => {
  const { stream, clock, progress } = run("plain", null);
  progress.sink(started(["looks"]));
  for (let i = 1; i <= 50; i++) {
    clock.advance(100);
    progress.sink({ event: "stored", type: "looks", counts: counts({ listed: 1000, stored: i }) });
  }
  assertEquals(stream.text.trimEnd().split("\n").length, 3);
  assertStringIncludes(stream.text, "0:02 20 items, 10/s, 0 requests; looks 20/1,000");
  progress.sink(FAILED);
  assertStringIncludes(stream.text, "Cannot capture looks 7: look returned 500: ***\\x1b[2J\n");
  progress.sink({
    event: "type_done",
    type: "looks",
    counts: counts({ listed: 9, stored: 8, failed: 1, calls: 3 }),
    complete: false,
    note: null,
  });
  assertStringIncludes(
    stream.text,
    "looks: 8 of 9 stored (0 new, 0 updated, 0 unchanged), 1 failed, 3 requests, not complete\n",
  );
  assertFalse(steers(stream.text.replaceAll("\n", "")));
});

Deno.test("startProgress() in json mode writes one object a line with event and at", () => {
  const { stream, progress } = run("json", null);
  progress.sink(started(["looks"]));
  progress.sink(FAILED);
  const lines = stream.text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ event, at }) => [event, at]), [
    ["started", "2026-01-02T03:04:05.000Z"],
    ["failed", "2026-01-02T03:04:05.000Z"],
  ]);
  assertEquals(lines[1].message, "***\x1b[2J");
});

Deno.test("startProgress() in none mode still says what could not be captured", () => {
  const { stream, progress } = run("none", 80);
  progress.sink(started(["looks"]));
  progress.sink(FAILED);
  progress.sink({ event: "type_done", type: "looks", counts: counts(), complete: true, note: null });
  assertMatch(stream.text, /^Cannot capture looks 7[^\n]*\n$/);
});

Deno.test("startProgress() in bar mode draws on the terminal and restores it", () => {
  const { stream, clock, progress } = run("bar", 80);
  progress.sink(started(["looks"]));
  clock.advance(100);
  assertStringIncludes(stream.text, "· looks  waiting");
  progress[Symbol.dispose]();
  assert(stream.text.endsWith("\x1b[?25h"));
  assertEquals(clock.ticking, 0);
});
