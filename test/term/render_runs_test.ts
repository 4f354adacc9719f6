import { assert, assertEquals, assertFalse } from "@std/assert";
import type { RunRecord } from "../../lib/inspect/runs.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { NO_COLOURS } from "../../lib/term/palette.ts";
import { renderRuns } from "../../lib/term/render_runs.ts";

function run(n: number, changed: number, command = "extract"): RunRecord {
  return {
    session_id: `a1b2c3d4e5f${n % 10}`,
    command,
    mode: command === "extract" ? "incremental" : null,
    status: "completed",
    exit_code: 0,
    instance: "https://acme.looker.com",
    started_at: new Date(Date.UTC(2026, 0, 1 + n)).toISOString(),
    completed_at: null,
    duration_seconds: 900,
    api_user: "lookervault@acme.com",
    host_user: null,
    added: 0,
    changed,
    gone: 0,
    failed: 0,
    calls: 1200,
    bytes: 12_345_678,
    error: null,
  };
}

function render(runs: RunRecord[], width: number | null, total = runs.length): string[] {
  return renderRuns({ runs, total }, { width, palette: NO_COLOURS });
}

/** The newest first; the oldest backup brought all, and a restore stands between. */
const RUNS = [run(4, 8), run(3, 500, "restore all"), run(2, 0), run(1, 1), run(0, 9000)];

Deno.test("runs draws what the backups brought, the oldest first, without restores and the first backup", () => {
  const line = (runs: RunRecord[], total?: number): string | undefined =>
    render(runs, 120, total).find((one) => one.startsWith("changes"));
  assertEquals(line(RUNS), "changes  ▁ █  in each of the last 3 backups");
  const ascii = renderRuns({ runs: RUNS, total: RUNS.length }, {
    width: 120,
    palette: NO_COLOURS,
    ascii: true,
  });
  assert(ascii.some((one) => one === "changes  _ #  in each of the last 3 backups"), ascii.join("\n"));
  // Where there are older runs that are not listed, all that are listed count.
  assertEquals(line(RUNS.slice(0, 4), 9), "changes  ▁ █  in each of the last 3 backups");
  for (const none of [RUNS.slice(3), [run(2, 0), run(1, 0), run(0, 0)], []]) {
    assertEquals(line(none), undefined);
  }
  const many = Array.from({ length: 80 }, (_, n) => run(n, n + 1));
  for (const width of [40, 60, 72, 200]) {
    const drawn = render(many, width).filter((one) => one.startsWith("changes"));
    assert(drawn.every((one) => cellWidth(one) <= width), `${width}: ${drawn.join()}`);
  }
  assertFalse(render(RUNS, null).some((one) => one.startsWith("changes")));
  assertEquals(render(RUNS, null).length, 6);
});

Deno.test("runs breaks no word of what a run did", () => {
  for (const width of [60, 80, 100, 120, 160]) {
    const lines = render(RUNS, width);
    assert(lines.some((one) => one.includes("incremental")), lines.join("\n"));
    assert(lines.every((one) => cellWidth(one) <= width), lines.join("\n"));
  }
});
