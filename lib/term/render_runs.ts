/**
 * The runs of a vault for people.
 *
 * @module
 */
import type { RunList, RunRecord } from "../inspect/runs.ts";
import { bytes, count, duration } from "./format.ts";
import type { Palette } from "./palette.ts";
import type { RenderOptions } from "./render_options.ts";
import { shownTime } from "./shown_time.ts";
import { type Column, renderTable } from "./table.ts";

const dimZero = (text: string, palette: Palette): string => text === "0" ? palette.dim(text) : text;
const redUnlessZero = (text: string, palette: Palette): string =>
  text === "0" ? palette.dim(text) : palette.red(text);

const COLUMNS: readonly Column[] = [
  { title: "run" },
  { title: "started" },
  { title: "what", min: 8 },
  { title: "by", min: 8, drop: 4 },
  {
    title: "state",
    style: (text, palette) => text === "completed" ? palette.green(text) : palette.yellow(text),
  },
  { title: "exit", align: "right", drop: 1 },
  { title: "added", align: "right", style: dimZero },
  { title: "changed", align: "right", style: dimZero },
  { title: "gone", align: "right", style: dimZero },
  { title: "failed", align: "right", drop: 2, style: redUnlessZero },
  { title: "calls", align: "right", drop: 3 },
  { title: "received", align: "right", drop: 6 },
  { title: "time", align: "right", drop: 5 },
];

/** The table of runs, and how many there are. */
export function renderRuns({ runs, total }: RunList, options: RenderOptions): string[] {
  const rows = runs.map((run) => [
    run.session_id,
    shownTime(run.started_at, options.zone),
    whatOf(run),
    run.api_user ?? "unknown",
    run.status,
    String(run.exit_code),
    count(run.added),
    count(run.changed),
    count(run.gone),
    count(run.failed),
    count(run.calls),
    bytes(run.bytes),
    run.duration_seconds === null ? "" : duration(run.duration_seconds),
  ]);
  const table = renderTable(COLUMNS, rows, options);
  if (options.width === null) return table;
  const note = total > runs.length
    ? `${count(runs.length)} of ${count(total)} runs: --limit ${count(total).replaceAll(",", "")} shows all`
    : total === 1
    ? "1 run"
    : `${count(total)} runs`;
  return [...table, options.palette.dim(note)];
}

function whatOf({ command, mode }: RunRecord): string {
  return mode === null ? command : `${command}, ${mode}`;
}
