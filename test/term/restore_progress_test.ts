import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { createLogger, createRedactor, type LogLevel } from "../../lib/base/log.ts";
import type { RestoreEvent } from "../../lib/restore/restore_request.ts";
import { NO_COLOURS } from "../../lib/term/palette.ts";
import { handled, remaining, totalOf } from "../../lib/term/progress_state.ts";
import { startRestoreProgress } from "../../lib/term/restore_progress.ts";
import {
  initialRestore,
  reduceRestore,
  type RestoreProgress,
} from "../../lib/term/restore_progress_state.ts";
import { Screen } from "../../lib/term/screen.ts";
import { fakeClock, fakeStream, gauges, HOSTILE, steers } from "./_fakes.ts";

const STARTED: RestoreEvent = {
  event: "started",
  session_id: "s",
  source: "https://acme.looker.com",
  destination: "https://acme.looker.com",
  db: "v.db",
};
const PLANNED: RestoreEvent = {
  event: "planned",
  actions: { create: 2, update: 7, undelete: 1, none: 90, skip: 3, unrestorable: 4 },
  calls: 40,
};
const done = (result: "created" | "updated" | "skipped" | "failed", given = {}): RestoreEvent => ({
  event: "item_done",
  type: "dashboards",
  id: "12",
  name: "Revenue",
  result,
  message: null,
  ...given,
});

function reduced(events: readonly (readonly [number, RestoreEvent])[]): RestoreProgress {
  return events.reduce((state, [at, event]) => reduceRestore(state, event, at), initialRestore(0, 8));
}

const MIDWAY = reduced([
  [0, STARTED],
  [10, { event: "reading", types: ["dashboards", "looks"], items: 200 }],
  [500, { event: "read", type: "dashboards", items: 50 }],
  [900, { event: "read", type: "dashboards", items: 100 }],
  [1000, { event: "read", type: "looks", items: 100 }],
  [1100, PLANNED],
  [2000, done("created")],
  [3000, done("skipped")],
  [5000, done("failed")],
]);

Deno.test("reduceRestore() counts what is read of each type, then what is done and what failed", () => {
  const phases = MIDWAY.progress.types;
  assertEquals(phases.map((phase) => [phase.type, handled(phase), totalOf(phase), phase.counts.failed]), [
    ["reading", 200, 200, 0],
    ["restoring", 2, 10, 1],
  ]);
  assertEquals(phases.map(({ doneAt }) => doneAt), [1100, null]);
});

Deno.test("reduceRestore() estimates the rest by the rate of writing, not of reading", () => {
  const left = remaining(MIDWAY.progress, 5100);
  assert(left !== null && left.seconds > 10, String(left?.seconds));
});

function run(mode: "bar" | "plain" | "json" | "none", columns: number | null, level: LogLevel = "normal") {
  const [stream, clock, redactor] = [fakeStream(columns), fakeClock(), createRedactor()];
  redactor.add("hunter22");
  const screen = new Screen({ stream, clock, rows: () => 24 });
  const log = createLogger(level, (line) => screen.log(line), redactor);
  const progress = startRestoreProgress({
    mode,
    screen,
    log,
    clock,
    redactor,
    palette: NO_COLOURS,
    gauges: () => gauges({ calls: 321 }),
    workers: 8,
  });
  return { stream, clock, progress };
}

Deno.test("startRestoreProgress() in json mode writes one object a line with event and at", () => {
  const { stream, progress } = run("json", null);
  progress.sink(STARTED);
  progress.sink(PLANNED);
  progress.sink(done("failed", { message: "hunter22\x1b[2J" }));
  const lines = stream.text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ event, at }) => [event, at]), [
    ["started", "2026-01-02T03:04:05.000Z"],
    ["planned", "2026-01-02T03:04:05.000Z"],
    ["item_done", "2026-01-02T03:04:05.000Z"],
  ]);
  assertEquals(lines[2].message, "***\x1b[2J");
});

Deno.test("startRestoreProgress() in bar mode shows both phases and the item at hand, and steps aside for a question", () => {
  const { stream, clock, progress } = run("bar", 80);
  progress.sink({ event: "reading", types: ["looks"], items: 4 });
  progress.sink({ event: "read", type: "looks", items: 4 });
  progress.sink(PLANNED);
  clock.advance(100);
  assertMatch(stream.text, /✓ reading .* 4\/4 {2}100%/);
  assertMatch(stream.text, /› restoring .* 0\/10/);
  const before = stream.text.length;
  assertEquals(progress.aside(() => stream.text.endsWith("\x1b[?25h")), true);
  assert(stream.text.slice(before).includes("\x1b[?25l"));
  progress.sink({ event: "item_started", type: "looks", id: "3", name: "Q\x1b[2J", action: "update" });
  clock.advance(100);
  assertStringIncludes(stream.text, '  update looks 3 "Q\\x1b[2J"');
  assertStringIncludes(stream.text, "321 requests");
  progress[Symbol.dispose]();
  assert(stream.text.endsWith("\x1b[?25h"));
  assertEquals(clock.ticking, 0);
});

Deno.test("startRestoreProgress() in plain mode says a line at most each two seconds, and failures at once", () => {
  const { stream, clock, progress } = run("plain", null);
  progress.sink(STARTED);
  progress.sink(PLANNED);
  for (let i = 0; i < 50; i++) {
    clock.advance(100);
    progress.sink(done("updated"));
  }
  progress.sink(done("failed", { message: "title is taken" }));
  const lines = stream.text.trimEnd().split("\n");
  assertEquals(lines.length, 4);
  assertEquals(lines[0], "Restoring https://acme.looker.com from v.db");
  assertMatch(lines[1] ?? "", /^0:02 20 items, 10\/s, 321 requests; restoring 20/);
  assertEquals(lines[3], 'Cannot restore dashboards 12 "Revenue": title is taken');
});

Deno.test("startRestoreProgress() in none mode still says what could not be restored", () => {
  const { stream, progress } = run("none", 80);
  for (const event of [STARTED, PLANNED, done("updated"), done("failed")]) progress.sink(event);
  assertEquals(stream.text, 'Cannot restore dashboards 12 "Revenue"\n');
});

Deno.test("startRestoreProgress() tells each item with --verbose, and a dry run from a restore", () => {
  const { stream, progress } = run("plain", null, "verbose");
  progress.sink({ ...STARTED, session_id: null, destination: "https://new.looker.com" });
  progress.sink(done("skipped", { message: "folders 3 failed" }));
  assertEquals(stream.text.split("\n").slice(0, 2), [
    "Comparing https://new.looker.com with v.db, a backup of https://acme.looker.com",
    'dashboards 12 "Revenue" skipped: folders 3 failed',
  ]);
});

Deno.test("startRestoreProgress() lets nothing of a hostile title through", () => {
  for (const mode of ["bar", "plain"] as const) {
    const { stream, clock, progress } = run(mode, 80, "debug");
    for (const text of HOSTILE) {
      progress.sink({ event: "item_started", type: "looks", id: text, name: text, action: "create" });
      clock.advance(150);
      progress.sink(done("failed", { id: text, name: text, message: text }));
      clock.advance(150);
    }
    progress[Symbol.dispose]();
    const own = new RegExp(String.raw`\x1b\[(\?25[lh]|\d*[AKBJ])|[\r\n]`, "g");
    assertFalse(steers(stream.text.replaceAll(own, "")), mode);
  }
});
